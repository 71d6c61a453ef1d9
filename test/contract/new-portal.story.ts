// `npm run new-portal` in a copy of the tree: what it makes keeps the contract as it stands, and it touches nothing else.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const NEEDED = [
  'src',
  'connectors',
  'new-portal',
  'test/support',
  'package.json',
  'tsconfig.json',
  '.mocharc.json',
  '.prettierrc.json',
];
const NAME = 'acme-cloud';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function run(folder: string, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: folder });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  await once(child, 'exit');
  return { code: child.exitCode, output: (await out) + (await err) };
}

describe('npm run new-portal', () => {
  let folder: string;
  const make = (name: string) => run(folder, 'new-portal/new-portal.ts', name);
  const files = async () => {
    const all = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = all.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return new Map(
      await Promise.all(
        paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
      ),
    );
  };

  before(async () => {
    folder = await temporaryFolder('new-portal');
    for (const name of NEEDED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });

  it('refuses a name that is none or is taken, and changes nothing', async () => {
    const before = await files();
    for (const name of ['Acme', 'acme_cloud', '../acme', 'econnect', 'kit']) {
      const { code, output } = await make(name);
      expect([code, output], name).to.deep.equal([1, output]);
      expect(output).to.match(/Give the name of the portal|is there already\. Nothing was changed/);
    }
    expect(await files()).to.deep.equal(before);
  });

  it('makes a portal that keeps the contract, in its folder, its harness and one line of the registry', async () => {
    const before = await files();
    const { code, output } = await make(NAME);
    expect(code, output).to.equal(0);
    const after = await files();
    const touched = [...after.keys()].filter((path) => after.get(path) !== before.get(path));
    const others = touched.filter((path) => !path.startsWith(`connectors/${NAME}/`));
    expect(others).to.have.members([`test/contract/${NAME}.test.ts`, 'connectors/registry.ts']);
    const known = before.get('connectors/registry.ts')!.split('\n');
    const added = after
      .get('connectors/registry.ts')!
      .split('\n')
      .filter((line) => !known.includes(line));
    expect(added).to.have.length(1);
    for (const path of touched) expect(after.get(path), path).to.not.match(/sample-?portal/i);

    const suite = await run(folder, 'node_modules/mocha/bin/mocha.js', `test/contract/${NAME}.test.ts`);
    expect(suite.code, suite.output).to.equal(0);
    expect(suite.output).to.include('Acme Cloud keeps the portal contract');
  });

  it('starts from resource types of which one more takes 50 lines at the most', async () => {
    const types = [...(await files())].filter(([path]) => path.startsWith(`connectors/${NAME}/resources/`));
    expect(types).to.have.length(2);
    for (const [path, text] of types) expect(text.split('\n').length, path).to.be.at.most(50);
  });
});
