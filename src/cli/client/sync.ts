// koppel sync: asks for another look at a client, or at every linked client, now. A running worker does the work.
import { Option, type Command } from 'commander';
import { addAskingOptions, addByOption } from '../frame/asking-options.ts';
import { readSeconds } from '../frame/parse-option.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { SyncOptions } from './sync-now.ts';

const HELP = `
Without a client: every client that is linked, behind all changes and revokes. Sends what Koppel knows to be missing or
changed; it does not read the portal: what somebody changed there is found every night, or by koppel verify. The work is done by a running worker
(koppel start or koppel worker). With --wait, exit code 5 when something failed or was not served in time.

Examples:
  koppel sync 1001 --practice jansen --wait
  koppel sync --practice jansen`;

export function addSyncCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('sync')
    .argument('[client]', 'its key, id or number; a contact stands for its client')
    .description('look at a client, or at all linked clients, now');
  addByOption(addAskingOptions(command))
    .option('--wait', 'wait until it is served, then show where it stands')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait')
        .default(300)
        .argParser((text) => readSeconds(text)),
    )
    .addHelpText('after', HELP)
    .action((text: string | undefined, options: SyncOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./sync-now.ts')).sync(context, text, options),
      ),
    );
}
