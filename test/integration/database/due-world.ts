// Three clients of one practice and one of another, linked to different connections, and what a write to them makes due.
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

export const BOTH = ['one bakker change', 'two bakker change'];
export const BOTH_REVOKE = ['one bakker revoke', 'two bakker revoke'];
const LANES = ['revoke', 'change', 'bulk'];

export interface DueWorld {
  readonly db: RecordsDatabase;
  /** Ids by name: clients, contacts and connections. */
  readonly id: Readonly<Record<string, string>>;
  /** `:name` in a statement stands for an id. */
  readonly withIds: (statement: string) => string;
  /** What is due, as the tests' own connection sees it. */
  readonly readDue: () => Promise<readonly string[]>;
  /** What `writes` make due when nothing was due before; everything is undone afterwards. */
  readonly dueAfter: (...writes: readonly (string | (() => Promise<void>))[]) => Promise<readonly string[]>;
}

/** Opens the world before the suite that it is called in, and closes it afterwards. */
export function useDueWorld(): DueWorld {
  let opened: RecordsDatabase | undefined;
  const id: Record<string, string> = {};
  const world: DueWorld = {
    get db() {
      if (opened === undefined) throw new Error('the world is not open yet');
      return opened;
    },
    id,
    withIds: (statement) =>
      statement.replaceAll(/(?<!:):([a-z]+)/g, (all, name: string) =>
        id[name] === undefined ? all : `'${id[name]}'`,
      ),
    readDue: () => readDue(world.db),
    dueAfter: (...writes) => dueAfter(world, writes),
  };
  before(async () => {
    opened = await openRecordsDatabase();
    await fill(opened, id);
  });
  after(() => opened?.close());
  return world;
}

/** bakker: linked to both connections. visser: to the first. smit: to none. Each has a contact, linked likewise. */
async function fill(db: RecordsDatabase, id: Record<string, string>): Promise<void> {
  const link = async (connection: string, client: string, contact: string): Promise<void> => {
    await db.link(id[connection] ?? '', { kind: 'client', id: id[client] ?? '' });
    await db.link(id[connection] ?? '', { kind: 'contact', id: id[contact] ?? '' });
  };
  await db.addPractice('jansen');
  await db.addPractice('other');
  id['one'] = await db.addConnection({ name: 'one' });
  id['two'] = await db.addConnection({ name: 'two' });
  id['theirs'] = await db.addConnection({ practice: 'other', name: 'theirs' });
  for (const [client, contact, connections] of [
    ['bakker', 'jan', ['one', 'two']],
    ['visser', 'piet', ['one']],
    ['smit', 'els', []],
  ] as const) {
    id[client] = await db.addClient({ key: client });
    id[contact] = await db.addContact({ key: contact, clientId: id[client] });
    for (const connection of connections) await link(connection, client, contact);
  }
  id['zelfde'] = await db.addClient({ practice: 'other', key: 'zelfde' });
  id['kees'] = await db.addContact({ practice: 'other', key: 'kees', clientId: id['zelfde'] });
  await link('theirs', 'zelfde', 'kees');
}

async function readDue(db: RecordsDatabase): Promise<readonly string[]> {
  const rows = await db.sql<{ connection: string; client: string; lane: number }>(
    `select n.name as connection, c.source_key as client, d.lane from due_pair d join connection n on n.id = d.connection_id
      join client c on c.id = d.client_id where d.pending order by 1, 2`,
  );
  return rows.map(({ connection, client, lane }) => `${connection} ${client} ${LANES[lane] ?? '?'}`);
}

async function dueAfter(
  { db, withIds }: DueWorld,
  writes: readonly (string | (() => Promise<void>))[],
): Promise<readonly string[]> {
  await db.sql('begin');
  try {
    await db.sql('delete from due_pair');
    for (const write of writes) {
      if (typeof write === 'string') await db.sql(withIds(write));
      else await write();
    }
    return await readDue(db);
  } finally {
    await db.sql('rollback');
  }
}
