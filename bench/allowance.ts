// How much of what portals allow is used while there is enough to do, and whether anybody is refused for asking too often:
// portals that allow 10 requests a second, and connections with two requests at a time.
import { setTimeout as delay } from 'node:timers/promises';
import { startCaseWareSandbox } from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openStore } from '../src/database/open-store.ts';
import { createSealer } from '../src/secrets/seal.ts';
import { openKoppelPlace } from './support/koppel-place.ts';
import { addLinkedPractice } from './support/linked-practice.ts';
import { readCounts } from './support/portal.ts';
import { note, runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:allowance -- [--connections 1,2,200] [--store postgres] [--requests 150] [--json]
  --connections  that have something to do at the same time, per row; each to a portal of its own
  --store        postgres, or redis for the queue in Redis
  --requests     a row ends when a portal has got so many on average
  --latency      milliseconds that a portal takes for an answer
  --burst        requests that a portal's bucket holds; every second it gets 10 back`;

const ALLOWED = { perSecond: 10, atOnce: 2 };
const REQUESTS_OF_A_CLIENT = 7;
/** At first what was not used may be caught up. */
const WARM_UP_MS = 5_000;
const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 900_000;
/** More connections than these are allowed more together than two cores can do: there it is fairness that counts. */
const MOST_TO_FILL = 10;
const TARGETS = { used: 0.95, refused: 0.005, slowest: 0.8 };

interface Row {
  readonly connections: number;
  readonly perSecond: number;
  /** Of what all portals together allow. */
  readonly used: number;
  /** Share of the requests that were answered 429. */
  readonly refused: number;
  /** What the slowest connection got of what the fastest got. */
  readonly slowest: number;
}

async function run(asked: Asked): Promise<Report> {
  const rows: Row[] = [];
  for (const connections of asked.numbers('connections')) {
    rows.push(await measure(asked, connections));
    note(JSON.stringify(rows.at(-1)));
  }
  const head = ['connections', 'requests/s', 'used', 'answered 429', 'slowest of fastest'];
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const table = rows.map(({ connections, perSecond, used, refused, slowest }) => [
    ...[String(connections), perSecond.toFixed(1), percent(used), percent(refused), percent(slowest)],
  ]);
  return { tables: [{ head, rows: table }], figures: { rows }, missed: rows.flatMap(judge) };
}

function judge({ connections, used, refused, slowest }: Row): readonly string[] {
  const at = `with ${connections} connections`;
  return [
    ...(connections <= MOST_TO_FILL && used < TARGETS.used ? [`${used.toFixed(3)} used ${at}`] : []),
    ...(refused >= TARGETS.refused ? [`${refused.toFixed(4)} answered 429 ${at}`] : []),
    ...(slowest < TARGETS.slowest ? [`the slowest got ${slowest.toFixed(2)} of the fastest ${at}`] : []),
  ];
}

async function measure(asked: Asked, connections: number): Promise<Row> {
  const mean = asked.number('requests');
  const bucket = { capacity: asked.number('burst'), perSecond: ALLOWED.perSecond };
  const portals = await Promise.all(
    Array.from({ length: connections }, () =>
      startCaseWareSandbox({ switches: { bucket }, latencyMs: asked.number('latency') }),
    ),
  );
  const place = await openKoppelPlace(asked.text('store') === 'redis' ? 'redis' : 'postgres');
  const store = openStore({ url: place.env['DATABASE_URL'] ?? '' });
  const sealer = createSealer([place.env['KOPPEL_SECRET_KEY'] ?? '']);
  // Some connections may get more than the mean, and none may run dry.
  const clients = Math.ceil((2 * mean + (WARM_UP_MS / 1000) * ALLOWED.perSecond) / REQUESTS_OF_A_CLIENT);
  for (const [n, { url }] of portals.entries())
    await addLinkedPractice(
      { store, sealer },
      {
        ...{ id: `practice${n}`, url, clients, contactsEach: 2 },
        limits: { concurrency: ALLOWED.atOnce, requestsPerSecond: ALLOWED.perSecond },
      },
    );
  const worker = await place.start('worker');
  await delay(WARM_UP_MS);
  const begun = performance.now();
  const before = await Promise.all(portals.map(readCounts));
  const row = await watch();
  await worker.stop();
  await store.close();
  await Promise.all([place.close(), ...portals.map((portal) => portal.close())]);
  return row;

  async function watch(): Promise<Row> {
    for (;;) {
      await delay(LOOK_EVERY_MS);
      const now = await Promise.all(portals.map(readCounts));
      const seconds = (performance.now() - begun) / 1000;
      const each = now.map(({ total }, n) => total - (before[n]?.total ?? 0));
      const total = each.reduce((sum, count) => sum + count, 0);
      if (total < mean * connections && seconds * 1000 < PATIENCE_MS) continue;
      const refused = now.reduce((sum, { limited }, n) => sum + limited - (before[n]?.limited ?? 0), 0);
      const perSecond = total / seconds;
      const used = (total - refused) / seconds / (ALLOWED.perSecond * connections);
      const slowest = Math.min(...each) / Math.max(...each);
      return { connections, perSecond, used, refused: refused / total, slowest };
    }
  }
}

await runBench({
  help: HELP,
  options: { connections: '1,2,200', store: 'postgres', requests: '150', latency: '20', burst: '15' },
  run,
});
