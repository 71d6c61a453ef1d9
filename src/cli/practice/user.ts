// `koppel user`: who may sign in for a practice.
import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../../domain/role.ts';
import { addByOption } from '../frame/asking-options.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { UserOptions } from './change-users.ts';

const EXIT_CODES = 'Exit codes: 0 done; 1 failed; 2 given wrongly; 4 the configuration is wrong.';

export function addUserCommands(program: Command, run: CommandRun): void {
  const user = program
    .command('user')
    .summary('accounts of the people who sign in for a practice')
    .description(
      paragraphs(`The accounts with which people of a practice sign in to the pages. Each belongs to one practice and has one role:
a viewer looks; a link manager switches links as well; an operator also confirms tasks and asks again; an administrator
also decides about the brake. Whoever stands in KOPPEL_USERS needs none.`),
    );
  addAdd(user, run);
  addList(user, run);
  addOne(user, 'role')
    .description('Gives an account another role, from its next click on.')
    .argument('<role>', `one of ${ROLES.join(', ')}`)
    .action((name: string, given: string, options: UserOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./change-users.ts')).changeRole(context, name, { ...options, role: given }),
      ),
    );
  addOne(user, 'disable')
    .description('Ends an account: its sessions end at once. `koppel user password` opens it again.')
    .action((name: string, options: UserOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./change-users.ts')).disableUser(context, name, options),
      ),
    );
  addOne(user, 'password')
    .description('Gives an account a new password, read as for `add`. Sessions that the old one opened end.')
    .action((name: string, options: UserOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./change-users.ts')).changePassword(context, name, options),
      ),
    );
}

function addAdd(user: Command, run: CommandRun): void {
  addOne(user, 'add')
    .summary('add an account')
    .description(
      'Adds an account. Its password is asked for, or read from the first line of standard input: at least 12 characters.',
    )
    .addOption(new Option('--role <role>', 'what the person may do').choices(ROLES).default('viewer'))
    .addHelpText(
      'after',
      `
Examples:
  $ koppel user add anna --practice jansen --role link-manager
  $ koppel user add vera --practice jansen < password.txt

${EXIT_CODES}`,
    )
    .action((name: string, options: UserOptions & { role: Role }) =>
      runCommand(run, options, async (context) =>
        (await import('./change-users.ts')).addUser(context, name, options),
      ),
    );
}

function addOne(user: Command, verb: string): Command {
  const command = user
    .command(verb)
    .argument('<name>', 'name to sign in with; in which case it is written does not matter')
    .requiredOption('--practice <id>', 'the practice')
    .option('--json', 'print one JSON object');
  return addByOption(command);
}

function addList(user: Command, run: CommandRun): void {
  user
    .command('list')
    .description('Lists the accounts of a practice.')
    .requiredOption('--practice <id>', 'the practice')
    .option('--json', 'print one JSON object')
    .action((options: UserOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./change-users.ts')).listUsers(context, options),
      ),
    );
}
