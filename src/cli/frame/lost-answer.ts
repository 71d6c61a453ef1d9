// An answer that cannot be written: nobody reads on (`koppel … | head`), which is no error, or there is no room for it,
// which is one: it may hold a secret that is shown only once.
import { EXIT } from './run-command.ts';
import type { CommandRun } from './terminal.ts';

export function watchAnswer(run: CommandRun): void {
  let isLost = false;
  process.stdout.on('error', ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && !isLost) {
      isLost = true;
      const text = {
        en: `The answer could not be written (${code}).`,
        nl: `Het antwoord kon niet worden geschreven (${code}).`,
      };
      process.stderr.write(`koppel: ${text[run.lang]}\n`);
      process.once('exit', () => (process.exitCode = EXIT.failed));
    }
    // What changes something is not cut in the middle; it ends by itself, with its own exit code.
    if (!run.isChanging) process.exit();
  });
}
