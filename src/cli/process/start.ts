// `koppel start`: everything in one process.
import type { Command } from 'commander';
import { paragraphs } from '../frame/paragraphs.ts';
import type { CommandRun } from '../frame/terminal.ts';

export function addStartCommand(program: Command, run: CommandRun): void {
  program
    .command('start')
    .summary('serve and work in one process')
    .description(
      paragraphs(`Serves webhooks and the dashboard and works through what is due, in one process.

Without DATABASE_URL it keeps everything in an embedded PostgreSQL below KOPPEL_DATA_DIR. Only KOPPEL_USERS has to be
set: see \`koppel password\`. Ctrl-C ends it in order, a second Ctrl-C at once.`),
    )
    .addHelpText(
      'after',
      `
Example:
  $ export KOPPEL_USERS='olga:operator:scrypt$…'
  $ koppel start

Exit codes: 0 ended when asked to; 1 failed; 4 the configuration is wrong.`,
    )
    .action(async () =>
      (await import('../frame/run-process.ts')).runProcess(run, { serve: true, work: true }),
    );
}
