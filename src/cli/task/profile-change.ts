// koppel profile-change list|confirm: a profile that would change in other dossiers too waits for a person.
import type { Command } from 'commander';
import { addAskingOptions, addByOption, type AskingOptions } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { ConfirmOptions } from './confirm-change.ts';

const HELP = `
In some portals a user has one access profile for all dossiers. A change is made once all links of the user ask for the
same profile; where it would show in more than one dossier, somebody has to agree to it first. The agreement holds for
exactly the dossiers shown.

Examples:
  koppel profile-change list --practice jansen --lang nl
  koppel profile-change confirm 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen`;

export function addProfileChangeCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('profile-change')
    .description('changes of an access profile that show in several dossiers, and wait for somebody to agree')
    .addHelpText('after', HELP);
  addAskingOptions(
    command.command('list').description('show what would change, and every dossier it would change in'),
  ).action((options: AskingOptions) =>
    runCommand(run, options, async (context) =>
      (await import('./confirm-change.ts')).showChanges(context, options),
    ),
  );
  const agree = command
    .command('confirm')
    .argument('<id>', 'id of the change')
    .description('agree to a change, after seeing every dossier it touches')
    .option('--yes', 'do not ask');
  addByOption(addAskingOptions(agree))
    .addHelpText('after', HELP)
    .action((id: string, options: ConfirmOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./confirm-change.ts')).confirmChange(context, id, options),
      ),
    );
}
