// A PostgreSQL of the bench's own that counts what it is asked: statements and their time (pg_stat_statements), and the
// rows that are read, in order or by index (pg_stat_user_tables). It gathers no statistics of tables by itself, so that a
// run decides what the planner knows.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import type { TestDatabase } from '../../test/support/postgres.ts';

export interface MeasuredDatabase extends TestDatabase {
  /** As the superuser, and by index: what it asks is no statement of the program, and no scan. */
  query<Row>(text: string): Promise<readonly Row[]>;
  /**
   * `warmUp` comes first, since connections are opened anew and each learns the catalogue. Its time and statements are not
   * counted; the rows that it reads are.
   */
  measure(work: () => Promise<unknown>, warmUp: () => Promise<unknown>): Promise<Cost>;
  /** Statements that read one of these tables from end to end, with their plans; where plans are logged. */
  scansOf(tables: readonly string[]): Promise<readonly string[]>;
}

/** What the program asked of its database. */
export interface Cost {
  /** Milliseconds that the server spent on planning and executing, waiting for locks included. */
  readonly ms: number;
  /** Begin and commit of a transaction count as well. */
  readonly statements: number;
  /** Tables read from end to end: rows that were read that way. */
  readonly inOrder: Readonly<Record<string, number>>;
  /** Rows fetched by an index, by table. */
  readonly byIndex: Readonly<Record<string, number>>;
  /** The dearest first. */
  readonly dearest: readonly StatementCost[];
}

interface StatementCost {
  readonly text: string;
  readonly calls: number;
  readonly ms: number;
  /** Of these. */
  readonly planningMs: number;
}

export interface MeasuredServer {
  freshDatabase(): Promise<MeasuredDatabase>;
  stop(): Promise<void>;
}

const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  'pg_stat_statements.max': '10000',
  autovacuum: 'off',
  max_wal_size: "'8GB'",
  maintenance_work_mem: "'512MB'",
};

/** Every plan goes to the log of the server, which takes time. */
const PLANS_LOGGED = {
  shared_preload_libraries: 'pg_stat_statements, auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_nested_statements': 'on',
};

export async function startMeasuredServer({ logsPlans }: { logsPlans: boolean }): Promise<MeasuredServer> {
  const folder = await mkdtemp(join(tmpdir(), 'koppel-bench-'));
  // The embedded PostgreSQL does not run as root, and must get in.
  await chmod(folder, 0o755);
  const options = { dataDir: folder, fast: true };
  const unmeasured = await startEmbeddedPostgres(options);
  const settings = { ...SETTINGS, ...(logsPlans ? PLANS_LOGGED : {}) };
  for (const [name, value] of Object.entries(settings))
    await ask(unmeasured.url, `alter system set ${name} = ${value}`);
  await unmeasured.stop();
  const server = await startEmbeddedPostgres(options);
  const kill = () => process.kill(server.pid, 'SIGQUIT');
  process.once('exit', kill);
  // Called off: the server would go on by itself.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(143));
  await ask(server.url, 'create extension pg_stat_statements');
  return {
    freshDatabase: () => createDatabase(server.url, join(folder, 'postgres.log')),
    stop: async () => {
      process.off('exit', kill);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(serverUrl: string, log: string): Promise<MeasuredDatabase> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await ask(serverUrl, `create database ${name}`);
  const address = new URL(serverUrl);
  address.pathname = `/${name}`;
  const url = address.href;
  await migrateDatabase(url);
  const byIndex = new URL(url);
  byIndex.searchParams.set('options', '-c enable_seqscan=off');
  const query = <Row>(text: string) => ask<Row>(byIndex.href, text);
  return {
    url,
    query,
    scansOf: async (tables) => scansIn(await readFile(log, 'utf8'), tables),
    giveBack: async () => {
      await ask(serverUrl, `drop database ${name} with (force)`);
    },
    measure: async (work, warmUp) => {
      const before = await readTables(query, name);
      await warmUp();
      await ask(serverUrl, 'select pg_stat_statements_reset()');
      await work();
      const statements = await ask<StatementCost>(serverUrl, statementsOf(name));
      return { ...sumUp(statements), ...rowsRead(before, await readTables(query, name)) };
    },
  };
}

/** Those of the two roles under which the program works. */
const statementsOf = (database: string): string => `
  select s.query as text, s.calls::integer, s.total_plan_time + s.total_exec_time as ms,
    s.total_plan_time as "planningMs" from pg_stat_statements s
  join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
  where d.datname = '${database}' and r.rolname in ('koppel_app', 'koppel_system') order by ms desc`;

function sumUp(statements: readonly StatementCost[]): Pick<Cost, 'ms' | 'statements' | 'dearest'> {
  return {
    ms: statements.reduce((sum, { ms }) => sum + ms, 0),
    statements: statements.reduce((sum, { calls }) => sum + calls, 0),
    dearest: statements,
  };
}

interface TableReads {
  readonly name: string;
  readonly inOrder: number;
  readonly byIndex: number;
}

/** A session reports what it has read when it ends: those that are idle are ended, and opened anew by whoever needs them. */
async function readTables(
  query: <Row>(text: string) => Promise<readonly Row[]>,
  database: string,
): Promise<readonly TableReads[]> {
  await query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = '${database}' and pid <> pg_backend_pid()`);
  return query<TableReads>(`
    select relname as name, seq_tup_read::float as "inOrder", coalesce(idx_tup_fetch, 0)::float as "byIndex"
    from pg_stat_user_tables where schemaname = 'koppel' order by relname`);
}

function rowsRead(
  before: readonly TableReads[],
  after: readonly TableReads[],
): Pick<Cost, 'inOrder' | 'byIndex'> {
  const was = new Map(before.map((table) => [table.name, table]));
  const since = after.map(({ name, inOrder, byIndex }) => ({
    name,
    inOrder: inOrder - (was.get(name)?.inOrder ?? 0),
    byIndex: byIndex - (was.get(name)?.byIndex ?? 0),
  }));
  return {
    inOrder: Object.fromEntries(since.filter((t) => t.inOrder > 0).map((t) => [t.name, t.inOrder])),
    byIndex: Object.fromEntries(since.filter((t) => t.byIndex > 0).map((t) => [t.name, t.byIndex])),
  };
}

function scansIn(log: string, tables: readonly string[]): readonly string[] {
  const scan = new RegExp(`Seq Scan on (?:${tables.join('|')})\\b`);
  const plans = log.split(/^(?:LOG|\d{4}-\d\d-\d\d [^\n]*LOG):\s+duration: .*$/m);
  const scans = plans
    .filter((plan) => scan.test(plan))
    .map((plan): [string, string] => {
      const [text = ''] =
        /Query Text:[\s\S]*?(?=\n\S*\s*(?:Query Parameters|[A-Z]\w+ .*\(cost))/.exec(plan) ?? [];
      return [text.slice(0, 120), plan];
    });
  return [...new Map(scans).values()];
}

async function ask<Row>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<pg.QueryResultRow & Row>(text);
    return rows;
  } finally {
    await client.end();
  }
}
