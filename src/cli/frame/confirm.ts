// Asks before something that cannot be taken back. Without a terminal nobody can answer, and --yes must have been given.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Language, Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { Terminal } from './terminal.ts';

const WORDS = {
  noTerminal: {
    en: 'This must be confirmed, and there is no terminal to ask on: give --yes.',
    nl: 'Dit moet bevestigd worden, en er is geen terminal om het op te vragen: geef --yes.',
  },
  choice: { en: '[y/N]', nl: '[j/N]' },
} as const satisfies Record<string, Text>;

/** Throws UsageError where nobody can be asked. */
export async function confirm(
  { stdin, stderr }: Terminal,
  question: string,
  options: { readonly yes: boolean; readonly lang?: Language },
): Promise<boolean> {
  if (options.yes) return true;
  if (stdin.isTTY !== true) {
    throw new UsageError(WORDS.noTerminal[options.lang ?? 'en']);
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    // Ctrl-C and the end of the input close the terminal without an answer: that is a no.
    const closed = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([
      terminal.question(`${question} ${WORDS.choice[options.lang ?? 'en']} `).catch(() => ''),
      closed,
    ]);
    return /^(y|yes|j|ja)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
