// Empties a test's database, so that another test can have it: copying one takes the server half a second.
import pg from 'pg';

/** A database as it was copied: what it is compared with, and how its sequences start. */
export interface AsCopied {
  readonly catalog: string;
  readonly statement: string;
}

// A row of a catalog that changed has another `xmin`: a table altered, a right given, a trigger switched off. Counted
// tuples say that the planner has statistics, which it has not of a new table.
const CATALOG = `select md5(concat(
    (select string_agg(concat(oid, ':', xmin, ':', reltuples), ',' order by oid) from pg_class where oid >= 16384),
    (select string_agg(concat(attrelid, ':', attnum, ':', xmin), ',' order by attrelid, attnum)
      from pg_attribute where attrelid >= 16384),
    (select string_agg(concat(oid, ':', xmin), ',' order by oid) from pg_constraint),
    (select string_agg(concat(oid, ':', xmin), ',' order by oid) from pg_namespace),
    (select string_agg(concat(oid, ':', xmin), ',' order by oid) from pg_policy),
    (select string_agg(concat(oid, ':', xmin), ',' order by oid) from pg_proc where oid >= 16384),
    (select string_agg(concat(oid, ':', xmin), ',' order by oid) from pg_trigger))) as catalog`;

// Without triggers: some forbid to delete, and foreign keys would ask for an order.
const EMPTYING = `select concat(
    'set session_replication_role = replica; ',
    (select string_agg(format('delete from %I.%I', schemaname, tablename), '; ')
      from pg_tables where schemaname in ('koppel', 'bullmq') and tablename !~ 'migration'),
    '; ',
    (select string_agg(format('select setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
        coalesce(last_value, start_value), last_value is not null), '; ') from pg_sequences)) as statement`;

export async function lookAtCopy(url: string): Promise<AsCopied> {
  return connected(url, async (client) => {
    const { rows } = await client.query<AsCopied>(`select * from (${CATALOG}) as a, (${EMPTYING}) as b`);
    return rows[0]!;
  });
}

/** Returns how many rows were deleted, or null when more than rows was changed. */
export async function emptyAgain(url: string, copied: AsCopied): Promise<number | null> {
  return connected(url, async (client) => {
    const { rows } = await client.query<Pick<AsCopied, 'catalog'>>(CATALOG);
    if (rows[0]?.catalog !== copied.catalog) return null;
    const results = (await client.query(copied.statement)) as unknown as readonly pg.QueryResult[];
    return results.reduce(
      (sum, { command, rowCount }) => sum + (command === 'DELETE' ? (rowCount ?? 0) : 0),
      0,
    );
  });
}

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  // Ended by the server, it says so to whoever waits for an answer; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
