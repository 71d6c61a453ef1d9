// koppel plan: what the next run would do, for one client or for everything that is due. Nothing is sent or written.
import type { Command } from 'commander';
import { addAskingOptions, type AskingOptions } from '../frame/asking-options.ts';
import { runQuestion } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';

const HELP = `
Without a client: every client that has something due. Asks the portal nothing and changes nothing.

Examples:
  koppel plan --practice jansen
  koppel plan 1001 --practice jansen --json`;

export function addPlanCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('plan')
    .argument('[client]', 'its key, id or number; a contact stands for its client')
    .description('show what would be done in the portal, without doing it');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((text: string | undefined, options: AskingOptions) =>
      runQuestion(run, options, async (context) =>
        (await import('./show-plan.ts')).showPlan(context, text, options),
      ),
    );
}
