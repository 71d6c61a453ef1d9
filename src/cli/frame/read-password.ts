// Reads a password: from a terminal twice and without showing it, else from the first line of standard input.
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { Surroundings } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const WORDS = {
  password: { en: 'Password', nl: 'Wachtwoord' },
  again: { en: 'Once more', nl: 'Nog een keer' },
} as const satisfies Record<string, Text>;

export async function readPassword({
  terminal,
  lang,
}: Pick<Surroundings, 'terminal' | 'lang'>): Promise<string> {
  if (terminal.stdin.isTTY !== true) return firstLine(await text(terminal.stdin));
  const password = await ask(terminal, `${WORDS.password[lang]}: `);
  if ((await ask(terminal, `${WORDS.again[lang]}: `)) === password) return password;
  throw new UsageError({ en: 'The two passwords differ.', nl: 'De twee wachtwoorden verschillen.' });
}

function firstLine(input: string): string {
  const [line = ''] = input.split(/\r?\n/, 1);
  if (line !== '') return line;
  throw new UsageError({
    en: 'The password is read from the terminal or from the first line of standard input; there was none.',
    nl: 'Het wachtwoord wordt gelezen van de terminal of van de eerste regel van standaardinvoer; daar stond er geen.',
  });
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
      reject(new UsageError({ en: 'No password was given.', nl: 'Er is geen wachtwoord gegeven.' }));
    });
  });
}
