// The way to the database. Every query runs in a transaction that says for whom: one practice, whose rows alone are then
// visible, or the program itself, which sees the ledgers of all practices but no names. Row-level security enforces it.
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';

export type Tx = Transaction<unknown>;

export interface Store {
  /** Runs `work` in one transaction that sees only this practice. */
  inPractice<T>(practiceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction that sees the ledgers of all practices, and no record. */
  inSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
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

export function openStore({ url, maxConnections = 20, onError }: StoreOptions): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    connectionTimeoutMillis: 10_000,
    options: '-c role=koppel_app -c search_path=koppel',
  });
  pool.on('error', (error) => onError?.(error));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    inPractice: (practiceId, work) =>
      db.transaction().execute(async (tx) => {
        await sql`select set_config('koppel.practice', ${practiceId}, true)`.execute(tx);
        return work(tx);
      }),
    inSystem: (work) =>
      db.transaction().execute(async (tx) => {
        await sql`set local role koppel_system`.execute(tx);
        return work(tx);
      }),
    close: () => db.destroy(),
  };
}

/** A JSON value as a query parameter; pg would turn an array into a PostgreSQL array. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
