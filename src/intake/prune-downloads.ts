// Removes exports that were downloaded by a process that was killed before it could: everybody's data stands in them.
import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of the folder that one download has for itself, in the temporary folder. */
export const DOWNLOAD_PREFIX = 'koppel-source-';

/** No import takes that long: what is older belongs to nobody who is still there. */
const LEFT_BEHIND_AFTER_MS = 24 * 60 * 60_000;

/** Returns how many were removed. What cannot be is tried again the next time. */
export async function pruneDownloads(): Promise<number> {
  const names = await readdir(tmpdir()).catch(() => []);
  let removed = 0;
  for (const name of names.filter((each) => each.startsWith(DOWNLOAD_PREFIX))) {
    const path = join(tmpdir(), name);
    if (!(await isLeftBehind(path))) continue;
    await rm(path, { recursive: true, force: true }).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

/** Only of this account: the temporary folder is everybody's. By the clock of the machine, which dated the folder. */
async function isLeftBehind(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() !== true || found.uid !== (process.getuid?.() ?? found.uid)) return false;
  return found.mtimeMs < Date.now() - LEFT_BEHIND_AFTER_MS;
}
