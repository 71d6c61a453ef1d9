// Reads a password: from a terminal twice and without showing it, else from the first line of standard input.
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { UsageError } from '../../errors.ts';
import type { Terminal } from './terminal.ts';

export async function readPassword(terminal: Terminal): Promise<string> {
  if (terminal.stdin.isTTY !== true) return firstLine(await text(terminal.stdin));
  const password = await ask(terminal, 'Password: ');
  if ((await ask(terminal, 'Once more: ')) !== password) throw new UsageError('The two passwords differ.');
  return password;
}

function firstLine(input: string): string {
  return input.split(/\r?\n/, 1)[0] ?? '';
}

/** The line editor shows what is typed by writing it; this one writes to nowhere. */
function ask({ stdin, stderr }: Terminal, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const editor = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  stderr.write(question);
  return new Promise((resolve, reject) => {
    editor.once('line', (line) => {
      resolve(line);
      editor.close();
    });
    editor.once('close', () => {
      stderr.write('\n');
      reject(new UsageError('No password was given.'));
    });
  });
}
