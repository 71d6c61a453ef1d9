// Runs one command line, in a process of its own or beside others, and says with which code to end.
import { CommanderError } from 'commander';
import { languageOf } from './frame/language.ts';
import { createOutput } from './frame/output.ts';
import { EXIT, withErrors } from './frame/run-command.ts';
import type { CommandRun } from './frame/terminal.ts';
import { usageText } from './frame/usage-words.ts';
import { createProgram } from './program.ts';

/** `args`: what stands behind `koppel`. */
export async function runKoppel(args: readonly string[], run: CommandRun): Promise<number> {
  run.lang = languageOf(args, run.terminal.environment);
  const out = createOutput({ json: args.includes('--json') }, run.terminal, run.lang);
  return withErrors(out, async () => {
    try {
      const program = await createProgram(run, args[0]);
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      // The message was printed already, and asking for help is no error.
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return EXIT.ok;
      out.error({ code: 'USAGE', message: usageText(error.message, run.lang) });
      return EXIT.usage;
    }
    return run.exitCode;
  });
}
