// How fast a first load goes: through `koppel import` and the built program, against a sandbox without a limit, beside what
// the HTTP client alone reaches with the same requests in the same minute.
import { readCompanies, type Company } from './support/companies.ts';
import { fillPractice } from './support/fill-practice.ts';
import {
  openKoppelPlace,
  readStores,
  STORES,
  type KoppelPlace,
  type KoppelProcess,
  type StoreKind,
} from './support/koppel-place.ts';
import { openBenchPortal, timeRequests, type BenchPortal } from './support/portal.ts';
import { cpuMsOf } from './support/process-cost.ts';
import { loadRaw } from './support/raw-load.ts';
import { note, runBench, type Asked, type Report } from './support/run-bench.ts';

const HELP = `npm run bench:throughput -- [--clients 300] [--companies FILE.csv] [--stores embedded,postgres,redis] [--workers 1,2] [--json]
  --clients    so many, each with two contacts
  --companies  CSV with the columns kvk_number and name; without it names are invented
  --stores     embedded: as Koppel starts without settings; postgres: a PostgreSQL given, its queue in it; redis: that, and the queue in Redis
  --workers    processes that work
  --at-once    clients at a time, by the connection
  --rounds     each row so often; the middle counts`;

/** Of what the client alone reaches. */
const TARGETS: Readonly<Record<StoreKind, number>> = { embedded: 0.2, postgres: 0.3, redis: 0.3 };

interface Load {
  readonly store: StoreKind;
  readonly workers: number;
  readonly requests: number;
  readonly perSecond: number;
  /** Of the client alone, just before and just after. */
  readonly rawPerSecond: number;
  readonly share: number;
  /** A client. */
  readonly cpu: Cpu;
}

/** Milliseconds of processor time. */
interface Cpu {
  readonly workers: number;
  readonly database: number;
  readonly redis: number;
}

async function run(asked: Asked): Promise<Report> {
  const companies = await readCompanies(asked.text('companies'), asked.number('clients'));
  const atOnce = asked.number('at-once');
  const portal = await openBenchPortal();
  const measureRaw = () => loadRaw(portal, companies, atOnce);
  const loads: Load[] = [];
  await measureRaw();
  for (const store of readStores(asked))
    for (const workers of asked.numbers('workers')) {
      const rounds: Load[] = [];
      for (let round = 0; round < asked.number('rounds'); round += 1) {
        const before = await measureRaw();
        const load = await loadOnce(portal, companies, { store, workers, atOnce });
        const rawPerSecond = (before.perSecond + (await measureRaw()).perSecond) / 2;
        rounds.push({ ...load, rawPerSecond, share: load.perSecond / rawPerSecond });
        note(`${store}, ${workers} at work: ${rounds.at(-1)?.share.toFixed(2) ?? ''} of the client alone`);
      }
      const middle = rounds.sort((a, b) => a.share - b.share)[Math.floor(rounds.length / 2)];
      if (middle !== undefined) loads.push(middle);
    }
  return report(loads);
}

interface LoadOptions {
  readonly store: StoreKind;
  readonly workers: number;
  readonly atOnce: number;
}

async function loadOnce(
  portal: BenchPortal,
  companies: readonly Company[],
  { store, workers, atOnce }: LoadOptions,
): Promise<Omit<Load, 'rawPerSecond' | 'share'>> {
  const { requests: least } = await loadRaw(portal, companies, atOnce);
  const place = await openKoppelPlace(store, {
    BENCH_CREDENTIALS: JSON.stringify(portal.credentials),
  });
  await portal.reset();
  // All that is to be loaded is there before anybody works.
  await fillPractice(place, portal, { companies, atOnce });
  const done = timeRequests(portal, least);
  const processes = [await place.start('start')];
  while (processes.length < workers) processes.push(await place.start('worker'));
  const atFirst = await cpuOf(place, processes);
  const ms = await done;
  const atLast = await cpuOf(place, processes);
  await Promise.all(processes.map((each) => each.stop()));
  const { total: requests } = await portal.counts();
  await place.close();
  const each = (part: keyof Cpu): number => (atLast[part] - atFirst[part]) / companies.length;
  const cpu = { workers: each('workers'), database: each('database'), redis: each('redis') };
  return { store, workers, requests, perSecond: (requests * 1000) / ms, cpu };
}

/** Milliseconds so far. */
async function cpuOf(place: KoppelPlace, processes: readonly KoppelProcess[]): Promise<Cpu> {
  const database = await cpuMsOf([await place.databasePid()]);
  const redis = place.redisPid === null ? 0 : await cpuMsOf([place.redisPid]);
  const workers = await cpuMsOf(processes.map(({ pid }) => pid));
  // The embedded database is a child of the process that has started it.
  return { database, redis, workers: place.env['DATABASE_URL'] === undefined ? workers - database : workers };
}

const HEAD = [
  ...['store', 'workers', 'requests/s', 'client alone', 'share', 'target'],
  ...['requests', 'CPU ms a client: workers', 'database', 'Redis'],
];

function report(loads: readonly Load[]): Report {
  const rows = loads.map(({ store, workers, perSecond, rawPerSecond, share, requests, cpu }) => [
    ...[store, String(workers), perSecond.toFixed(0), rawPerSecond.toFixed(0)],
    ...[share.toFixed(2), TARGETS[store].toFixed(2), String(requests)],
    ...[cpu.workers, cpu.database, cpu.redis].map((ms) => ms.toFixed(1)),
  ]);
  const missed = loads
    .filter(({ store, share }) => share < TARGETS[store])
    .map(
      ({ store, workers, share }) =>
        `${share.toFixed(2)} of the client alone with ${store} and ${workers} at work`,
    );
  return { tables: [{ head: HEAD, rows }], figures: { loads }, missed };
}

await runBench({
  help: HELP,
  options: {
    ...{
      clients: '300',
      companies: '',
      stores: STORES.join(','),
      workers: '1,2',
      'at-once': '20',
      rounds: '1',
    },
  },
  run,
});
