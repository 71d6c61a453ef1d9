// How soon an unlink is proven, from its record or its webhook to the read-back: with nothing else to do, beside a first load,
// and while something is in trouble. A worker of this process, a sandbox, and one unlink after the other.
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { openApp, type App } from '../src/app/app.ts';
import { readConfig } from '../src/app/config.ts';
import { openFoundation } from '../src/app/foundation.ts';
import { createLogger } from '../src/app/logger.ts';
import { openEngine, type Engine } from '../test/support/engine.ts';
import { signInSettings } from '../test/support/koppel-server.ts';
import { startRedis } from '../test/support/redis.ts';
import { releaseAtEnd } from '../test/support/released-at-end.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { note, quantile, runBench, type Asked, type Report } from './support/run-bench.ts';
import { TROUBLES, type Trouble, type Victim, type World } from './support/troubles.ts';

const HELP = `npm run bench:latency -- [--unlinks 20] [--only WORD] [--store postgres] [--json]
  --unlinks  for each row, one after the other
  --only     rows whose text holds this
  --store    postgres, or redis for the queue in Redis`;

const SELDOM = '0 0 1 1 *';

interface Row {
  readonly while: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly targetMs: number | null;
}

async function run(asked: Asked): Promise<Report> {
  const policy = { brake: { count: 100_000, share: 1 } };
  const engine = await openEngine({ listed: true, concurrency: 2, requestsPerSecond: 1_000, policy });
  const app = await startWorker(engine, asked.text('store'));
  const world: World = { engine, app, victims: (count) => arrive(engine, app, count), mend: [] };
  const rows: Row[] = [];
  for (const trouble of TROUBLES.filter(({ name }) => name.includes(asked.text('only')))) {
    const times = await measure(world, trouble, asked.number('unlinks'));
    const row = { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
    rows.push({ while: trouble.name, ...row, targetMs: trouble.targetMs ?? null });
    note(JSON.stringify(rows.at(-1)));
  }
  await app.close();
  const seconds = (ms: number | null): string => (ms === null ? '' : (ms / 1000).toFixed(1));
  const head = ['while …', 'half of them within, s', '99 of 100 within, s', 'target, s'];
  const table = rows.map((row) => [row.while, ...[row.p50Ms, row.p99Ms, row.targetMs].map(seconds)]);
  const missed = rows
    .filter(({ p99Ms, targetMs }) => targetMs !== null && p99Ms >= targetMs)
    .map((row) => `${seconds(row.p99Ms)} s while ${row.while}`);
  return { tables: [{ head, rows: table }], figures: { rows }, missed };
}

async function startWorker(engine: Engine, store: string): Promise<App> {
  const redis = store === 'redis' ? await startRedis() : null;
  releaseAtEnd(async () => redis?.stop());
  const config = readConfig({
    ...(await signInSettings()),
    ...{ DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey, KOPPEL_PORT: '0' },
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...{ KOPPEL_SWEEP_CRON: '* * * * *', KOPPEL_READ_SOURCE_CRON: SELDOM },
    ...{ KOPPEL_VERIFY_CRON: SELDOM, KOPPEL_PRUNE_CRON: SELDOM },
  });
  return openApp(await openFoundation(config, createLogger('silent')), { serve: true, work: true });
}

async function measure(world: World, { make }: Trouble, count: number): Promise<readonly number[]> {
  const victims = await world.victims(count);
  const unlink = (await make(world)) ?? (({ contact }: Victim) => world.engine.unlink(contact));
  const times: number[] = [];
  for (const victim of victims) {
    const since = performance.now();
    await unlink(victim);
    await waitFor(() => isProven(world.engine, victim), {
      what: 'an unlink to be proven',
      timeoutMs: 600_000,
    });
    times.push(performance.now() - since);
    await delay(500);
  }
  for (const mend of world.mend.splice(0)) await mend();
  await world.engine.portal.disarm();
  await quiet(world.engine);
  return times;
}

async function isProven(engine: Engine, { contact }: Victim): Promise<boolean> {
  const [row] = await engine.rows(sql<{ state: string | null }>`
    select revoke_state as state from portal_resource where type = 'access' and owner = ${`contact:${contact.id}`}`);
  return row?.state === 'revoked_verified';
}

async function arrive(engine: Engine, app: App, count: number): Promise<readonly Victim[]> {
  const made = await engine.clients(count, 1);
  app.nudge();
  await waitFor(
    async () => {
      const people = await engine.rows(sql<{ owner: string }>`
        select owner from portal_resource where type = 'access' and state = 'present'`);
      const owners = new Set(people.map(({ owner }) => owner));
      return made.every(({ contacts: [contact] }) => owners.has(`contact:${contact?.id ?? ''}`));
    },
    { what: 'the clients to arrive', timeoutMs: 300_000 },
  );
  return made.flatMap(({ client, contacts: [contact] }) =>
    contact === undefined ? [] : [{ client, contact }],
  );
}

/** The next trouble begins when nothing of this one is left. */
async function quiet(engine: Engine): Promise<void> {
  await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp() where pending`);
  await waitFor(
    async () =>
      (await engine.rows(sql`select from due_pair where pending or lease_until > now()`)).length === 0,
    { what: 'everything to be served', timeoutMs: 900_000 },
  );
}

await runBench({
  help: HELP,
  options: { unlinks: '20', only: '', store: 'postgres' },
  run,
});
