// An answer that cannot be written: nobody reads on (`koppel … | head`), which is no error, or there is no room for it,
// which is one: it may hold a secret that is shown only once.
import { EXIT, isAtWork } from './run-command.ts';

export function watchAnswer(): void {
  let isLost = false;
  process.stdout.on('error', ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && !isLost) {
      isLost = true;
      process.stderr.write(`koppel: The answer could not be written (${code}).\n`);
      process.once('exit', () => (process.exitCode = EXIT.failed));
    }
    // What changes something is not cut in the middle; it ends by itself, with its own exit code.
    if (!isAtWork()) process.exit();
  });
}
