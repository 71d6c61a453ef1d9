// What the pages and the API of a practice take, with 20,000 clients and 60,000 contacts: before their tables were analysed, as after
// a first load, and after it. Fails when one takes too long or is too large, or when a list is not written as it is read.
import { Writable } from 'node:stream';
import { apiOf } from '../src/api/api.ts';
import { openRun } from '../src/cli/frame/terminal.ts';
import { runKoppel } from '../src/cli/run-koppel.ts';
import { pagesOf } from '../src/pages/pages.ts';
import { signIn, startServer } from '../test/integration/http/test-server.ts';
import { openEngine, type Engine } from '../test/support/engine.ts';
import { openTestTerminal } from '../test/support/koppel-command.ts';
import { releaseAtEnd } from '../test/support/released-at-end.ts';
import { copyClient } from './support/copy-client.ts';
import { startMeasuredServer, type MeasuredDatabase } from './support/measured-postgres.ts';
import { note, quantile, runBench, type Asked, type Report } from './support/run-bench.ts';
import { varyRecords } from './support/vary-records.ts';

const HELP = `npm run bench:pages -- [--clients 20000] [--tries 20] [--only WORD] [--json]
  --clients  with three contacts each
  --tries    of each address, one after the other
  --only     addresses that hold this`;

const LIMITS = { ms: 200, bytes: 100_000 };
const CONTACTS = ['bulk-one', 'bulk-two', 'bulk-three'];

interface Row {
  readonly address: string;
  readonly analysed: boolean;
  readonly halfMs: number;
  readonly mostMs: number;
  readonly bytes: number;
}

interface ListRow {
  readonly command: string;
  readonly analysed: boolean;
  /** Until the first line was written. */
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly bytes: number;
}

async function run(asked: Asked): Promise<Report> {
  const server = await startMeasuredServer({ logsPlans: false });
  releaseAtEnd(() => server.stop());
  const database = await server.freshDatabase();
  const engine = await openEngine({ database, listed: true });
  await fill(engine, database, asked.number('clients'));
  const answers = { ...engine.ports, now: () => new Date() };
  const pages = await startServer({ scopes: [pagesOf(answers), apiOf(answers)] });
  releaseAtEnd(() => pages.close());
  const cookie = await signIn(pages.url, 'olga');
  const env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
  const addresses = (await addressesOf(database)).filter((one) => one.includes(asked.text('only')));
  const rows: Row[] = [];
  const lists: ListRow[] = [];
  for (const analysed of [false, true]) {
    if (analysed) await database.query('analyze');
    for (const address of addresses) {
      const figures = await measure(`${pages.url}${address}`, cookie, asked.number('tries'));
      rows.push({ address, analysed, ...figures });
      note(JSON.stringify(rows.at(-1)));
    }
    for (const sort of ['client', 'since']) lists.push(await measureList(env, { sort, analysed }));
  }
  return report(rows, lists);
}

async function fill(engine: Engine, database: MeasuredDatabase, clients: number): Promise<void> {
  const client = await engine.client({ key: 'bulk-client', number: '900900' });
  for (const key of CONTACTS) await engine.contact(client, { key, email: `${key}@example.nl` });
  await engine.settle();
  const original = { clientId: client.id, texts: ['bulk-client', '900900', ...CONTACTS] };
  await copyClient(database, original, { first: 1, count: clients - 1 });
  await varyRecords(database);
}

async function addressesOf(database: MeasuredDatabase): Promise<readonly string[]> {
  const [first] = await database.query<{ client: string; contact: string }>(`
    select client_id as client, id as contact from koppel.contact order by id limit 1`);
  const lists = [
    ...[
      '',
      'q=vries',
      'q=de',
      'q=bakkerij+utrecht',
      'q=bulk-two777%40example.nl',
      'q=nobodyatall',
      'q=06+98765432',
    ],
    ...['q=de&link=off', 'sort=name', 'sort=number', 'sort=since', 'link=off', 'link=on&kind=contact'],
    ...[
      'state=failed',
      'state=excluded',
      'state=due',
      'reason=EMAIL_MISSING',
      'notSignedIn=yes',
      'waitingOn=client',
    ],
    'state=failed&sort=since',
  ].map((query) => `/records?${query}`);
  const others = [`/records/${first?.client ?? ''}`, `/records/${first?.contact ?? ''}`];
  const pages = ['', ...lists, ...others, '/to-do', '/tasks', '/brake'].map(
    (path) => `/practices/jansen${path}`,
  );
  const calls = ['/overview', '/records', '/records?q=vries', ...others, '/to-do', '/log'];
  return [...pages, ...calls.map((path) => `/api/practices/jansen${path}`)];
}

async function measure(
  address: string,
  cookie: string,
  tries: number,
): Promise<Omit<Row, 'address' | 'analysed'>> {
  const times: number[] = [];
  let bytes = 0;
  // The first learns the catalogue and prepares its statements.
  for (let attempt = 0; attempt <= tries; attempt += 1) {
    const since = performance.now();
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
    const body = await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    if (attempt > 0) times.push(performance.now() - since);
    bytes = Math.max(bytes, body.byteLength);
  }
  return { halfMs: quantile(times, 0.5), mostMs: quantile(times, 0.9), bytes };
}

async function measureList(
  env: Readonly<Record<string, string>>,
  { sort, analysed }: { sort: string; analysed: boolean },
): Promise<ListRow> {
  const since = performance.now();
  let firstMs = 0;
  let bytes = 0;
  const stdout = new Writable({
    decodeStrings: false,
    write: (piece: unknown, _encoding, done) => {
      if (bytes === 0) firstMs = performance.now() - since;
      bytes += String(piece).length;
      done();
    },
  });
  const args = ['list', '--practice', 'jansen', '--sort', sort, '--csv'];
  const code = await runKoppel(args, openRun({ ...openTestTerminal({ env }).terminal, stdout }));
  const wholeMs = performance.now() - since;
  if (code !== 0) throw new Error(`koppel list ended with ${code}`);
  const row = {
    command: `koppel list --sort ${sort}`,
    analysed,
    firstMs,
    wholeMs,
    bytes,
  };
  note(JSON.stringify(row));
  return row;
}

function report(rows: readonly Row[], lists: readonly ListRow[]): Report {
  const yes = (analysed: boolean): string => (analysed ? 'yes' : 'no');
  const pages = {
    head: ['address', 'statistics', 'half of them within, ms', '9 of 10 within, ms', 'kB'],
    rows: rows.map(({ address, analysed, halfMs, mostMs, bytes }) => [
      ...[address.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<id>'), yes(analysed)],
      ...[halfMs.toFixed(0), mostMs.toFixed(0), (bytes / 1000).toFixed(0)],
    ]),
  };
  const commands = {
    head: ['command', 'statistics', 'first line, ms', 'whole, ms', 'kB'],
    rows: lists.map(({ command, analysed, firstMs, wholeMs, bytes }) => [
      ...[command, yes(analysed)],
      ...[firstMs.toFixed(0), wholeMs.toFixed(0), (bytes / 1000).toFixed(0)],
    ]),
  };
  const missed = [
    ...rows
      .filter(({ halfMs }) => halfMs >= LIMITS.ms)
      .map(
        ({ address, analysed, halfMs }) =>
          `${halfMs.toFixed(0)} ms for ${address}, statistics: ${yes(analysed)}`,
      ),
    ...rows
      .filter(
        ({ address, analysed, bytes }) => analysed && !address.startsWith('/api/') && bytes >= LIMITS.bytes,
      )
      .map(({ address, bytes }) => `${(bytes / 1000).toFixed(0)} kB for ${address}`),
    ...lists
      .filter(({ firstMs, wholeMs }) => firstMs > wholeMs / 2)
      .map(({ command, firstMs }) => `the first line of ${command} came after ${firstMs.toFixed(0)} ms`),
  ];
  return { tables: [pages, commands], figures: { pages: rows, lists }, missed };
}

await runBench({ help: HELP, options: { clients: '20000', tries: '20', only: '' }, run });
