// A connection whose statements the server parses and plans once, and not each time: planning takes longer than most of
// them. The server keeps a statement under its name for as long as the connection lives. A transaction begins with its first
// statement, in one flight: nobody waits for `begin` alone.
import { createHash } from 'node:crypto';
import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';

const nameByText = new Map<string, string>();

/** Texts are few, since what varies is a parameter; beyond so many, statements go unnamed. */
const MOST_TEXTS = 1_000;

function nameOf(text: string): string | undefined {
  const known = nameByText.get(text);
  if (known !== undefined || nameByText.size >= MOST_TEXTS) return known;
  // PostgreSQL cuts a name off after 63 bytes.
  const name = createHash('sha256').update(text).digest('base64url');
  nameByText.set(text, name);
  return name;
}

const preparedByClient = new WeakMap<pg.PoolClient, PostgresPoolClient>();

export function prepared(client: pg.PoolClient): PostgresPoolClient {
  const known = preparedByClient.get(client);
  if (known !== undefined) return known;
  const made = withNames(client);
  preparedByClient.set(client, made);
  return made;
}

/** The answer to what was not sent. */
const NOTHING = { command: 'SELECT', rowCount: 0, rows: [] } as const;

function withNames(client: pg.PoolClient): PostgresPoolClient {
  let isToBegin = false;
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('nothing is read by a cursor');
    if (text === 'begin') {
      isToBegin = true;
      return Promise.resolve(NOTHING);
    }
    const begins = isToBegin;
    isToBegin = false;
    if (begins && (text === 'commit' || text === 'rollback')) return Promise.resolve(NOTHING);
    const begun = begins ? client.query('begin') : null;
    const name = values.length === 0 ? undefined : nameOf(text);
    const asked = client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    return begun === null ? asked : Promise.all([begun, asked]).then(([, result]) => result);
  }
  return { query, release: () => client.release() };
}
