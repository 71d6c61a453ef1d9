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
  surroundings: Surroundings,
  name: string | undefined,
  { role }: PasswordOptions,
): Promise<number> {
  const { out } = surroundings;
  checkName(name);
  const hash = await hashChecked(await readPassword(surroundings));
  const entry = name === undefined ? null : `${name}:${role}:${hash}`;
  out.line(entry ?? hash);
  out.result({ hash, entry });
  return EXIT.ok;
}

/** Colon and comma separate the parts of KOPPEL_USERS. */
export function checkName(name: string | undefined): void {
  if (name === undefined || /^[^\s:,][^:,\p{C}]{0,199}$/u.test(name)) return;
  throw new UsageError({
    en: 'A name may not be longer than 200 characters or hold a colon, a comma or a control character.',
    nl: 'Een naam mag niet langer zijn dan 200 tekens en geen dubbele punt, komma of besturingsteken bevatten.',
  });
}

/** Throws UsageError for a password that is too short or too long. */
export async function hashChecked(password: string): Promise<string> {
  if (password.length >= SHORTEST_PASSWORD && password.length <= MAX_PASSWORD_LENGTH)
    return hashPassword(password);
  throw new UsageError({
    en: `A password must have ${SHORTEST_PASSWORD} to ${MAX_PASSWORD_LENGTH} characters.`,
    nl: `Een wachtwoord heeft ${SHORTEST_PASSWORD} tot ${MAX_PASSWORD_LENGTH} tekens.`,
  });
}
