// The folder of one embedded database: `<folder>/cluster` is PostgreSQL's own and holds our password too; beside it lie
// the server's log and the ids of the processes that use the server. Makes it once; starts no server.
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { runAs, type Account } from './unprivileged-account.ts';

/** Name of both the user and the database. */
export const DATABASE_NAME = 'koppel';

const PASSWORD_FILE = 'koppel-password';

export interface Cluster {
  /** PostgreSQL's data folder. */
  readonly folder: string;
  readonly password: string;
  readonly logFile: string;
  /** Holds an empty file per process that uses the server, named by its id. */
  readonly usersFolder: string;
}

export interface ClusterOptions {
  readonly folder: string;
  readonly account: Account;
  readonly binaries: PostgresBinaries;
  /** Gives up durability for speed: for tests. */
  readonly fast: boolean;
}

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const home = await realpath(options.folder);
  const folder = join(home, 'cluster');
  if (!(await isCluster(folder))) await createCluster(folder, { ...options, folder: home });
  await refuseOtherMajor(folder, options.binaries.major);
  return {
    folder,
    password: (await readFile(join(folder, PASSWORD_FILE), 'utf8')).trim(),
    logFile: join(home, 'postgres.log'),
    usersFolder: join(home, 'users'),
  };
}

async function isCluster(folder: string): Promise<boolean> {
  return (await lstat(join(folder, 'PG_VERSION')).catch(() => null)) !== null;
}

/** PostgreSQL reads no data folder of another major version. https://www.postgresql.org/docs/current/upgrading.html */
async function refuseOtherMajor(folder: string, major: number): Promise<void> {
  const found = Number.parseInt(await readFile(join(folder, 'PG_VERSION'), 'utf8'), 10);
  if (found === major) return;
  throw new ConfigError([
    {
      en: `The embedded database in ${folder} is of PostgreSQL ${found}, and this version of Koppel brings PostgreSQL ${major}, which cannot read it. Nothing was changed. Start the version of Koppel that you had, and move its data first: docs/operations.md, "The next version of the embedded PostgreSQL".`,
      nl: `De ingebouwde database in ${folder} is van PostgreSQL ${found}, en deze versie van Koppel brengt PostgreSQL ${major}, dat haar niet kan lezen. Er is niets gewijzigd. Start de versie van Koppel die u had, en verhuis eerst de gegevens: docs/operations.md, "The next version of the embedded PostgreSQL".`,
    },
  ]);
}

/** Built beside its place and renamed when complete, password included, so that nothing half made is ever started. */
async function createCluster(finished: string, options: ClusterOptions): Promise<void> {
  const building = await mkdtemp(join(options.folder, '.building-'));
  try {
    await handOver(building, options.account);
    const password = join(building, 'password');
    await writeFile(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    // initdb reads it as the account that PostgreSQL runs as.
    await handOver(password, options.account);
    const partial = { ...options, folder: join(building, 'cluster') };
    await runInitdb(partial, password);
    await createDatabase(partial);
    await rename(password, join(partial.folder, PASSWORD_FILE));
    await rename(partial.folder, finished);
  } catch (error) {
    // Another process was quicker: its cluster is as good.
    if (!(await isCluster(finished))) throw error;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function handOver(path: string, account: Account): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
}

async function runInitdb(options: ClusterOptions, passwordFile: string): Promise<void> {
  // The built-in locale sorts alike on every system; without -E the encoding would come from the environment.
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['-U', DATABASE_NAME, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const args = ['-D', options.folder, ...access, ...locale, ...(options.fast ? ['-N'] : [])];
  const result = await runAs({ account: options.account, file: options.binaries.initdb, args });
  if (!result.ok) throw new Error(`The embedded PostgreSQL could not be set up: ${result.output}`);
}

/** In single-user mode: no server, no port and no password are needed for it. */
async function createDatabase(options: ClusterOptions): Promise<void> {
  const durability = options.fast ? ['-c', 'fsync=off'] : [];
  const args = ['--single', '-D', options.folder, ...durability, 'postgres'];
  const single = { account: options.account, file: options.binaries.postgres, args };
  const result = await runAs(single, { input: `create database ${DATABASE_NAME};\n` });
  if (!result.ok || result.output.includes('ERROR:')) {
    throw new Error(`The embedded database could not be created: ${result.output}`);
  }
}
