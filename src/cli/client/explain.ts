// koppel explain: why a client or contact stands where it stands, and what would change it.
import type { Command } from 'commander';
import { addAskingOptions, type AskingOptions } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';

const HELP = `
Answers for every record, also for one that is not linked, was deleted or was never attempted. Asks the portal
nothing and changes nothing. Exit code 2 when no record, or more than one, fits.

Examples:
  koppel explain 1001 --practice jansen
  koppel explain anna@example.nl --practice jansen --lang nl`;

export function addExplainCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('explain')
    .argument('<client|contact>', 'its key, its id, a client number, or the e-mail address of a contact')
    .description('show why a client or contact stands where it stands, and what would change it');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((text: string, options: AskingOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./ask-explanation.ts')).explain(context, text, options),
      ),
    );
}
