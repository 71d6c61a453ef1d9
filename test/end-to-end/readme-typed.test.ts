// Types what the README says under "Run it for real", as it stands, into an empty folder. Only the ports are others, and
// `npx` finds this build, as it does in a checkout.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = join(import.meta.dirname, '../..');
const SANDBOX_PORT = '4010';
/** Commands that stay, and what they say once they are ready. */
const STAYING: Readonly<Record<string, string>> = { sandbox: 'Ctrl-C', start: 'koppel is ready' };

const accessSchema = z.object({ people: z.array(z.string()) });
const stateSchema = z.object({ entities: z.array(z.object({ EntityNo: z.string() })) });

/** A command that goes on in the next line is one. */
async function readCommands(): Promise<readonly string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const section = readme.split('\n## Run it for real\n')[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .trim()
      .split('\n'),
  );
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

async function openShell(): Promise<(command: string) => Typed> {
  const folder = await temporaryFolder('readme');
  const [cwd, bin] = [join(folder, 'office'), join(folder, 'bin')];
  await Promise.all([mkdir(cwd), mkdir(bin)]);
  const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(ROOT, 'dist/src/main.js')}' "$@"\n`;
  await writeFile(join(bin, 'npx'), npx, { mode: 0o755 });
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${bin}${delimiter}${PATH}`, HOME, KOPPEL_PORT: '0' };
  return (command) => {
    const child = spawn('sh', ['-c', `exec ${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    releaseAtEnd(() => void child.kill('SIGKILL'));
    return { child, said: () => said };
  };
}

interface Typed {
  readonly child: ChildProcess;
  /** On both streams, so far. */
  readonly said: () => string;
}

/** Waits until it has ended well, or is ready. */
async function see(command: string, { child, said }: Typed): Promise<void> {
  const ready = STAYING[/^npx koppel (\w+)/.exec(command)?.[1] ?? ''];
  if (ready === undefined) {
    await once(child, 'close');
    expect(child.exitCode, `${command}\n${said()}`).to.equal(0);
    return;
  }
  await waitFor(
    () => {
      expect(child.exitCode, said()).to.equal(null);
      return said().includes(ready);
    },
    { what: `${command} to be ready`, timeoutMs: 120_000 },
  );
}

describe('the README', function () {
  this.timeout(300_000);

  it('can be typed under "Run it for real" as it stands, and ends with clients in the sandbox', async () => {
    const [commands, port, type] = await Promise.all([readCommands(), freePort(), openShell()]);
    expect(commands.length).to.be.above(7);
    const staying: ChildProcess[] = [];
    let last = '';
    for (const command of commands) {
      const typed = type(command.replaceAll(SANDBOX_PORT, port));
      await see(command, typed);
      if (typed.child.exitCode === null) staying.push(typed.child);
      last = typed.said();
      if (command.startsWith('npx koppel start')) await arrive(port);
    }
    expect(last).to.include('Bakkerij Zonnehoek');
    expect(staying).to.have.lengthOf(2);
    for (const child of staying.reverse()) {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).to.equal(0);
    }
  });
});

/** Those who are linked are in the sandbox, and nobody else: no private client, no suspect, nobody who is not linked. */
async function arrive(port: string): Promise<void> {
  const ask = async (path: string): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}/__sandbox${path}`)).json();
  await waitFor(async () => accessSchema.parse(await ask('/access?entityNo=1001')).people.length === 2, {
    what: 'the contacts of client 1001 to be in the sandbox',
    timeoutMs: 60_000,
  });
  await waitFor(async () => accessSchema.parse(await ask('/access?entityNo=1002')).people.length === 1, {
    what: 'the contact of client 1002 to be in the sandbox',
    timeoutMs: 60_000,
  });
  const { entities } = stateSchema.parse(await ask('/state'));
  expect(entities.map(({ EntityNo }) => EntityNo)).to.have.members(['1001', '1002']);
}
