// Runs the built `koppel` as its users do: a process of its own, an environment of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { releaseAtEnd } from './released-at-end.ts';

const ENTRY = join(import.meta.dirname, '../../dist/src/main.js');

export interface KoppelOptions {
  /** Settings; nothing else of this process' environment gets in but what Node.js itself needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder it is started in. */
  readonly cwd?: string;
  /** For standard input, which is closed after it. */
  readonly input?: string;
}

export interface KoppelResult {
  /** 128 and more, or the name of the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON value on standard output. */
  json(): unknown;
}

export interface RunningKoppel {
  readonly child: ChildProcess;
  /** Standard error so far. */
  log(): string;
  readonly ended: Promise<KoppelResult>;
}

export async function runKoppel(args: readonly string[], options: KoppelOptions = {}): Promise<KoppelResult> {
  return (await startKoppel(args, options)).ended;
}

export async function startKoppel(
  args: readonly string[],
  { env = {}, input = '', cwd }: KoppelOptions = {},
): Promise<RunningKoppel> {
  await access(ENTRY).catch(() => {
    throw new Error('There is no dist/src/main.js: run `npm run build` first, as `npm test` does.');
  });
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { PATH, HOME, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  releaseAtEnd(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (log += piece));
  // A command that does not read its input may have ended before it is written.
  child.stdin.on('error', () => undefined).end(input);
  const exit = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const ended = Promise.all([exit, text(child.stdout)]).then(([code, stdout]) => ({
    code,
    stdout,
    stderr: log,
    json: (): unknown => JSON.parse(stdout),
  }));
  return { child, log: () => log, ended };
}
