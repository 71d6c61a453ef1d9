// The walls of one database connection: the role that row-level security binds, and what a session must be told. Put up
// by statements and then looked at, because start-up options do not arrive everywhere: an address can replace them, and
// a pooler leave them out. Whatever login stands in the address, nothing is asked before the walls stand.
import type pg from 'pg';
import type { Text } from '../domain/text.ts';
import { ConfigError } from '../errors.ts';

export type DatabaseRole = 'koppel_app' | 'koppel_system';

const SCHEMA = 'koppel';

/** The server lets go of the locks of a process whose machine vanished, after a minute instead of two hours. */
const WHEN_THE_OTHER_SIDE_IS_GONE = `set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10;
  set tcp_keepalives_count = 3; set idle_in_transaction_session_timeout = '60s'`;

/**
 * A statement has one plan, whatever the server thinks of a table: one that was just filled it takes for small, and would
 * read from end to end for every row of another. Planned once (prepared-client.ts), by index; whoever does read whole tables
 * says so (`readWholeTables`).
 */
const ONE_PLAN = "set plan_cache_mode = 'force_generic_plan'; set enable_seqscan = off; set jit = off";

/** What the program does for all practices stands still for nobody: it is done again a moment later. */
const PATIENCE: Readonly<Record<DatabaseRole, string>> = {
  koppel_app: '',
  koppel_system: "set lock_timeout = '2s'; set statement_timeout = '30s'",
};

const NO_SESSIONS: Text = {
  en: 'The database forgets what a connection was told, as behind a pooler that hands out its connections by transaction: let DATABASE_URL lead to the server itself, or set the pooler to sessions (PgBouncer: pool_mode=session).',
  nl: 'De database vergeet wat een verbinding is verteld, zoals achter een pooler die zijn verbindingen per transactie uitdeelt: laat DATABASE_URL naar de server zelf leiden, of zet de pooler op sessies (PgBouncer: pool_mode=session).',
};
const NO_WALL: Text = {
  en: 'Row-level security does not bind Koppel: its roles may be neither superuser nor bypass it, and may own no table (`alter role koppel_app nosuperuser nobypassrls`, the same for koppel_system), and it must be on for every table of the schema koppel.',
  nl: 'Beveiliging op rijniveau bindt Koppel niet: zijn rollen mogen geen superuser zijn, haar niet omzeilen en geen tabel bezitten (`alter role koppel_app nosuperuser nobypassrls`, hetzelfde voor koppel_system), en zij moet aan staan voor elke tabel van het schema koppel.',
};

interface Walls {
  readonly user: string;
  readonly path: string;
  readonly isBound: boolean;
  readonly openTables: number;
  readonly pid: number;
}

/** A table of practices is open when its rows are not filtered for the role of this connection, for whatever reason. */
const LOOK = `
  select current_user as user, current_setting('search_path') as path,
    not rolsuper and not rolbypassrls and current_setting('row_security') = 'on' as "isBound", pg_backend_pid() as pid,
    (select count(*)::integer from pg_class t where t.relnamespace = to_regnamespace('${SCHEMA}') and t.relkind in ('r', 'p')
      and (t.relname = 'practice' or exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'practice_id'))
      and not row_security_active(t.oid)) as "openTables"
  from pg_roles where rolname = current_user`;

/** Returns the id of the session. Throws ConfigError where the walls do not stand. */
export async function raiseWalls(client: pg.PoolClient, role: DatabaseRole): Promise<number> {
  await client.query(
    `set role ${role}; set search_path to ${SCHEMA}; set row_security to on; ${WHEN_THE_OTHER_SIDE_IS_GONE}; ${ONE_PLAN}; ${PATIENCE[role]}`,
  );
  const { rows } = await client.query<Walls>(LOOK);
  const [walls] = rows;
  if (walls === undefined || walls.user !== role || walls.path !== SCHEMA)
    throw new ConfigError([NO_SESSIONS]);
  if (!walls.isBound || walls.openTables > 0) throw new ConfigError([NO_WALL]);
  return walls.pid;
}

/** A connection as it was when its walls were raised. */
export interface Session {
  readonly client: pg.PoolClient;
  readonly pid: number;
}

const ROUNDS = 3;

/**
 * Refuses a pooler that shares its connections out anew for each transaction: what one was told would hold for another.
 * Both are in a transaction at once, and end in turn in either order, so that whichever connection such a pooler takes
 * next, the first one that came back or the last, somebody gets another than before.
 */
export async function assertOwnSessions(one: Session, other: Session): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const session of [one, other]) {
      await session.client.query('begin');
      const { rows } = await session.client.query<{ pid: number }>('select pg_backend_pid() as pid');
      assertSameSession(rows[0]?.pid, session.pid);
    }
    for (const { client } of round % 2 === 0 ? [one, other] : [other, one]) await client.query('commit');
  }
}

export function assertSameSession(found: number | undefined, expected: number | undefined): void {
  if (found !== expected) throw new ConfigError([NO_SESSIONS]);
}
