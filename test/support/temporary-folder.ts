// Temporary folders of a test run, removed at its end.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseAtEnd, releaseWithProcess } from './released-at-end.ts';

export async function temporaryFolder(name: string): Promise<string> {
  const folder = await makeFolder(name);
  releaseAtEnd(() => remove(folder));
  return folder;
}

/** Of a server that later files use too. */
export async function temporaryFolderOfProcess(name: string): Promise<string> {
  const folder = await makeFolder(name);
  releaseWithProcess(() => remove(folder));
  return folder;
}

async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `koppel-test-${name}-`));
  // As root, PostgreSQL runs under another account, which has to get in.
  await chmod(folder, 0o755);
  return folder;
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
