// A folder of Koppel's own below the system's temporary folder, for what must lie where other accounts can get at it.
// Anybody may write there, so nothing found is trusted unless it is a real folder that only we can write to.
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export async function openPrivateFolder(name: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const own = join(resolve(tmpdir()), `koppel-${uid}`);
  await makeOwnFolder(own, uid);
  const folder = join(own, name);
  await makeOwnFolder(folder, uid);
  return folder;
}

async function makeOwnFolder(folder: string, uid: number): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o755 });
    // Whatever the umask: others must be able to enter.
    await chmod(folder, 0o755);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const found = await lstat(folder);
  const writableByOthers = (found.mode & 0o022) !== 0;
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== uid) || writableByOthers) {
    throw new Error(`${folder} is not a folder that only Koppel can write to: remove it, or set TMPDIR`);
  }
}
