// The login that Koppel runs under where it owns nothing: made where it is missing, and let into the two roles.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { UsageError } from '../errors.ts';
import type { Tx } from './open-store.ts';

export interface RuntimeLogin {
  readonly name: string;
  /** With which it is made where it is not there. Null: it must be there. */
  readonly password: string | null;
}

/**
 * Lets the login, which owns nothing, act as the roles that row-level security binds. It takes one of them at a time and
 * has neither by itself: both together would show the columns of the one in the rows of the other. Safe to repeat; `url`
 * is of the owner of the tables.
 */
export async function prepareLogin(url: string, login: RuntimeLogin): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  // A connection that the server ends while it is idle fails the next statement, not the process.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await db.transaction().execute(async (tx) => {
      // One process at a time: PostgreSQL refuses to change the rights of one role twice at once.
      await sql`select pg_advisory_xact_lock(hashtext('koppel runtime login'))`.execute(tx);
      await makeLogin(tx, login);
      await grantRoles(tx, login.name);
    });
  } finally {
    await db.destroy();
  }
}

async function makeLogin(tx: Tx, { name, password }: RuntimeLogin): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${name}`.execute(tx);
  if (rows.length > 0) return;
  if (password === null)
    throw new UsageError({
      en: 'The database has no login of the name given as runtime role.',
      nl: 'De database heeft geen login met de naam die als runtime-role is gegeven.',
    });
  // On PostgreSQL 15 only the login itself can say that it inherits nothing.
  await sql`create role ${sql.id(name)} login noinherit password ${sql.lit(verifierOf(password))}`.execute(
    tx,
  );
}

async function grantRoles(tx: Tx, name: string): Promise<void> {
  const { rows } = await sql<{ asks: boolean }>`
    select current_setting('server_version_num')::integer >= 160000 as asks`.execute(tx);
  const apart = rows[0]?.asks === true ? sql` with inherit false, set true` : sql``;
  await sql`grant koppel_app, koppel_system to ${sql.id(name)}${apart}`.execute(tx);
}

const ITERATIONS = 4096;

/**
 * What the server keeps of a password, so that the password stands in no statement and in no log of the server.
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html, RFC 5803
 */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}

/** Whether the login of this connection is bound by no wall once it lays its role down (`reset role`). */
export async function mayLeaveWalls(db: Tx): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select rolsuper or rolbypassrls or exists (select from pg_class t
      where t.relnamespace = 'koppel'::regnamespace and t.relowner = l.oid) as may
    from pg_roles l where rolname = session_user`.execute(db);
  return rows[0]?.may === true;
}
