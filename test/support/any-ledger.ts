// A ledger in any state: what may have happened to two clients and their contacts, drawn by fast-check.
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Engine } from './engine.ts';
import type { ClientHandle, ContactHandle } from './engine-records.ts';

/** What happened before somebody asks, and to which of the contacts or resources. */
export const event = fc.record({
  what: fc.constantFrom(
    ...(['unlink', 'relink', 'delete', 'rename', 'address', 'newcomer', 'client-off', 'client-on'] as const),
    ...(['brake', 'no-brake', 'unlinks-by-hand', 'doubt', 'lost', 'landed', 'push'] as const),
  ),
  which: fc.nat({ max: 15 }),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

const PROVEN = ['group', 'group-role', 'access'];
export const provenTypes = fc.constantFrom(PROVEN, ['group', 'group-role'], []);

/** What must be among them, whatever else is drawn. */
export const EXAMPLES: [string[], Event[]][] = [
  [PROVEN, (['brake', 'unlink', 'newcomer'] as const).map((what) => ({ what, which: 0 }))],
  // Every access, and the roles of the groups that they hang on.
  [PROVEN, [0, 1, 2, 3, 10, 11].map((which) => ({ what: 'lost', which }))],
];

interface Cast {
  readonly clients: readonly ClientHandle[];
  readonly contacts: readonly ContactHandle[];
}

export async function play(engine: Engine, events: readonly Event[]): Promise<Cast> {
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
