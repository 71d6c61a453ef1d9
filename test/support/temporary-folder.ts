// One temporary folder per test run, removed at its end.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseAtEnd } from './released-at-end.ts';

export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `koppel-test-${name}-`));
  // As root, PostgreSQL runs under another account, which has to get in.
  await chmod(folder, 0o755);
  releaseAtEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
