// koppel verify: reads the portal back now, for one client or a whole connection. A running worker does the work.
import { Option, type Command } from 'commander';
import { addAskingOptions, addByOption } from '../frame/asking-options.ts';
import { readSeconds } from '../frame/parse-option.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { VerifyOptions } from './verify-now.ts';

const HELP = `
For a client: looks in the portal at all that stands for it, and puts back what somebody changed or took away there.
Without a client: reads the whole portal of the connection back, as every night. koppel sync reads nothing: it only
sends what Koppel knows to be missing.
The work is done by a running worker (koppel start or koppel worker). Exit code 5 when something failed, or the portal
was not read to the end in time.

Examples:
  koppel verify 1001 --practice jansen
  koppel verify --practice jansen --timeout 3600 --json`;

export function addVerifyCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('verify')
    .argument('[client]', 'its key, id or number; a contact stands for its client')
    .description('read the portal back now, for a client or a whole connection');
  addByOption(addAskingOptions(command))
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait')
        .default(300)
        .argParser((text) => readSeconds(text)),
    )
    .addHelpText('after', HELP)
    .action((text: string | undefined, options: VerifyOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./verify-now.ts')).verify(context, text, options),
      ),
    );
}
