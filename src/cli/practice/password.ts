// `koppel password`: turns a password into the hash that KOPPEL_USERS takes. Needs no database.
import { type Command, Option } from 'commander';
import { USER_ROLES } from '../../http/sign-in/user-roles.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { runAlone } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { PasswordOptions } from './make-user-entry.ts';

export function addPasswordCommand(program: Command, run: CommandRun): void {
  program
    .command('password')
    .summary('make an entry for KOPPEL_USERS')
    .description(
      paragraphs(`Reads a password, from the terminal without showing it or from the first line of standard input, and prints its
hash; with a name, the whole entry for KOPPEL_USERS.`),
    )
    .argument('[name]', 'name to sign in with')
    .addOption(
      new Option('--role <role>', 'an operator may retry and pause, a viewer only look')
        .choices(USER_ROLES)
        .default('operator'),
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel password olga
  $ koppel password vera --role viewer < password.txt
  $ export KOPPEL_USERS='olga:operator:scrypt$…,vera:viewer:scrypt$…'

Exit codes: 0 printed; 2 the password or the name is not accepted.`,
    )
    .action((name: string | undefined, options: PasswordOptions) =>
      runAlone(run, options, async (surroundings) =>
        (await import('./make-user-entry.ts')).makeUserEntry(surroundings, name, options),
      ),
    );
}
