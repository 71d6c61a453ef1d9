// koppel memberships: where colleagues are members, and for whom they may manage cases: the portal's own two lists.
import type { Command } from 'commander';
import { addAskingOptions } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { MembershipOptions } from './show-memberships.ts';

const HELP = `
Reads both lists in the portal and changes nothing.

Examples:
  koppel memberships --practice jansen --connection wolters-kluwer
  koppel memberships --practice jansen --differences --lang nl`;

export function addMembershipsCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('memberships')
    .description(
      'show the organisations of which colleagues are members beside those they may manage cases for',
    )
    .option('--differences', 'only where the two lists differ');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((options: MembershipOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./show-memberships.ts')).showMemberships(context, options),
      ),
    );
}
