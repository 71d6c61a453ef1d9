#!/usr/bin/env node
// The process entry: reads the command line, runs the command, and ends with its exit code.
import { CommanderError } from 'commander';
import { watchAnswer } from './cli/frame/lost-answer.ts';
import { createOutput } from './cli/frame/output.ts';
import { createProgram } from './cli/program.ts';
import { EXIT, withErrors } from './cli/frame/run-command.ts';
import { createLogger } from './app/logger.ts';

process.on('uncaughtException', (err) => {
  createLogger('error').fatal({ err }, 'something unexpected went wrong; the process ends');
  process.exit(EXIT.failed);
});
watchAnswer();

process.exitCode = await run(process.argv);

async function run(argv: readonly string[]): Promise<number> {
  const out = createOutput(argv.includes('--json'), (text) => process.stdout.write(text));
  return withErrors(out, async () => {
    try {
      const program = await createProgram(argv[2]);
      await program.parseAsync(argv);
    } catch (error) {
      // The message was printed already, and asking for help is no error.
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return EXIT.ok;
      out.error({ code: 'USAGE', message: error.message });
      return EXIT.usage;
    }
    return Number(process.exitCode ?? EXIT.ok);
  });
}
