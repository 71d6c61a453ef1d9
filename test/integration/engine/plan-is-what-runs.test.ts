// The law of the plan: whatever the ledger holds, what a preview says of a client is what its run then does. Both get the
// same new ids, so that an operation is the same on both sides.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import { previewPlan } from '../../../src/engine/gate-client.ts';
import { syncClient } from '../../../src/engine/sync-client.ts';
import type { PlannedOperation } from '../../../src/plan/gate.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

/** What happened before somebody asks, and to which of the contacts or resources. */
const event = fc.record({
  what: fc.constantFrom(
    ...(['unlink', 'relink', 'delete', 'rename', 'address', 'newcomer', 'client-off', 'client-on'] as const),
    ...(['brake', 'no-brake', 'unlinks-by-hand', 'doubt', 'lost', 'landed', 'push'] as const),
  ),
  which: fc.nat({ max: 15 }),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

const PROVEN = ['group', 'group-role', 'access'];
const provenTypes = fc.constantFrom(PROVEN, ['group', 'group-role'], []);

/** What must be among them, whatever else is drawn. */
const EXAMPLES: [string[], Event[]][] = [
  [PROVEN, (['brake', 'unlink', 'newcomer'] as const).map((what) => ({ what, which: 0 }))],
  // Every access, and the roles of the groups that they hang on.
  [PROVEN, [0, 1, 2, 3, 10, 11].map((which) => ({ what: 'lost', which }))],
];

describe('what a preview says', () => {
  it('is what the run does: it carries out what goes, and holds what is held, whatever the ledger holds', async () => {
    const scripts = fc.array(event, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(provenTypes, scripts, async (proven, events) => {
        const engine = await openEngine({ listed: true, provenTypes: proven });
        try {
          const { clients, contacts } = await play(engine, events);
          for (const client of clients) await compare(engine, client);
          expect(contacts).to.not.be.empty;
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 8, endOnFailure: true, examples: EXAMPLES },
    );
  }).timeout(300_000);
});

interface Cast {
  readonly clients: readonly ClientHandle[];
  readonly contacts: readonly ContactHandle[];
}

async function play(engine: Engine, events: readonly Event[]): Promise<Cast> {
  const clients = [await engine.client(), await engine.client()];
  const contacts: ContactHandle[] = [];
  for (const client of clients) contacts.push(await engine.contact(client), await engine.contact(client));
  await engine.settle();
  for (const one of events) await happen(engine, { clients, contacts }, one);
  return { clients, contacts };
}

async function happen(
  engine: Engine,
  cast: { clients: ClientHandle[]; contacts: ContactHandle[] },
  event: Event,
) {
  const { what, which } = event;
  const contact = cast.contacts[which % cast.contacts.length]!;
  const client = cast.clients[which % cast.clients.length]!;
  const some = sql`(select id from portal_resource order by type, key offset ${which} limit 1)`;
  const said = {
    unlink: () => engine.unlink(contact),
    relink: () => engine.relink(contact),
    delete: () => engine.remove(contact),
    rename: () => engine.change(contact, { lastName: `Bos ${which}` }),
    address: () => engine.change(contact, { email: `other${which}@example.nl` }),
    newcomer: async () => void cast.contacts.push(await engine.contact(client)),
    'client-off': () => engine.unlink(client),
    'client-on': () => engine.relink(client),
    brake: () => engine.setPolicy({ brake: { count: 0 } }),
    'no-brake': () => engine.setPolicy({}),
    'unlinks-by-hand': () => engine.setPolicy({ propagateUnlinks: 'manual' }),
    doubt: () => engine.rows(sql`update portal_resource set doubtful = state = 'present' where id = ${some}`),
    // The answer to what made it never came: it may be there, and may land until then.
    lost: () => loseAnswer(engine, some, 'infinity'),
    landed: () => loseAnswer(engine, some, '-infinity'),
    push: () => engine.settle(),
  } as const;
  await said[what]();
}

async function loseAnswer(engine: Engine, some: ReturnType<typeof sql>, landsBy: string) {
  const until = landsBy === 'infinity' ? sql`clock_timestamp() + interval '1 hour'` : sql`clock_timestamp()`;
  const lost = await engine.rows<{ id: string }>(sql`
    with made as (update operation set answered_at = null, outcome = null, lands_by = ${until}
      where resource_id = ${some} and action = 'create' returning resource_id)
    update portal_resource set state = 'uncertain', portal_id = null, attributes = '{}', look_again_at = ${until}
    where id in (select resource_id from made) and revoke_state is null returning id`);
  // As if it had never been answered: the only way back to the beginning.
  const ids = lost.map(({ id }) => id);
  await engine.rows(sql`update portal_resource set state = 'reserved' where id = any(${ids}::uuid[])`);
}

interface Write {
  readonly action: string;
  readonly id: string;
}

async function compare(engine: Engine, client: ClientHandle): Promise<void> {
  const { practiceId, connectionId, ports } = engine;
  const connection = await engine.connection();
  const connector = ports.connectorOf(connection.portal);
  const pair = { practiceId, connectionId, clientId: client.id };
  const from = randomUUID();
  const planned = await engine.store.inPractice(practiceId, (tx) =>
    previewPlan(tx, pair, { connector, connection, now: new Date(), newId: numbered(from) }),
  );
  const [{ last } = { last: 0 }] = await engine.rows(
    sql<{ last: number }>`select coalesce(max(id), 0)::integer as last from operation`,
  );
  const result = await syncClient({ ...ports, newId: numbered(from) }, pair, new AbortController().signal);
  expect(result.bug).to.equal(null);
  const writes = await engine.rows(
    sql<Write>`select action, resource_id as id from operation where id > ${last} order by id`,
  );
  const tasks = await engine.rows(
    sql<{ id: string }>`select resource_id as id from manual_task where status = 'open'`,
  );
  const there = (await engine.resources()).filter(({ state }) => state === 'present');
  const idsOf = (rows: readonly { readonly id: string }[]) => new Set(rows.map(({ id }) => id));
  hold(planned?.operations ?? [], { writes, tasks: idsOf(tasks), there: idsOf(there) });
}

function numbered(from: string): () => string {
  let count = 0;
  return () => `${from.slice(0, 24)}${(count += 1).toString(16).padStart(12, '0')}`;
}

interface Done {
  readonly writes: readonly Write[];
  readonly tasks: ReadonlySet<string>;
  readonly there: ReadonlySet<string>;
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'remove', 'resend', 'withdraw']);

function hold(operations: readonly PlannedOperation[], { writes, tasks, there }: Done): void {
  const told = operations.filter(({ action }) => WRITES.has(action));
  const written = new Set(writes.map(({ action, id }) => `${action} ${id}`));
  const goes = told.filter(({ gate }) => gate.heldBy === null || gate.follows);
  for (const { action, type, resourceId, gate } of goes) {
    const what = `${action} ${type} by ${gate.by}`;
    if (gate.by === 'person') expect(tasks.has(resourceId), `a task for ${what}`).to.equal(true);
    // What was looked for first, and found, is not made.
    else if (action !== 'create' || !there.has(resourceId))
      expect([...written], what).to.include(`${action} ${resourceId}`);
  }
  const kept = told.filter(
    ({ gate }) => (gate.heldBy !== null && gate.heldBy !== 'need') || gate.by === 'person',
  );
  for (const { action, type, resourceId, gate } of kept)
    expect([...written], `${action} ${type} held by ${gate.heldBy ?? gate.by}`).to.not.include(
      `${action} ${resourceId}`,
    );
  // What a look finds may call for more.
  if (operations.some(({ action }) => action === 'look')) return;
  const known = new Set(told.map(({ action, resourceId }) => `${action} ${resourceId}`));
  for (const write of written) expect([...known], 'told before it is done').to.include(write);
}
