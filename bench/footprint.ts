// What a process of Koppel takes while it waits and while it works: memory, connections to its database, room on the disk.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { readCompanies } from './support/companies.ts';
import { fillPractice } from './support/fill-practice.ts';
import { openKoppelPlace, readStores, type KoppelPlace, type StoreKind } from './support/koppel-place.ts';
import { openBenchPortal, timeRequests, type BenchPortal } from './support/portal.ts';
import { residentMb } from './support/process-cost.ts';
import { runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:footprint -- [--clients 300] [--stores postgres,redis] [--json]
  --clients  of the first load during which the worker is looked at, with two contacts each
  --stores   postgres, or redis for the queue in Redis; a row each`;

const MOST_OF_WORKER_MB = 200;
const LOOK_EVERY_MS = 500;
const QUIET_MS = 5_000;
const REQUESTS_OF_A_CLIENT = 7;

interface Row {
  readonly store: StoreKind;
  readonly serverMb: number;
  readonly workerIdleMb: number;
  /** The most at any time of the first load. */
  readonly workerMb: number;
  readonly connectionsIdle: number;
  readonly connections: number;
  /** A client with two contacts, and all that was noted about it. */
  readonly databaseKbOfClient: number;
}

async function run(asked: Asked): Promise<Report> {
  const portal = await openBenchPortal();
  const rows: Row[] = [];
  for (const store of readStores(asked)) rows.push(await measure(portal, store, asked.number('clients')));
  const installedMb = await sizeMb(join(import.meta.dirname, '..'));
  const head = [
    'store',
    'server, MB',
    'worker idle, MB',
    'worker, MB',
    'connections idle',
    'connections',
    'database, kB a client',
  ];
  const table = rows.map(({ store, ...figures }) => [
    store,
    ...Object.values(figures).map((n) => n.toFixed(0)),
  ]);
  const missed = rows
    .filter(({ workerMb }) => workerMb >= MOST_OF_WORKER_MB)
    .map(({ store, workerMb }) => `a worker of ${workerMb.toFixed(0)} MB with ${store}`);
  const tables = [
    { head, rows: table },
    {
      head: ['installed', 'MB'],
      rows: Object.entries(installedMb).map(([name, mb]) => [name, mb.toFixed(0)]),
    },
  ];
  return { tables, figures: { rows, installedMb }, missed };
}

async function measure(portal: BenchPortal, store: StoreKind, clients: number): Promise<Row> {
  const place = await openKoppelPlace(store, { BENCH_CREDENTIALS: JSON.stringify(portal.credentials) });
  await portal.reset();
  const ask = await openQuestions(place);
  const server = await place.start('serve');
  const worker = await place.start('worker');
  await delay(QUIET_MS);
  const idle = { workerIdleMb: await residentMb(worker.pid), connectionsIdle: await ask.connections() };
  const bytesBefore = await ask.bytes();
  await fillPractice(place, portal, { companies: await readCompanies('', clients), atOnce: 20 });
  const most = { workerMb: 0, connections: 0 };
  const look = async (): Promise<void> => {
    most.workerMb = Math.max(most.workerMb, await residentMb(worker.pid));
    most.connections = Math.max(most.connections, await ask.connections());
  };
  const done = timeRequests(portal, clients * REQUESTS_OF_A_CLIENT).then(() => true);
  while (!(await Promise.race([done, delay(LOOK_EVERY_MS, false)]))) await look();
  const serverMb = await residentMb(server.pid);
  const databaseKbOfClient = ((await ask.bytes()) - bytesBefore) / 1024 / clients;
  await Promise.all([server.stop(), worker.stop()]);
  await ask.end();
  await place.close();
  const { workerIdleMb, connectionsIdle } = idle;
  return {
    store,
    serverMb,
    workerIdleMb,
    workerMb: most.workerMb,
    connectionsIdle,
    connections: most.connections,
    databaseKbOfClient,
  };
}

/** By a connection of its own, which is not counted. */
async function openQuestions({ env }: KoppelPlace) {
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  const one = async (text: string): Promise<number> => {
    const { rows } = await client.query<{ n: string }>(text);
    return Number(rows[0]?.n);
  };
  return {
    connections: () =>
      one(
        `select count(*) as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      ),
    bytes: () => one('select pg_database_size(current_database()) as n'),
    end: () => client.end(),
  };
}

/** What `npm ci` puts there, and of it what the program needs; the built program. */
async function sizeMb(root: string): Promise<Readonly<Record<string, number>>> {
  const bytes = await Promise.all(['node_modules', 'dist'].map((name) => bytesBelow(join(root, name))));
  return { 'node_modules, with what tests need': (bytes[0] ?? 0) / 2 ** 20, dist: (bytes[1] ?? 0) / 2 ** 20 };
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === '.cache' ? 0 : bytesBelow(path);
      return entry.isFile() ? (await stat(path)).size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

await runBench({
  help: HELP,
  options: { clients: '300', stores: 'postgres,redis' },
  run,
});
