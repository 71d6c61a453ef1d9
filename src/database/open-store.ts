// The way to the database. Every query says for whom: one practice, whose rows alone are then visible, or the program
// itself, which sees the ledgers of all practices but no names. Row-level security enforces it, on every connection that
// is handed out.
import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import pg from 'pg';
import { UsageError } from '../errors.ts';
import { prepared } from './prepared-client.ts';
import {
  assertOwnSessions,
  assertSameSession,
  raiseWalls,
  type DatabaseRole,
  type Session,
} from './raise-walls.ts';
import type { Database } from './schema.ts';

/** Where a query runs: a transaction, or a connection of its own for a single statement. */
export type Tx = Kysely<Database>;

export interface Store {
  /** Runs `work` in one transaction that sees only this practice. */
  inPractice<T>(practiceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Like `inPractice` for one statement, which is a transaction by itself: one round trip instead of three. */
  oneStatement<T>(practiceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction that sees the ledgers of all practices, and no record. */
  inSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Sees no practice at all. */
  readonly db: Kysely<Database>;
  /** Throws ConfigError where one connection is not one session of the server. Takes two connections for a moment. */
  assertSessions(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly url: string;
  readonly maxConnections?: number;
  /** Errors of idle connections (a database that restarts): the pool opens new ones by itself. */
  readonly onError?: (error: Error) => void;
}

const INT8 = 20;
const types = new pg.TypeOverrides();
// Identities and generations: they stay far below 2^53.
types.setTypeParser(INT8, Number);

export function openStore({ url, maxConnections = 20, onError }: StoreOptions): Store {
  const open = (role: DatabaseRole, max: number): Sessions => {
    const pool = new pg.Pool({
      ...{ connectionString: url, max, types, connectionTimeoutMillis: 10_000 },
      // A server that vanished without a word is noticed, instead of waited for without end.
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
      // Statements that are asked together leave together.
      pipeline: true,
    });
    pool.on('error', (error) => onError?.(error));
    // A connection that breaks between two statements of a transaction reports to nobody else, and an error that nobody
    // hears ends the process. Whoever uses it learns of it from its next statement.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return { connect: behindWalls(pool, role), end: () => pool.end() };
  };
  const app = open('koppel_app', maxConnections);
  const ledgers = open('koppel_system', 3);
  const system = new Kysely<Database>({ dialect: new PostgresDialect({ pool: poolOf(ledgers) }) });
  const practices = practiceConnections(app);
  return {
    db: practices(NO_PRACTICE),
    inPractice: (practiceId, work) => practices(named(practiceId)).transaction().execute(work),
    oneStatement: (practiceId, work) => work(practices(named(practiceId))),
    inSystem: (work) => system.transaction().execute(work),
    assertSessions: () => compareTwo(app),
    close: async () => {
      await Promise.all([app.end(), ledgers.end()]);
    },
  };
}

interface Sessions {
  connect(): Promise<Session>;
  end(): Promise<void>;
}

/** Once for each connection to the server, however often it is handed out. */
function behindWalls(pool: pg.Pool, role: DatabaseRole): () => Promise<Session> {
  const pidByClient = new WeakMap<pg.PoolClient, number>();
  return async () => {
    const client = await pool.connect();
    const known = pidByClient.get(client);
    if (known !== undefined) return { client, pid: known };
    try {
      const pid = await raiseWalls(client, role);
      pidByClient.set(client, pid);
      return { client, pid };
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
}

function poolOf(sessions: Sessions): PostgresPool {
  return { connect: async () => prepared((await sessions.connect()).client), end: () => Promise.resolve() };
}

async function compareTwo(sessions: Sessions): Promise<void> {
  const one = await sessions.connect();
  let isSound = false;
  try {
    const other = await sessions.connect();
    try {
      await assertOwnSessions(one, other);
      isSound = true;
    } finally {
      other.client.release(!isSound);
    }
  } finally {
    one.client.release(!isSound);
  }
}

/** A connection that served a practice must forget it before it serves nobody. */
const NO_PRACTICE = '';

function named(practiceId: string): string {
  if (practiceId === NO_PRACTICE)
    throw new UsageError({ en: 'A practice must be named.', nl: 'Er moet een kantoor worden genoemd.' });
  return practiceId;
}

const MOST_HANDLES = 1_000;

/**
 * A database handle per practice over one pool. A connection speaks for one practice at a time: it is told which one
 * whenever it is handed out for another, before any query of that practice can run on it.
 */
function practiceConnections(sessions: Sessions): (practiceId: string) => Kysely<Database> {
  const practiceByClient = new WeakMap<pg.PoolClient, string>();
  const handleByPractice = new Map<string, Kysely<Database>>();
  const connect = async (practiceId: string): Promise<pg.PoolClient> => {
    const { client, pid } = await sessions.connect();
    if (practiceByClient.get(client) === practiceId) return client;
    try {
      practiceByClient.delete(client);
      const told = "select set_config('koppel.practice', $1, false), pg_backend_pid() as pid";
      const { rows } = await client.query<{ pid: number }>(told, [practiceId]);
      assertSameSession(rows[0]?.pid, pid);
      practiceByClient.set(client, practiceId);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  return (practiceId) => {
    const known = handleByPractice.get(practiceId);
    if (known !== undefined) return known;
    const view: PostgresPool = {
      connect: async () => prepared(await connect(practiceId)),
      end: () => Promise.resolve(),
    };
    const handle = new Kysely<Database>({ dialect: new PostgresDialect({ pool: view }) });
    // Whoever calls a webhook names a practice: names that do not exist must not fill the memory.
    if (handleByPractice.size >= MOST_HANDLES) handleByPractice.clear();
    handleByPractice.set(practiceId, handle);
    return handle;
  };
}

/**
 * Selected by a statement whose transaction need not be on the disk before the program goes on. A machine that crashes loses
 * the last of these at most, and never one before a transaction that was waited for: whatever reaches a portal stands on an
 * intent, which is (docs/decisions/0003-leases-and-intents.md).
 */
export const UNAWAITED = sql`set_config('synchronous_commit', 'off', true)`;

/** A JSON value as a query parameter; pg would turn an array into a PostgreSQL array. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
