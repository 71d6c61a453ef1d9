import { expect } from 'chai';
import { execFile, type ChildProcess } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { z } from 'zod';
import { STORY_PORTALS } from '../../demo/stories.ts';
import { readConfig } from '../../src/app/config.ts';
import { verifyPassword } from '../../src/http/sign-in/password.ts';
import { findSandbox } from '../../src/portal-http/find-sandbox.ts';
import { openKoppelBench, type KoppelBench } from '../support/koppel-bench.ts';
import { runKoppel, startKoppel, type KoppelResult } from '../support/koppel-process.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FILES = ['sample/clients.csv', 'sample/contacts.csv', 'caseware-sandbox.json', '.env'];
const madeSchema = z.object({ written: z.array(z.string()), user: z.string(), password: z.string() });
const NOTHING = { written: [], user: null, password: null };

describe('koppel init', function () {
  this.timeout(60_000);
  let folder: string;
  const init = (...args: string[]): Promise<KoppelResult> => runKoppel(['init', ...args], { cwd: folder });
  const textOf = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const contents = (): Promise<string[]> => Promise.all(FILES.map(textOf));

  beforeEach(async () => {
    folder = await temporaryFolder('init');
  });

  it('writes settings that Koppel takes, with keys of their own and a user whose password it shows', async () => {
    const made = await init('--json', '--user', 'olga');
    expect(made.code, made.stderr).to.equal(0);
    const { written, user, password } = madeSchema.parse(made.json());
    expect([written, user]).to.deep.equal([FILES, 'olga']);
    const config = readConfig(parseEnv(await textOf('.env')));
    expect(config.users).to.have.lengthOf(1);
    expect(config.users[0]).to.deep.include({ name: 'olga', role: 'operator' });
    expect(password, 'nothing that is taken for another letter').to.match(/^([a-hjkmnp-z2-9i]{4}-?){4}$/);
    expect(await verifyPassword(password, config.users[0]?.passwordHash ?? '')).to.equal(true);
    const keys = [...config.secretKeys.map((key) => Buffer.from(key, 'base64')), ...config.sessionKeys];
    expect(keys.map(({ length }) => length)).to.deep.equal([32, 32]);
    expect(keys[0]).not.to.deep.equal(keys[1]);
    expect(config.isDataDirGiven).to.equal(true);
    expect((await contents()).join('')).not.to.include(password);
  });

  it('lets only its owner read what it wrote', async () => {
    await init();
    for (const path of FILES) expect((await stat(join(folder, path))).mode & 0o777, path).to.equal(0o600);
  });

  it('takes a password that is given, and never shows it', async () => {
    const asked = ['init', '--ask-password', '--json'];
    const made = await runKoppel(asked, { cwd: folder, input: 'correct horse battery\n' });
    expect(made.json()).to.deep.equal({ written: FILES, user: 'operator', password: null });
    const [user] = readConfig(parseEnv(await textOf('.env'))).users;
    expect(await verifyPassword('correct horse battery', user?.passwordHash ?? '')).to.equal(true);
    expect(made.stdout + made.stderr + (await textOf('.env'))).not.to.include('correct horse');
  });

  it('refuses a short password and a name that .env cannot hold, and writes nothing', async () => {
    const short = await runKoppel(['init', '--ask-password'], { cwd: folder, input: 'short\n' });
    const codes = [short, await init('--user', "o'brien"), await init('--user', 'a:b')].map(
      ({ code }) => code,
    );
    expect(codes).to.deep.equal([2, 2, 2]);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('changes nothing the second time, and says so', async () => {
    await init();
    const before = await contents();
    const again = await init();
    expect(again.code).to.equal(0);
    expect(again.stdout).to.include('nothing was changed').and.to.include('.env');
    expect((await init('--json')).json()).to.deep.equal(NOTHING);
    expect((await init('--lang', 'nl')).stdout).to.include('er is niets gewijzigd');
    expect(await contents()).to.deep.equal(before);
  });

  it('names what is there already and the remedy, and neither overwrites nor writes anything', async () => {
    await writeFile(join(folder, '.env'), 'KOPPEL_PORT=4000\n');
    const refused = await init();
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('.env is there already').and.to.include('move it away');
    expect(await textOf('.env')).to.equal('KOPPEL_PORT=4000\n');
    expect(await readdir(folder)).to.deep.equal(['.env']);
    expect((await init('--lang', 'nl')).stderr).to.include('.env bestaat al');

    await rm(join(folder, '.env'));
    await init();
    await rm(join(folder, '.env'));
    const more = await init();
    expect(more.stderr).to.include(
      'sample/clients.csv, sample/contacts.csv, caseware-sandbox.json are there',
    );
    expect(await readdir(folder)).to.have.members(['sample', 'caseware-sandbox.json']);
  });
});

describe('koppel sandbox', function () {
  this.timeout(60_000);
  const startedSchema = z.object({ portal: z.string(), url: z.url(), adminUrl: z.url() });
  let bench: KoppelBench;
  let bin: string;

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    bin = await temporaryFolder('bin');
    const koppel = `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '../../dist/src/main.js')}' "$@"\n`;
    await writeFile(join(bin, 'koppel'), koppel, { mode: 0o755 });
  });

  for (const portal of STORY_PORTALS)
    it(`plays ${portal} until it is told to end, and the command that it prints adds a connection`, async () => {
      const { child, ended } = await startKoppel(['sandbox', portal, '--port', '0']);
      const said = await firstOf(child);
      const url = /http:\/\/127\.0\.0\.1:\S+/.exec(said)?.[0] ?? '';
      expect(await findSandbox(url)).to.equal(portal);
      const command = said.split('\n\n').find((part) => part.trim().startsWith('echo')) ?? '';
      const env = { ...bench.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
      expect(stdout).to.include('was added').and.to.include(url);
      child.kill('SIGINT');
      expect((await ended).code).to.equal(0);
      expect(await fetch(url).catch(() => null)).to.equal(null);
    });

  it('answers scripts in JSON, and people in Dutch', async () => {
    const start = (...args: string[]) => startKoppel(['sandbox', 'clearfacts', '--port', '0', ...args]);
    const { child } = await start('--json');
    const { portal, url, adminUrl } = startedSchema.parse(JSON.parse(await firstOf(child)));
    expect(portal).to.equal('clearfacts');
    expect(new URL(adminUrl).host).to.equal(new URL(url).host);
    const dutch = await start('--lang', 'nl');
    expect(await firstOf(dutch.child)).to.include('De sandbox van ClearFacts staat op');
    for (const one of [child, dutch.child]) one.kill('SIGTERM');
  });

  it('lists the portals when it does not know the one that is named', async () => {
    const { code, stderr } = await runKoppel(['sandbox', 'nowhere']);
    expect(code).to.equal(2);
    for (const portal of STORY_PORTALS) expect(stderr).to.include(portal);
  });

  it('names the port that is in use, and how to give another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    releaseAtEnd(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, stderr } = await runKoppel(['sandbox', 'clearfacts', '--port', port]);
    expect(code).to.equal(2);
    expect(stderr).to.include(port).and.to.include('--port');
  });
});

/** What it says first, on standard output. */
function firstOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => stdout?.once('data', (data) => resolve(String(data))));
}
