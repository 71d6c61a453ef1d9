// What `koppel password` does: reads a password and prints its hash.
import { UsageError } from '../../errors.ts';
import { hashPassword, MAX_PASSWORD_LENGTH } from '../../http/sign-in/password.ts';
import type { UserRole } from '../../http/sign-in/user-roles.ts';
import { readPassword } from '../frame/read-password.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';

const SHORTEST_PASSWORD = 12;

export interface PasswordOptions {
  readonly role: UserRole;
  readonly json?: boolean;
}

export async function makeUserEntry(
  { out, terminal }: Surroundings,
  name: string | undefined,
  { role }: PasswordOptions,
): Promise<number> {
  checkName(name);
  const hash = await hashChecked(await readPassword(terminal));
  const entry = name === undefined ? null : `${name}:${role}:${hash}`;
  out.line(entry ?? hash);
  out.result({ hash, entry });
  return EXIT.ok;
}

/** Colon and comma separate the parts of KOPPEL_USERS. */
export function checkName(name: string | undefined): void {
  if (name === undefined || /^[^\s:,][^:,\p{C}]{0,199}$/u.test(name)) return;
  throw new UsageError(
    'A name may not be longer than 200 characters or hold a colon, a comma or a control character.',
  );
}

/** Throws UsageError for a password that is too short or too long. */
export async function hashChecked(password: string): Promise<string> {
  if (password.length < SHORTEST_PASSWORD || password.length > MAX_PASSWORD_LENGTH)
    throw new UsageError(`A password must have ${SHORTEST_PASSWORD} to ${MAX_PASSWORD_LENGTH} characters.`);
  return hashPassword(password);
}
