// What `koppel password` does: reads a password and prints its hash.
import { checkName, hashChecked } from '../../http/sign-in/new-identity.ts';
import type { UserRole } from '../../http/sign-in/user-roles.ts';
import { readPassword } from '../frame/read-password.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';

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
  if (name !== undefined) checkName(name);
  const hash = await hashChecked(await readPassword(surroundings));
  const entry = name === undefined ? null : `${name}:${role}:${hash}`;
  out.line(entry ?? hash);
  out.result({ hash, entry });
  return EXIT.ok;
}
