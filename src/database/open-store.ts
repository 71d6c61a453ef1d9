// The way to the database. Every query says for whom: one practice, whose rows alone are then visible, or the program
// itself, which sees the ledgers of all practices but no names. Row-level security enforces it.
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { UsageError } from '../errors.ts';

/** Where a query runs: a transaction, or a connection of its own for a single statement. */
export type Tx = Kysely<unknown>;

export interface Store {
  /** Runs `work` in one transaction that sees only this practice. */
  inPractice<T>(practiceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Like `inPractice` for one statement, which is a transaction by itself: one round trip instead of three. */
  oneStatement<T>(practiceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction that sees the ledgers of all practices, and no record. */
  inSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Sees no practice at all. */
  readonly db: Kysely<unknown>;
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

/** The server lets go of the locks of a process whose machine vanished, after a minute instead of two hours. */
const WHEN_THE_OTHER_SIDE_IS_GONE =
  '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=60s';

export function openStore({ url, maxConnections = 20, onError }: StoreOptions): Store {
  const open = (role: string, max: number): pg.Pool => {
    const options = `-c role=${role} -c search_path=koppel ${WHEN_THE_OTHER_SIDE_IS_GONE}`;
    const pool = new pg.Pool({
      ...{ connectionString: url, max, types, options, connectionTimeoutMillis: 10_000 },
      // A server that vanished without a word is noticed, instead of waited for without end.
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
    });
    pool.on('error', (error) => onError?.(error));
    // A connection that breaks between two statements of a transaction reports to nobody else, and an error that nobody
    // hears ends the process. Whoever uses it learns of it from its next statement.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const appPool = open('koppel_app', maxConnections);
  const systemPool = open('koppel_system', 3);
  const system = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: systemPool }) });
  const practices = practiceConnections(appPool);
  return {
    db: practices(NO_PRACTICE),
    inPractice: (practiceId, work) => practices(named(practiceId)).transaction().execute(work),
    oneStatement: (practiceId, work) => work(practices(named(practiceId))),
    inSystem: (work) => system.transaction().execute(work),
    close: async () => {
      await Promise.all([appPool.end(), systemPool.end()]);
    },
  };
}

/** A connection that served a practice must forget it before it serves nobody. */
const NO_PRACTICE = '';

function named(practiceId: string): string {
  if (practiceId === NO_PRACTICE) throw new UsageError('A practice must be named.');
  return practiceId;
}

const MOST_HANDLES = 1_000;

/**
 * A database handle per practice over one pool. A connection speaks for one practice at a time: it is told which one
 * whenever it is handed out for another, before any query of that practice can run on it.
 */
function practiceConnections(pool: pg.Pool): (practiceId: string) => Kysely<unknown> {
  const practiceByClient = new WeakMap<PostgresPoolClient, string>();
  const handleByPractice = new Map<string, Kysely<unknown>>();
  const connect = async (practiceId: string): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    if (practiceByClient.get(client) === practiceId) return client;
    try {
      practiceByClient.delete(client);
      await client.query("select set_config('koppel.practice', $1, false)", [practiceId]);
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
    const view: PostgresPool = { connect: () => connect(practiceId), end: () => Promise.resolve() };
    const handle = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: view }) });
    // Whoever calls a webhook names a practice: names that do not exist must not fill the memory.
    if (handleByPractice.size >= MOST_HANDLES) handleByPractice.clear();
    handleByPractice.set(practiceId, handle);
    return handle;
  };
}

/** A JSON value as a query parameter; pg would turn an array into a PostgreSQL array. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
