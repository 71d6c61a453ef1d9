// `koppel source`, typed as the sandbox of Exact Online and docs/sources.md say.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { openKoppelBench, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel } from '../support/koppel-process.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const statusSchema = z.looseObject({
  ...{ state: z.string(), problem: z.string().nullable(), reading: z.unknown() },
  ...{ lookedAt: z.string().nullable(), proofs: z.array(z.object({ problem: z.string().nullable() })) },
});

describe('koppel source', function () {
  this.timeout(60_000);
  let bench: KoppelBench;
  let env: Readonly<Record<string, string>>;
  let sandbox: ChildProcess;
  let command: string;

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    const bin = await temporaryFolder('bin');
    const main = join(import.meta.dirname, '../../dist/src/main.js');
    await writeFile(join(bin, 'koppel'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, {
      mode: 0o755,
    });
    env = { ...bench.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
    const { child } = await startKoppel(['sandbox', 'exact-online', '--port', '0']);
    sandbox = child;
    const said = await heard(child, /Ctrl-C/);
    command = said.split('\n\n').find((part) => part.trim().startsWith('APP=')) ?? '';
  });
  after(() => {
    sandbox.kill('SIGINT');
  });

  /** Types it, and at the address that is printed is the person who agrees; `paste`: what is then given of where they end. */
  async function connect(typed: string, paste: (back: string) => string) {
    const child = spawn('sh', ['-c', typed], { env });
    releaseAtEnd(() => void child.kill('SIGKILL'));
    const stderr = text(child.stderr);
    const said = await heard(child, /Paste here/);
    const address = /http:\/\/127\.0\.0\.1:\S+/.exec(said)?.[0] ?? '';
    const { headers } = await fetch(address, { redirect: 'manual' });
    let rest = '';
    child.stdout.on('data', (piece: string) => (rest += piece));
    child.stdin.end(`${paste(headers.get('location') ?? '')}\n`);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, said: rest, stderr: await stderr };
  }
  const status = async (...args: string[]) =>
    statusSchema.parse((await bench.koppel('source', 'status', 'jansen', '--json', ...args)).json());

  it('says that nothing is connected before it is', async () => {
    expect((await bench.koppel('source', 'list')).stdout).to.include('No practice has a source');
    const { code, stderr } = await bench.koppel('source', 'status', 'jansen');
    expect([code, stderr]).to.deep.equal([2, stderr]);
    expect(stderr).to.include('koppel source connect');
  });

  it('connect, as the sandbox prints it, takes the address that the person ends at, and says how long reading takes', async () => {
    const { code, said, stderr } = await connect(command, (back) => back);
    expect(code, stderr).to.equal(0);
    expect(said).to.match(/is connected\.\nReading everything, 36 records, takes about \d+ second/);
    expect(said).to.include('koppel source sync');
  });

  it('sync reads it, and status and list say so', async () => {
    const synced = await bench.koppel('source', 'sync', 'jansen');
    expect(synced.code, synced.stderr).to.equal(0);
    expect(synced.stdout).to.match(/^Read: 3\d changed, 0 as they were, 0 gone\./);
    const told = await bench.koppel('source', 'status', 'jansen');
    expect(told.code).to.equal(0);
    expect(told.stdout).to.match(/^Exact Online: connected\n {2}what changed was read: {3}\d+ \w+ 20/);
    expect(told.stdout).not.to.include('reading everything');
    expect((await bench.koppel('source', 'list')).stdout).to.match(
      /jansen +exact-online +connected +\d+ \w+ 20/,
    );
    expect((await bench.koppel('source', 'sync', 'jansen')).stdout).to.include('Read: 0 changed');
  });

  it('status --prove shows that its calls behave as assumed', async () => {
    const { proofs, ...told } = await status('--prove');
    expect(told).to.include({ state: 'connected', problem: null, reading: null });
    expect(proofs).to.have.length.greaterThan(4);
    expect(new Set(proofs.map(({ problem }) => problem))).to.deep.equal(new Set([null]));
  });

  it('connect again signs in anew by the code alone, and refuses one of another sign-in', async () => {
    const refused = await connect('koppel source connect jansen', (back) =>
      back.replace(/state=[^&]*/, 'state=jansen.another'),
    );
    expect(refused.code).to.equal(5);
    expect(refused.said).to.include('no code of this sign-in');
    const again = await connect(
      'koppel source connect jansen',
      (back) =>
        // As it stands in the address, and not decoded.
        /code=([^&]*)/.exec(back)?.[1] ?? '',
    );
    expect(again.code, again.stderr).to.equal(0);
    expect(await status()).to.include({ state: 'connected' });
  });

  it('hint shows an address and a secret once; no secret of the app is ever shown', async () => {
    const hint = await bench.koppel('source', 'hint', 'jansen');
    expect(hint.stdout).to.match(/^Address: http\S+\/webhooks\/hint\/jansen\nSecret: {2}\S{43}\n/);
    const all = await Promise.all(
      [
        ['source', 'list', '--json'],
        ['source', 'status', 'jansen', '--json'],
        ['log', '--practice', 'jansen'],
      ].map((args) => bench.koppel(...args)),
    );
    const secret = /Secret: {2}(\S+)/.exec(hint.stdout)?.[1] ?? '';
    for (const { stdout } of all)
      for (const hidden of ['sandbox-secret', 'sandbox-webhook-secret', secret])
        expect(stdout).not.to.include(hidden);
  });

  it('disconnect asks, forgets how it signs in and what it looked at, and leaves what was taken in', async () => {
    const clients = async () => (await bench.koppel('find', 'a', '--json')).stdout;
    const before = await clients();
    const unasked = await bench.koppel('source', 'disconnect', 'jansen');
    expect([unasked.code, unasked.stderr.includes('--yes')]).to.deep.equal([2, true]);
    expect(await status()).to.include({ state: 'connected' });
    const done = await bench.koppel('source', 'disconnect', 'jansen', '--yes');
    expect(done.code, done.stderr).to.equal(0);
    expect(done.stdout).to.include('Exact Online is disconnected.');
    expect(done.stderr).to.include('stay as they are now');
    expect((await bench.koppel('source', 'list')).stdout).to.include('No practice has a source');
    expect((await bench.koppel('source', 'sync', 'jansen')).code).to.equal(5);
    expect((await bench.koppel('log', '--practice', 'jansen')).stdout).to.include(
      'practice software disconnected',
    );
    expect(await clients()).to.equal(before);
  });

  it('disconnect again changes nothing, and to connect anew takes the credentials again', async () => {
    const again = await bench.koppel('source', 'disconnect', 'jansen', '--yes', '--lang', 'nl');
    expect([again.code, again.stdout]).to.deep.equal([
      0,
      'Van dit kantoor wordt geen software gelezen; er is niets gewijzigd.\n',
    ]);
    const bare = await bench.koppel('source', 'connect', 'jansen', 'exact-online');
    expect([bare.code, bare.stderr.includes('--credentials')]).to.deep.equal([2, true]);
    const { code, stderr } = await connect(command, (back) => back);
    expect(code, stderr).to.equal(0);
    expect((await bench.koppel('source', 'sync', 'jansen')).stdout).to.match(
      /^Read: \d+ changed, 3\d as they were/,
    );
  });
});

/** What it has said once it says that. */
function heard({ stdout }: ChildProcess, what: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    const listen = (data: string): void => {
      said += data;
      if (!what.test(said)) return;
      stdout?.off('data', listen);
      resolve(said);
    };
    stdout?.setEncoding('utf8').on('data', listen);
  });
}
