// `koppel password`: turns a password into the hash that KOPPEL_USERS takes. Needs no database.
import { type Command, Option } from 'commander';
import { UsageError } from '../../errors.ts';
import { hashPassword, MAX_PASSWORD_LENGTH } from '../../http/sign-in/password.ts';
import { USER_ROLES, type UserRole } from '../../http/sign-in/users.ts';
import { createOutput } from '../frame/output.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { readPassword } from '../frame/read-password.ts';
import { EXIT, withErrors } from '../frame/run-command.ts';

const SHORTEST_PASSWORD = 12;

interface PasswordOptions {
  readonly role: UserRole;
  readonly json?: boolean;
}

export function addPasswordCommand(program: Command): void {
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
    .action(runPassword);
}

async function runPassword(name: string | undefined, { role, json }: PasswordOptions): Promise<void> {
  const out = createOutput(json === true, (text) => process.stdout.write(text));
  process.exitCode = await withErrors(out, async () => {
    checkName(name);
    const password = await readPassword();
    checkPassword(password);
    const hash = await hashPassword(password);
    const entry = name === undefined ? null : `${name}:${role}:${hash}`;
    out.line(entry ?? hash);
    out.result({ hash, entry });
    return EXIT.ok;
  });
}

/** Colon and comma separate the parts of KOPPEL_USERS. */
function checkName(name: string | undefined): void {
  if (name === undefined || /^[^\s:,][^:,\p{C}]{0,199}$/u.test(name)) return;
  throw new UsageError(
    'A name may not be longer than 200 characters or hold a colon, a comma or a control character.',
  );
}

function checkPassword(password: string): void {
  if (password.length >= SHORTEST_PASSWORD && password.length <= MAX_PASSWORD_LENGTH) return;
  throw new UsageError(`A password must have ${SHORTEST_PASSWORD} to ${MAX_PASSWORD_LENGTH} characters.`);
}
