// A real PostgreSQL for the tests: one server per process, started by the first test that asks, and databases that are
// copies of one that was migrated once.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { migrateQueues } from '../../src/queue/prepare-store.ts';
import { releaseWithProcess } from './released-at-end.ts';
import { temporaryFolderOfProcess } from './temporary-folder.ts';

export interface TestDatabase {
  readonly url: string;
  /** Also ends connections that were left open. Databases not dropped go with the server. */
  drop(): Promise<void>;
}

const TEMPLATE = 'koppel_template';

let server: Promise<string> | undefined;
let template: Promise<string> | undefined;

/** Address of the server, as its superuser. */
export function postgresUrl(): Promise<string> {
  return (server ??= startServer());
}

/** A migrated database of the caller's own. */
export async function freshDatabase(): Promise<TestDatabase> {
  return createDatabase(await (template ??= makeTemplate()));
}

/** A database with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

async function startServer(): Promise<string> {
  const started = await startEmbeddedPostgres({
    dataDir: await temporaryFolderOfProcess('postgres'),
    fast: true,
  });
  // A run that ends without its hooks must not leave a server behind.
  const kill = () => endProcess(started.pid);
  process.once('exit', kill);
  releaseWithProcess(async () => {
    process.off('exit', kill);
    await started.stop();
  });
  return started.url;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It had ended already.
  }
}

async function makeTemplate(): Promise<string> {
  const url = addressOf(await postgresUrl(), TEMPLATE);
  await administrate(`create database ${TEMPLATE} template template0`);
  await migrateDatabase(url);
  await migrateQueues(url);
  return TEMPLATE;
}

async function createDatabase(from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Measured to be quicker here than copying through the write-ahead log.
  await administrate(`create database ${name} template ${from} strategy file_copy`);
  return {
    url: addressOf(await postgresUrl(), name),
    drop: () => administrate(`drop database if exists ${name} with (force)`),
  };
}

/**
 * Backs a database up as it is now; the function returned restores it, at the same address. A copy made by the server,
 * because neither the npm package nor every machine has a `pg_dump` of its version. Ends every connection to it.
 */
export async function backUp(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const backup = `${name}_backup`;
  await copyDatabase({ from: name, to: backup });
  return async () => {
    await administrate(`drop database ${name} with (force)`);
    await copyDatabase({ from: backup, to: name });
  };
}

/** A database that is copied must have no connections. */
async function copyDatabase({ from, to }: { from: string; to: string }): Promise<void> {
  await administrate(`alter database ${from} allow_connections false`);
  await administrate(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}' and pid <> pg_backend_pid()`,
  );
  await administrate(`create database ${to} template ${from} strategy file_copy`);
  await administrate(`alter database ${from} allow_connections true`);
}

function addressOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function administrate(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await postgresUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
