// What is loaded tells how much processor a start costs, on a machine of any speed.
import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runKoppel } from '../support/koppel-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) });
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The scripts that a run of the built program has loaded, as V8 counts them. */
async function loadedBy(
  args: readonly string[],
): Promise<{ code: number | string; urls: readonly string[] }> {
  const folder = await temporaryFolder('loaded');
  const { code } = await runKoppel(args, { env: { NODE_V8_COVERAGE: folder } });
  const reports = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const scripts = reports.flatMap((report) => coverageSchema.parse(JSON.parse(report)).result);
  return { code, urls: scripts.map(({ url }) => url) };
}

describe('a command that only prints', function () {
  this.timeout(120_000);
  const NEEDED = ['commander'];
  const ASKED: readonly (readonly [number, ...string[]])[] = [
    [0, '--version'],
    [0, '--help'],
    [0, 'connection', 'add', '--help'],
    [2],
    [2, 'nonsense'],
    [2, 'sync', '--nope'],
    [2, 'explain'],
    [2, 'demo', '--portal', 'nowhere'],
    [2, 'sandbox', 'nowhere'],
    [2, 'sandbox', 'econnect', '--port', 'x'],
    [0, 'init', '--help'],
    [2, 'password', '--role', 'nobody'],
    [2, 'sync', '--practice', 'jansen', '--timeout', '0'],
    [2, 'import', '--practice', 'jansen', '--as-of', 'yesterday'],
  ];

  for (const [expected, ...args] of ASKED)
    it(`loads no database, queue, portal or schema: koppel ${args.join(' ')}`, async () => {
      const manifest = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
      const packages = Object.keys(manifestSchema.parse(JSON.parse(manifest)).dependencies);
      const { code, urls } = await loadedBy(args);
      expect(code).to.equal(expected);
      expect(urls.some((url) => url.endsWith('/dist/src/main.js'))).to.equal(true);
      const loaded = packages.filter((name) => urls.some((url) => url.includes(`/node_modules/${name}/`)));
      expect(loaded).to.have.members(NEEDED);
    });
});
