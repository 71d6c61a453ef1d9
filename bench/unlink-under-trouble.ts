// How soon an unlink is proven while something else is in trouble: a worker of this process, a sandbox, and for each kind
// of trouble 20 unlinks, one after the other. Prints a table, asserts nothing.
// Usage: npx tsx bench/unlink-under-trouble.ts [--redis URL] [--unlinks N] [--only WORD]
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { toReceiveJob } from '../jobs/receive-event.ts';
import { openApp, type App } from '../src/app/app.ts';
import { readConfig } from '../src/app/config.ts';
import { openFoundation } from '../src/app/foundation.ts';
import { createLogger } from '../src/app/logger.ts';
import { credentialsContext } from '../src/app/open-portals.ts';
import { writeConnection } from '../src/database/portal/connections.ts';
import { storeEvents } from '../src/database/records/events.ts';
import { addPractice } from '../src/database/records/practices.ts';
import { openEventLine } from '../src/intake/event-line.ts';
import { SANDBOX_CREDENTIALS } from '../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openEngine, type Engine } from '../test/support/engine.ts';
import type { ClientHandle, ContactHandle } from '../test/support/engine-records.ts';
import { waitFor } from '../test/support/wait-for.ts';

const { values: options } = parseArgs({
  options: {
    redis: { type: 'string' },
    unlinks: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
const UNLINKS = Number(options.unlinks);
const SELDOM = '0 0 1 1 *';
const ALWAYS = 1_000_000;
const DEAD_PRACTICES = 60;
const FLOOD = 20_000;
const FIRST_LOAD = 1_500;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Victim {
  readonly client: ClientHandle;
  readonly contact: ContactHandle;
}
interface World {
  readonly engine: Engine;
  readonly app: App;
  /** Who has access, and is unlinked one after the other. */
  victims(count: number): Promise<readonly Victim[]>;
  /** Called when a trouble is over. */
  readonly mend: (() => Promise<void>)[];
}

/** Makes the trouble. Returns how a contact is unlinked meanwhile; left out: by its record. */
type Trouble = (world: World) => Promise<((victim: Victim) => Promise<unknown>) | undefined>;

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'nothing is wrong': () => Promise.resolve(undefined),
  'five records are never answered': async (world) => {
    const { engine } = world;
    const hanging = await world.victims(5);
    for (const { client } of hanging)
      await engine.portal.arm({
        match: { path: await pathOf(engine, client) },
        fault: 'timeout-before-commit',
        times: ALWAYS,
      });
    for (const { contact } of hanging) await engine.unlink(contact);
    await delay(2_000);
    return undefined;
  },
  'one record is answered 403': async (world) => {
    const { engine } = world;
    const [refused] = await world.victims(1);
    if (refused === undefined) return undefined;
    await engine.portal.arm({
      match: { path: await pathOf(engine, refused.client) },
      fault: '403',
      times: ALWAYS,
    });
    await engine.unlink(refused.contact);
    await delay(2_000);
    return undefined;
  },
  'a dead host is shared by 60 practices': async (world) => {
    await shareDeadHost(world);
    await delay(5_000);
    return undefined;
  },
  'a row is locked': async ({ engine, mend }) => {
    const holder = new pg.Client({ connectionString: engine.databaseUrl });
    await holder.connect();
    mend.push(() => holder.end());
    const locked = await engine.client();
    await holder.query('begin');
    await holder.query('select from koppel.due_pair where client_id = $1 for update', [locked.id]);
    await delay(2_000);
    return undefined;
  },
  [`another practice sends ${FLOOD} events`]: floodWithEvents,
  [`a first load of ${FIRST_LOAD} clients runs`]: async ({ engine }) => {
    await engine.clients(FIRST_LOAD, 1);
    await delay(2_000);
    return undefined;
  },
};

await run();
process.exit(0);

async function run(): Promise<void> {
  const policy = { brake: { count: 100_000, share: 1 } };
  const engine = await openEngine({ listed: true, concurrency: 2, requestsPerSecond: 1_000, policy });
  const app = await startWorker(engine);
  const world: World = { engine, app, victims: (count) => arrive(engine, app, count), mend: [] };
  say(`| while … | p50 | worst of ${UNLINKS} |`);
  say('| --- | --- | --- |');
  for (const [name, makeTrouble] of Object.entries(TROUBLES)) {
    if (!name.includes(options.only)) continue;
    const times = await measure(world, makeTrouble);
    const seconds = (ms: number | undefined): string => `${((ms ?? 0) / 1000).toFixed(1)} s`;
    say(`| ${name} | ${seconds(times[Math.floor((times.length - 1) / 2)])} | ${seconds(times.at(-1))} |`);
  }
  await app.close();
  await engine.close();
}

async function startWorker(engine: Engine): Promise<App> {
  const config = readConfig({
    DATABASE_URL: engine.databaseUrl,
    KOPPEL_SECRET_KEY: engine.secretKey,
    ...(options.redis === undefined ? {} : { REDIS_URL: options.redis }),
    KOPPEL_SWEEP_CRON: '* * * * *',
    KOPPEL_READ_SOURCE_CRON: SELDOM,
    KOPPEL_VERIFY_CRON: SELDOM,
    KOPPEL_PRUNE_CRON: SELDOM,
  });
  return openApp(await openFoundation(config, createLogger('silent')), { serve: false, work: true });
}

async function measure(world: World, makeTrouble: Trouble): Promise<readonly number[]> {
  const victims = await world.victims(UNLINKS);
  const unlink = (await makeTrouble(world)) ?? (({ contact }: Victim) => world.engine.unlink(contact));
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
  return times.sort((a, b) => a - b);
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
    {
      what: 'everything to be served',
      timeoutMs: 900_000,
    },
  );
}

async function pathOf(engine: Engine, { id }: ClientHandle): Promise<string> {
  const [group] = await engine.rows(sql<{ at: string }>`
    select portal_id as at from portal_resource where type = 'group' and owner = ${`client:${id}`}`);
  return `^/groups/${group?.at ?? 'none'}`;
}

/** A machine that takes connections and answers nothing; 60 practices have a client that waits for it, and an unlink. */
async function shareDeadHost({ engine, app, mend }: World): Promise<void> {
  const sockets: Socket[] = [];
  const dead = createServer((socket) => sockets.push(socket));
  await new Promise<void>((listening) => dead.listen(0, '127.0.0.1', listening));
  const { port } = dead.address() as AddressInfo;
  const practices = Array.from({ length: DEAD_PRACTICES }, (_, n) => `dead${n}`);
  for (const practiceId of practices) {
    const id = randomUUID();
    const credentials = JSON.stringify(SANDBOX_CREDENTIALS);
    await engine.store.inPractice(practiceId, async (tx) => {
      await addPractice(tx, {
        id: practiceId,
        name: practiceId,
        linksFrom: 'practice-software',
        webhookSecrets: [],
        source: null,
      });
      await writeConnection(tx, {
        ...{
          id,
          practiceId,
          name: 'caseware',
          portal: 'caseware-cloud',
          baseUrl: `http://127.0.0.1:${port}`,
          settings: { accessBy: 'contact-group' },
          policy: {},
        },
        ...{
          limits: {},
          concurrency: 2,
          requestsPerSecond: 100,
          provenTypes: ['group', 'group-role', 'access'],
        },
        credentials: engine.sealer.seal(credentials, credentialsContext({ practiceId, id })),
      });
      await sql`update connection set listed_at = now()`.execute(tx);
      await sql`
        with made as (insert into client (practice_id, source_key, number, name, kind, status)
            select ${practiceId}, 'k' || n, 'N' || n, 'Company ' || n, 'company', 'client' from generate_series(1, 3) n returning id)
        insert into client_link (practice_id, connection_id, client_id, enabled) select ${practiceId}, ${id}, id, true from made`.execute(
        tx,
      );
      await sql`update due_pair set lane = 0`.execute(tx);
    });
  }
  app.nudge();
  mend.push(async () => {
    for (const practiceId of practices)
      await engine.store.inPractice(practiceId, (tx) =>
        sql`update connection set state = 'paused'`.execute(tx),
      );
    for (const socket of sockets) socket.destroy();
    dead.close();
  });
}

/** Both practices' events go by the queue, as those that a webhook brings. */
async function floodWithEvents({ engine, app }: World) {
  const practiceId = 'flood';
  await engine.store.inPractice(practiceId, (tx) =>
    addPractice(tx, {
      id: practiceId,
      name: practiceId,
      linksFrom: 'practice-software',
      webhookSecrets: [],
      source: null,
    }),
  );
  const line = openEventLine(() => performance.now());
  const timestamp = new Date().toISOString();
  const send = async (
    to: string,
    events: readonly { id: string; type: string; data: object; takesAway: boolean }[],
  ) => {
    const stored = events.map(({ id, type, data }) => ({
      webhookId: id,
      type,
      payload: JSON.stringify({ type, timestamp, data }),
      record: { sourceKey: id, saidAt: new Date(timestamp), undated: false },
      problems: [],
    }));
    await engine.store.oneStatement(to, (tx) => storeEvents(tx, to, stored));
    await app.ports.enqueue(
      events.map(({ id, takesAway }) =>
        toReceiveJob({ practiceId: to, webhookId: id }, { priority: line.placeOf(to, { takesAway }) }),
      ),
    );
  };
  for (let at = 0; at < FLOOD; at += 1_000) {
    const batch = Array.from({ length: 1_000 }, (_, n) => ({
      id: `flood-${at + n}`,
      type: 'client.upserted',
      data: {
        key: `f${at + n}`,
        name: `Company ${at + n}`,
        number: `F${at + n}`,
        kind: 'company',
        status: 'client',
      },
      takesAway: false,
    }));
    await send(practiceId, batch);
  }
  return async ({ contact }: Victim) => {
    await send(engine.practiceId, [
      { id: `off-${contact.key}`, type: 'contact.deleted', data: { key: contact.key }, takesAway: true },
    ]);
  };
}
