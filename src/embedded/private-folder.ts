// Folders of Koppel's own for what must lie where other accounts can get at it: below the system's temporary folder what
// can be made again, elsewhere what must stay. Anybody may write to a temporary folder, so nothing found is trusted unless
// it is a real folder that only we can write to.
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';

const uid = (): number => process.getuid?.() ?? 0;

/** Below the temporary folder. It need not be there. */
export function temporaryPlace(name: string): string {
  return join(resolve(tmpdir()), `koppel-${uid()}`, name);
}

export async function openPrivateFolder(name: string): Promise<string> {
  return openOwnFolders([resolve(tmpdir()), `koppel-${uid()}`, name]);
}

/** `base` and a folder in it, both ours. */
export async function openOwnFolders([base, ...names]: readonly [string, ...string[]]): Promise<string> {
  let folder = base;
  for (const name of names) {
    folder = join(folder, name);
    await makeOwnFolder(folder, uid());
  }
  return folder;
}

/** Those that systems clean by themselves, or lose when they start anew. */
const CLEANED = ['/tmp', '/var/tmp', '/dev/shm', '/run'];

export async function isTemporary(folder: string): Promise<boolean> {
  const real = await realpath(folder);
  for (const place of [tmpdir(), ...CLEANED]) {
    const above = await realpath(place).catch(() => null);
    if (above !== null && (real === above || real.startsWith(above + sep))) return true;
  }
  return false;
}

async function makeOwnFolder(folder: string, owner: number): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o755 });
    // Whatever the umask: others must be able to enter.
    await chmod(folder, 0o755);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const found = await lstat(folder);
  const writableByOthers = (found.mode & 0o022) !== 0;
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== owner) || writableByOthers) {
    throw new Error(`${folder} is not a folder that only Koppel can write to: remove it, or set TMPDIR`);
  }
}
