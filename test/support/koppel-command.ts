// Runs a command of `koppel` in the process of the test, with an environment and streams of its own: for what it says and
// does. What only a process can show (signals, its exit, a lost answer) is run with koppel-process.ts.
import { Readable, Writable } from 'node:stream';
import { openRun, type Terminal } from '../../src/cli/frame/terminal.ts';
import { runKoppel } from '../../src/cli/run-koppel.ts';
import type { KoppelOptions, KoppelResult } from './koppel-process.ts';

/** Where nobody sits: what is written is kept. */
export function openTestTerminal({ env = {}, input = '' }: KoppelOptions = {}) {
  const written = { stdout: '', stderr: '' };
  const keep = (name: keyof typeof written): Writable =>
    new Writable({
      decodeStrings: false,
      write: (piece: unknown, _encoding, done) => {
        written[name] += String(piece);
        done();
      },
    });
  const terminal: Terminal = {
    environment: env,
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: keep('stdout'),
    stderr: keep('stderr'),
  };
  return { terminal, written };
}

export async function koppelCommand(
  args: readonly string[],
  options: KoppelOptions = {},
): Promise<KoppelResult> {
  const { terminal, written } = openTestTerminal(options);
  const code = await runKoppel(args, openRun(terminal));
  return { code, ...written, json: (): unknown => JSON.parse(written.stdout) };
}
