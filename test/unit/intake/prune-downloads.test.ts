import { expect } from 'chai';
import { chown, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOWNLOAD_PREFIX, pruneDownloads } from '../../../src/intake/prune-downloads.ts';

describe('downloads that a killed process left behind', () => {
  const made: string[] = [];
  afterEach(async () => {
    for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
  });

  async function download(hours: number, prefix = DOWNLOAD_PREFIX): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), prefix));
    made.push(dir);
    await writeFile(join(dir, 'records.ndjson'), '{}\n');
    const at = new Date(Date.now() - hours * 3_600_000);
    await utimes(dir, at, at);
    return dir;
  }

  it('are removed once they are older than a day; nothing else is', async () => {
    const [old, young, other] = [await download(25), await download(23), await download(25, 'koppel-other-')];
    const target = await download(25, 'koppel-other-');
    const link = `${old}-linked`;
    await symlink(target, link);
    made.push(link);
    await pruneDownloads();
    expect([old, young, other, link].map((path) => existsSync(path))).to.deep.equal([
      false,
      true,
      true,
      true,
    ]);
    expect(existsSync(join(target, 'records.ndjson'))).to.equal(true);
  });

  // Only root can give a folder to another account.
  const itAsRoot = process.getuid?.() === 0 ? it : () => undefined;
  itAsRoot('are left alone where they are another account’s', async () => {
    const dir = await download(25);
    await chown(dir, 65_534, 65_534);
    const at = new Date(Date.now() - 90_000_000);
    await utimes(dir, at, at);
    await pruneDownloads();
    expect(existsSync(dir)).to.equal(true);
  });
});
