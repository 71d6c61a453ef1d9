// Asks before something that cannot be taken back. Without a terminal nobody can answer, and --yes must have been given.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { Surroundings } from './run-command.ts';

/** Said after a no. */
export const NOTHING_CHANGED: Text = { en: 'Nothing was changed.', nl: 'Er is niets gewijzigd.' };

const CHOICE: Text = { en: '[y/N]', nl: '[j/N]' };

/** Throws UsageError where nobody can be asked. */
export async function confirm(
  { terminal: { stdin, stderr }, lang }: Pick<Surroundings, 'terminal' | 'lang'>,
  question: Text,
  options: { readonly yes?: boolean },
): Promise<boolean> {
  if (options.yes === true) return true;
  if (stdin.isTTY !== true) {
    throw new UsageError({
      en: 'This must be confirmed, and there is no terminal to ask on: give --yes.',
      nl: 'Dit moet worden bevestigd, en er is geen terminal om de vraag op te stellen: geef --yes.',
    });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    // Ctrl-C and the end of the input close the terminal without an answer: that is a no.
    const closed = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([
      terminal.question(`${question[lang]} ${CHOICE[lang]} `).catch(() => ''),
      closed,
    ]);
    return /^(y|yes|j|ja)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
