// What else goes on while an unlink is to be proven, one after the other: nothing, something in trouble, or much to do.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { toReceiveJob } from '../../jobs/receive-event.ts';
import type { App } from '../../src/app/app.ts';
import { storeEvents } from '../../src/database/records/events.ts';
import { addPractice } from '../../src/database/records/practices.ts';
import { openEventLine } from '../../src/intake/event-line.ts';
import { webhookContext, newWebhookSecret } from '../../src/secrets/webhook-secrets.ts';
import type { ClientHandle, ContactHandle } from '../../test/support/engine-records.ts';
import type { Engine } from '../../test/support/engine.ts';
import { sendSigned } from '../../test/support/practice-calls.ts';
import { addLinkedPractice } from './linked-practice.ts';

export interface Victim {
  readonly client: ClientHandle;
  readonly contact: ContactHandle;
}

export interface World {
  readonly engine: Engine;
  readonly app: App;
  /** Who has access, and is unlinked one after the other. */
  victims(count: number): Promise<readonly Victim[]>;
  /** Called when a trouble is over. */
  readonly mend: (() => Promise<void>)[];
}

/** Returns how a contact is unlinked meanwhile; left out: by its record. */
type Make = (world: World) => Promise<((victim: Victim) => Promise<unknown>) | undefined>;

export interface Trouble {
  readonly name: string;
  readonly make: Make;
  /** Within how many milliseconds 99 of 100 unlinks are to be proven; left out: it is only told. */
  readonly targetMs?: number;
}

const ALWAYS = 1_000_000;
const DEAD_PRACTICES = 60;
const FLOOD = 20_000;
const FIRST_LOAD = 1_500;
const ALLOWED_PER_SECOND = 10;

export const TROUBLES: readonly Trouble[] = [
  { name: 'nothing else is to be done', make: () => Promise.resolve(undefined) },
  { name: 'nothing else is to be done; it comes by webhook', make: byWebhook },
  {
    name: `a first load of ${FIRST_LOAD} clients of another practice runs`,
    make: (world) => loadOther(world),
    targetMs: 2_000,
  },
  {
    name: `a first load of ${FIRST_LOAD} clients of the same practice runs, at ${ALLOWED_PER_SECOND} requests a second`,
    make: (world) => loadSame(world),
    targetMs: 5_000,
  },
  { name: 'five records are never answered', make: hangRecords },
  { name: 'one record is answered 403', make: refuseRecord },
  { name: `a dead host is shared by ${DEAD_PRACTICES} practices`, make: shareDeadHost },
  { name: 'a row is locked', make: lockRow },
  { name: `another practice sends ${FLOOD} events`, make: floodWithEvents },
];

async function byWebhook({ engine, app }: World): ReturnType<Make> {
  const secret = newWebhookSecret();
  const sealed = engine.sealer.seal(secret, webhookContext(engine.practiceId));
  await engine.rows(sql`update practice set webhook_secrets = array[${sealed}]`);
  return async ({ contact }) => {
    const event = {
      type: 'contact.deleted',
      timestamp: new Date().toISOString(),
      data: { key: contact.key },
    };
    const call = { id: `off-${contact.key}`, practice: engine.practiceId, secret, event };
    const { status } = await sendSigned(app.url ?? '', call);
    if (status !== 202) throw new Error(`A webhook was answered ${status}.`);
  };
}

async function loadOther({ engine, app, mend }: World): ReturnType<Make> {
  await addLinkedPractice(engine, {
    ...{ id: 'other', url: engine.portal.url, clients: FIRST_LOAD, contactsEach: 1 },
    limits: { concurrency: 20, requestsPerSecond: 10_000 },
  });
  app.nudge();
  mend.push(() => pause(engine, ['other']));
  await delay(2_000);
  return undefined;
}

async function loadSame({ engine, mend }: World): ReturnType<Make> {
  const setRate = async (perSecond: number): Promise<void> => {
    await engine.rows(sql`update connection set requests_per_second = ${perSecond}`);
  };
  const { requestsPerSecond } = await engine.connection();
  await engine.clients(FIRST_LOAD, 1);
  await setRate(ALLOWED_PER_SECOND);
  mend.push(() => setRate(requestsPerSecond));
  await delay(2_000);
  return undefined;
}

async function hangRecords(world: World): ReturnType<Make> {
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
}

async function refuseRecord(world: World): ReturnType<Make> {
  const { engine } = world;
  const [refused] = await world.victims(1);
  if (refused === undefined) return undefined;
  const match = { path: await pathOf(engine, refused.client) };
  await engine.portal.arm({ match, fault: '403', times: ALWAYS });
  await engine.unlink(refused.contact);
  await delay(2_000);
  return undefined;
}

async function pathOf(engine: Engine, { id }: ClientHandle): Promise<string> {
  const [group] = await engine.rows(sql<{ at: string }>`
    select portal_id as at from portal_resource where type = 'group' and owner = ${`client:${id}`}`);
  return `^/groups/${group?.at ?? 'none'}`;
}

/** A machine that takes connections and answers nothing; each practice has clients that wait for it, and an unlink. */
async function shareDeadHost({ engine, app, mend }: World): ReturnType<Make> {
  const sockets: Socket[] = [];
  const dead = createServer((socket) => sockets.push(socket));
  await new Promise<void>((listening) => dead.listen(0, '127.0.0.1', listening));
  const { port } = dead.address() as AddressInfo;
  const practices = Array.from({ length: DEAD_PRACTICES }, (_, n) => `dead${n}`);
  for (const id of practices) {
    await addLinkedPractice(engine, {
      ...{ id, url: `http://127.0.0.1:${port}`, clients: 3, contactsEach: 0 },
      limits: { concurrency: 2, requestsPerSecond: 100 },
    });
    await engine.store.inPractice(id, (tx) => sql`update due_pair set lane = 0`.execute(tx));
  }
  app.nudge();
  mend.push(async () => {
    await pause(engine, practices);
    for (const socket of sockets) socket.destroy();
    dead.close();
  });
  await delay(5_000);
  return undefined;
}

async function pause({ store }: Engine, practices: readonly string[]): Promise<void> {
  for (const id of practices)
    await store.inPractice(id, (tx) => sql`update connection set state = 'paused'`.execute(tx));
}

async function lockRow({ engine, mend }: World): ReturnType<Make> {
  const holder = new pg.Client({ connectionString: engine.databaseUrl });
  await holder.connect();
  mend.push(() => holder.end());
  const locked = await engine.client();
  await holder.query('begin');
  await holder.query('select from koppel.due_pair where client_id = $1 for update', [locked.id]);
  await delay(2_000);
  return undefined;
}

/** Both practices' events go by the queue, as those that a webhook brings. */
async function floodWithEvents({ engine, app }: World): ReturnType<Make> {
  const practiceId = 'flood';
  const unknown = { webhookSecrets: [], source: null };
  await engine.store.inPractice(practiceId, (tx) =>
    addPractice(tx, { id: practiceId, name: practiceId, linksFrom: 'practice-software', ...unknown }),
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
  return async ({ contact }) => {
    await send(engine.practiceId, [
      { id: `off-${contact.key}`, type: 'contact.deleted', data: { key: contact.key }, takesAway: true },
    ]);
  };
}
