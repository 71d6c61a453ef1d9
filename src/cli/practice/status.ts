// koppel status: how each connection stands. Counts add up to the number of clients and contacts (rule 5).
import type { Command } from 'commander';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { StatusOptions } from './show-status.ts';

const HELP = `
Exit code 5 when a window was missed, a connection is stopped or refuses every write, or no export of a source that was
announced is accepted. Times are in UTC.

Examples:
  koppel status
  koppel status --practice jansen --json`;

export function addStatusCommand(program: Command, run: CommandRun): void {
  program
    .command('status')
    .description('show per connection how many clients and contacts stand where, and what is late')
    .option('--practice <id>', 'only this practice')
    .option('--json', 'print one JSON value')
    .addHelpText('after', HELP)
    .action((options: StatusOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./show-status.ts')).showStatus(context, options),
      ),
    );
}
