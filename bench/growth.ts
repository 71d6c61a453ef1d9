// What one more client costs the database, depending on how many are there already: time, statements and rows read, with
// and without statistics of the tables; and what a sweep and a dispatch cost. Fails when a table that grows is read from
// end to end, or when the cost grows.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { sweepJob } from '../jobs/sweep.ts';
import { LINKS_NOTED } from '../src/database/ledger/sweep.ts';
import { createIntake } from '../src/database/records/intake.ts';
import { dispatch, startDispatcher } from '../src/engine/dispatch.ts';
import { syncClient } from '../src/engine/sync-client.ts';
import { openEngine, type Engine } from '../test/support/engine.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { copyClient, GROWING_TABLES } from './support/copy-client.ts';
import {
  startMeasuredServer,
  type Cost,
  type MeasuredDatabase,
  type MeasuredServer,
} from './support/measured-postgres.ts';
import { note, runBench, type Asked, type Report, type Table } from './support/run-bench.ts';

const HELP = `npm run bench:growth -- [--clients 100,1000] [--push 100] [--ledger 1000] [--json]
  --clients  how many clients are there already, per row; 100,1000,10000 takes some minutes
  --push     how many more are pushed each time, with two contacts each
  --ledger   clients in the ledgers that are swept and dispatched, per row; 1000000 takes some minutes and 4 GB
  --dearest  shows so many of the statements that took most
  --plans    shows the plans that read a growing table from end to end; times are of no use then`;

const LIMITS = { ratio: 1.3, rows: 1.5, statements: 60, sweepMs: 50 };
const CONCURRENCY = 20;
/** Clients that are pushed before it counts. */
const WARM_UP = 2 * CONCURRENCY;

interface Push {
  readonly clients: number;
  readonly statistics: boolean;
  readonly ms: number;
  readonly statements: number;
  readonly byIndex: number;
  readonly inOrder: Readonly<Record<string, number>>;
}

interface Upkeep {
  readonly clients: number;
  readonly sweepMs: number;
  readonly dispatchIdleMs: number;
  /** One in a hundred is due. */
  readonly dispatchMs: number;
  readonly inOrder: Readonly<Record<string, number>>;
}

async function run(asked: Asked): Promise<Report> {
  const server = await startMeasuredServer({ logsPlans: asked.flag('plans') });
  const pushes: Push[] = [];
  const upkeep: Upkeep[] = [];
  try {
    for (const clients of asked.numbers('clients'))
      pushes.push(
        ...(await withEngine(asked, server, (place) =>
          measurePushes(place, { clients, count: asked.number('push') }),
        )),
      );
    for (const clients of asked.numbers('ledger'))
      upkeep.push(await withEngine(asked, server, (place) => measureUpkeep(place, clients)));
  } finally {
    await server.stop();
  }
  const tables = [tableOfPushes(pushes), tableOfUpkeep(upkeep)].filter(({ rows }) => rows.length > 0);
  return { tables, figures: { pushes, upkeep }, missed: judge(pushes, upkeep) };
}

interface Place {
  readonly asked: Asked;
  readonly database: MeasuredDatabase;
  readonly engine: Engine;
}

async function withEngine<T>(
  asked: Asked,
  server: MeasuredServer,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const database = await server.freshDatabase();
  const engine = await openEngine({ database, concurrency: CONCURRENCY, listed: true });
  try {
    const found = await work({ asked, database, engine });
    for (const plan of asked.flag('plans') ? await database.scansOf(GROWING_TABLES) : []) note(plan);
    return found;
  } finally {
    await engine.close();
  }
}

/** As tables are that have just been filled, and as they are once they were analysed. */
async function measurePushes(
  place: Place,
  { clients, count }: { clients: number; count: number },
): Promise<readonly Push[]> {
  const { database, engine } = place;
  await fill(place, { clients, contacts: ['bulk-one', 'bulk-two'] });
  const rows: Push[] = [];
  for (const statistics of [false, true]) {
    if (statistics) await database.query('analyze');
    await engine.clients(WARM_UP + count, 2);
    await database.query(
      "update koppel.due_pair set next_attempt_at = now() + interval '1 day' where pending",
    );
    const cost = await database.measure(
      () => push(place, count),
      () => push(place, WARM_UP),
    );
    showDearest(place, cost, count);
    const { ms, statements, byIndex, inOrder } = cost;
    const rowsRead = Object.values(byIndex).reduce((sum, rowsOf) => sum + rowsOf, 0);
    const each = { ms: ms / count, statements: statements / count, byIndex: rowsRead / (count + WARM_UP) };
    rows.push({ clients, statistics, ...each, inOrder: growing(inOrder) });
  }
  return rows;
}

/** One client that was really pushed, and copies of it. */
async function fill(
  place: Place,
  { clients, contacts }: { clients: number; contacts: readonly string[] },
): Promise<void> {
  const { database, engine } = place;
  const client = await engine.client({ key: 'bulk-client', number: '900900' });
  for (const key of contacts) await engine.contact(client, { key, email: `${key}@example.nl` });
  await push(place, 1);
  const original = { clientId: client.id, texts: ['bulk-client', '900900', ...contacts] };
  const step = 100_000;
  for (let first = 1; first <= clients; first += step)
    await copyClient(database, original, { first, count: Math.min(step, clients - first + 1) });
}

/** With the dispatcher of the program, and hands instead of a queue. */
async function push({ database, engine }: Place, count: number): Promise<void> {
  await database.query(`update koppel.due_pair set next_attempt_at = now() where client_id in
    (select client_id from koppel.due_pair where pending order by changed_at, client_id limit ${count})`);
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  let bug: unknown = null;
  let underWay = 0;
  const dispatcher = startDispatcher(
    {
      store: engine.store,
      worker: { id: randomUUID(), hands: CONCURRENCY },
      enqueue: (pairs) => {
        for (const pair of pairs) {
          underWay += 1;
          void syncClient(engine.ports, pair, signal)
            .then((result) => (bug ??= result.bug))
            .catch((error: unknown) => (bug ??= error))
            .finally(() => {
              underWay -= 1;
              dispatcher.nudge();
            });
        }
        return Promise.resolve();
      },
      enqueueVerifications: () => Promise.resolve(),
    },
    (error) => (bug ??= error),
  );
  const isDone = async () => {
    if (underWay > 0 && bug === null) return false;
    const [row] = await database.query<{ left: number }>(
      "select count(*)::integer as left from koppel.due_pair where pending and next_attempt_at < now() + interval '1 hour'",
    );
    return bug !== null || (row?.left === 0 && underWay === 0);
  };
  await waitFor(isDone, { what: 'everything pushed', timeoutMs: 600_000 });
  await dispatcher.close();
  if (bug !== null) throw bug instanceof Error ? bug : new Error('a run failed');
}

async function measureUpkeep(place: Place, clients: number): Promise<Upkeep> {
  const { database, engine } = place;
  await fill(place, { clients, contacts: [] });
  // It notes once what was judged, and a server by itself clears up after that.
  for (let sweep = 0; sweep < clients / LINKS_NOTED; sweep += 1) await runSweep(engine);
  await database.query('vacuum analyze');
  const sweep = await database.measure(
    () => runSweep(engine),
    () => runSweep(engine),
  );
  const ports = {
    store: engine.store,
    enqueue: () => Promise.resolve(),
    enqueueVerifications: () => Promise.resolve(),
  };
  const pass = () => dispatch(ports);
  const idle = await database.measure(pass, pass);
  await database.query(`update koppel.due_pair set pending = true where client_id in
    (select client_id from koppel.due_pair order by client_id limit ${Math.ceil(clients / 100)})`);
  await database.query('analyze koppel.due_pair');
  const busy = await database.measure(pass, async () => {
    await pass();
    await database.query("update koppel.due_pair set dispatched_until = '-infinity' where pending");
  });
  for (const cost of [sweep, idle, busy]) showDearest(place, cost, 1);
  const inOrder = growing({ ...sweep.inOrder, ...idle.inOrder, ...busy.inOrder });
  return { clients, sweepMs: sweep.ms, dispatchIdleMs: idle.ms, dispatchMs: busy.ms, inOrder };
}

async function runSweep({ store, ports }: Engine): Promise<void> {
  const jobPorts = {
    store,
    sync: ports,
    intake: createIntake(store),
    eventIntake: createIntake(store),
    now: () => new Date(),
    retentionDays: 400,
    download: () => Promise.reject(new Error('a sweep downloads nothing')),
    openSource: () => Promise.reject(new Error('no software is read here')),
    countUnannounced: () => undefined,
    nudge: () => undefined,
    enqueue: () => Promise.resolve(),
    log: () => undefined,
  };
  const { signal } = new AbortController();
  await sweepJob.run(jobPorts, { slot: new Date().toISOString() }, { signal, attempt: 1 });
}

function growing(inOrder: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(inOrder).filter(([table]) => GROWING_TABLES.includes(table)));
}

function judge(pushes: readonly Push[], upkeep: readonly Upkeep[]): readonly string[] {
  const failures = pushes
    .filter(({ statements }) => statements > LIMITS.statements)
    .map(({ clients, statements }) => `${statements.toFixed(1)} statements a client at ${clients}`);
  for (const statistics of [false, true]) {
    const [first, ...others] = pushes.filter((push) => push.statistics === statistics);
    for (const { clients, ms } of others)
      if (first !== undefined && ms > first.ms * LIMITS.ratio)
        failures.push(`${(ms / first.ms).toFixed(2)} times the time at ${clients} clients`);
  }
  const [fewest, ...more] = pushes.map(({ byIndex }) => byIndex);
  for (const rows of more)
    if (fewest !== undefined && rows > fewest * LIMITS.rows)
      failures.push(`${rows.toFixed(0)} rows a client, and ${fewest.toFixed(0)} at first`);
  for (const { clients, inOrder } of [...pushes, ...upkeep])
    for (const [table, rows] of Object.entries(inOrder))
      failures.push(`${rows} rows of ${table} read from end to end at ${clients} clients`);
  for (const { clients, sweepMs } of upkeep)
    if (sweepMs > LIMITS.sweepMs)
      failures.push(`an idle sweep of ${sweepMs.toFixed(0)} ms at ${clients} clients`);
  return failures;
}

const PUSH_HEAD = [
  'clients there',
  'statistics',
  'ms a client',
  'statements a client',
  'rows by index',
  'rows in order',
];
const UPKEEP_HEAD = [
  'clients there',
  'sweep, ms',
  'dispatch idle, ms',
  'dispatch 1 % due, ms',
  'rows in order',
];

function tableOfPushes(pushes: readonly Push[]): Table {
  const rows = pushes.map(({ clients, statistics, ms, statements, byIndex, inOrder }) => [
    String(clients),
    statistics ? 'yes' : 'no',
    ms.toFixed(2),
    statements.toFixed(1),
    byIndex.toFixed(0),
    inWords(inOrder),
  ]);
  return { head: PUSH_HEAD, rows };
}

function tableOfUpkeep(upkeep: readonly Upkeep[]): Table {
  const rows = upkeep.map(({ clients, sweepMs, dispatchIdleMs, dispatchMs, inOrder }) => [
    String(clients),
    ...[sweepMs, dispatchIdleMs, dispatchMs].map((ms) => ms.toFixed(1)),
    inWords(inOrder),
  ]);
  return { head: UPKEEP_HEAD, rows };
}

function inWords(inOrder: Readonly<Record<string, number>>): string {
  const words = Object.entries(inOrder).map(([table, rows]) => `${table} ${rows}`);
  return words.length === 0 ? 'none' : words.join(', ');
}

function showDearest({ asked }: Place, { dearest, byIndex }: Cost, each: number): void {
  const most = asked.number('dearest');
  if (most > 0) note(`rows by index: ${inWords(byIndex)}`);
  for (const { text, calls, ms, planningMs } of dearest.slice(0, most))
    note(
      `${(calls / each).toFixed(2)} x, ${(ms / each).toFixed(2)} ms, planning ${(planningMs / each).toFixed(2)} ms  ${text.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
    );
}

await runBench({
  help: HELP,
  options: { clients: '100,1000', push: '100', ledger: '1000,100000', dearest: '0', plans: false },
  run,
});
