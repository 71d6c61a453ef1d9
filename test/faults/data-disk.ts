// A small disk of its own for the embedded database (a tmpfs, which only root may mount), so that it can be filled up.
import { execFile } from 'node:child_process';
import { chmod, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { releaseAtEnd } from '../support/released-at-end.ts';

const run = promisify(execFile);

export interface DataDisk {
  readonly folder: string;
  /** Leaves not one block free. */
  fill(): Promise<void>;
  free(): Promise<void>;
}

const SIZE = '600m';
const BLOCK_BYTES = 16_777_216;

/** Null where it may not be mounted. */
export async function mountDataDisk(folder: string): Promise<DataDisk | null> {
  await mkdir(folder, { recursive: true });
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  if (!mounted) return null;
  releaseAtEnd(async () => {
    // Lazily: a server that was only just told to end may still have it open.
    await run('umount', ['-l', folder]);
  });
  await chmod(folder, 0o755);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fillUp(folder, ballast),
    free: () => rm(ballast, { force: true }),
  };
}

async function fillUp(folder: string, ballast: string): Promise<void> {
  const file = await open(ballast, 'a');
  const isFull = async (bytes: number): Promise<boolean> =>
    file.write(Buffer.alloc(bytes)).then(
      ({ bytesWritten }) => bytesWritten < bytes,
      () => true,
    );
  try {
    for (const bytes of [BLOCK_BYTES, 65_536, 4_096]) {
      const { bavail, bsize } = await statfs(folder);
      for (let left = bavail * bsize; left >= 0 && !(await isFull(bytes)); left -= bytes);
    }
  } finally {
    await file.close();
  }
}
