// A real PostgreSQL for the tests: one server per process, started by the first test that asks, and databases that are
// copies of one that was migrated once, or such a copy that another test has had and that was emptied.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { migrateQueues } from '../../src/queue/prepare-store.ts';
import { emptyAgain, lookAtCopy, type AsCopied } from './emptied-database.ts';
import { guardMoves } from './guard-moves.ts';
import { releaseWithProcess } from './released-at-end.ts';
import { temporaryFolderOfProcess } from './temporary-folder.ts';

export interface TestDatabase {
  readonly url: string;
  /** Also ends connections that were left open. Databases not given back go with the server. */
  giveBack(): Promise<void>;
}

interface Template {
  readonly name: string;
  readonly copied: AsCopied;
}

/** A migrated database, and how many rows were ever deleted from it. */
interface Migrated {
  readonly name: string;
  readonly deleted: number;
}

const TEMPLATE = 'koppel_template';
/** What was deleted still takes room, and time to read over. */
const MOST_DELETED = 2_000;

let server: Promise<string> | undefined;
let template: Promise<Template> | undefined;

/** Address of the server, as its superuser. */
export function postgresUrl(): Promise<string> {
  return (server ??= startServer());
}

const emptied: Migrated[] = [];

/** A migrated database of the caller's own, as good as new. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { name: from, copied } = await (template ??= makeTemplate());
  const used = emptied.pop();
  const name = used?.name ?? newName();
  if (used === undefined) await copyDatabase({ from, to: name });
  const url = addressOf(await postgresUrl(), name);
  return { url, giveBack: () => takeBack({ name, deleted: used?.deleted ?? 0 }, copied) };
}

/** A database with nothing in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = newName();
  await copyDatabase({ from: 'template0', to: name });
  return { url: addressOf(await postgresUrl(), name), giveBack: () => dropDatabase(name) };
}

/** Under another name, so that nothing which still knows this one can disturb the next test. */
async function takeBack({ name, deleted }: Migrated, copied: AsCopied): Promise<void> {
  const next = newName();
  try {
    await endConnections(name);
    await administrate(`alter database ${name} rename to ${next}`);
  } catch {
    // Dropped by the test, or somebody keeps connecting to it.
    await dropDatabase(name);
    return;
  }
  const rows = await emptyAgain(addressOf(await postgresUrl(), next), copied);
  if (rows === null || deleted + rows > MOST_DELETED) await dropDatabase(next);
  else emptied.push({ name: next, deleted: deleted + rows });
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
  // It would come before the rows of one test and after those of another, and decide by which way they are found.
  await administrate('alter system set autovacuum = off', started.url);
  await administrate('select pg_reload_conf()', started.url);
  return started.url;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It had ended already.
  }
}

async function makeTemplate(): Promise<Template> {
  const url = addressOf(await postgresUrl(), TEMPLATE);
  await copyDatabase({ from: 'template0', to: TEMPLATE });
  await migrateDatabase(url);
  await migrateQueues(url);
  await guardMoves(url);
  const copied = await lookAtCopy(url);
  return { name: TEMPLATE, copied };
}

function newName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/**
 * Backs a database up as it is now; the function returned restores it, at the same address. A copy made by the server,
 * because neither the npm package nor every machine has a `pg_dump` of its version. Ends every connection to it.
 */
export async function backUp(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const backup = `${name}_backup`;
  await copyInUse({ from: name, to: backup });
  return async () => {
    await dropDatabase(name);
    await copyInUse({ from: backup, to: name });
  };
}

/** A database that is copied must have no connections. */
async function copyInUse({ from, to }: { from: string; to: string }): Promise<void> {
  await administrate(`alter database ${from} allow_connections false`);
  await endConnections(from);
  await copyDatabase({ from, to });
  await administrate(`alter database ${from} allow_connections true`);
}

/** Measured to be quicker here than copying through the write-ahead log. */
async function copyDatabase({ from, to }: { from: string; to: string }): Promise<void> {
  await administrate(`create database ${to} template ${from} strategy file_copy`);
}

async function dropDatabase(name: string): Promise<void> {
  await administrate(`drop database if exists ${name} with (force)`);
}

async function endConnections(name: string): Promise<void> {
  await administrate(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
  );
}

function addressOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function administrate(statement: string, url?: string): Promise<void> {
  const client = new pg.Client({ connectionString: url ?? (await postgresUrl()) });
  // Ended by the server, it says so to whoever waits for an answer; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
