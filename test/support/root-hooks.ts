// Mocha's hooks around the whole run (`require` in .mocharc.json): a temporary folder of the run's own, and the end of
// what tests have opened. In parallel mode the hooks of a worker surround one file each; its servers end with it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LACKED_FILE } from './lacking.ts';
import { isWorker, releaseAll, releaseServers } from './released-at-end.ts';

/** In the main process, before any worker is started: workers inherit the folder. */
export function mochaGlobalSetup(): void {
  const folder = makeOpen(mkdtempSync(join(tmpdir(), 'koppel-test-')));
  process.env['TMPDIR'] = folder;
  const lacked = join(folder, 'lacked');
  writeFileSync(lacked, '');
  process.env[LACKED_FILE] = lacked;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
}

export const mochaHooks = {
  beforeAll(): void {
    // Some tests look whether anything was left behind: what the other workers are at must not be in the way.
    if (isWorker) process.env['TMPDIR'] = workerFolder();
  },
  async afterAll(): Promise<void> {
    await releaseAll();
    if (!isWorker) await releaseServers();
  },
};

let folder: string | undefined;

function workerFolder(): string {
  if (folder !== undefined) return folder;
  folder = join(tmpdir(), `worker-${String(process.pid)}`);
  mkdirSync(folder);
  return makeOpen(folder);
}

/** As root, PostgreSQL runs under another account, which has to get in. */
function makeOpen(path: string): string {
  chmodSync(path, 0o755);
  return path;
}
