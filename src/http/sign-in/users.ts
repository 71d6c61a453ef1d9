// Who may sign in to the dashboard. They stand in the configuration; there is no table of users.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decoyHash, isPasswordHash, verifyPassword } from './password.ts';
import { USER_ROLES, type UserRole } from './user-roles.ts';

export const usersSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      role: z.enum(USER_ROLES),
      passwordHash: z
        .string()
        .refine(isPasswordHash, 'is not a scrypt hash of the form scrypt$N$r$p$salt$hash'),
    }),
  )
  .refine((users) => new Set(users.map((user) => user.name)).size === users.length, 'a name stands twice');

export interface User {
  readonly name: string;
  readonly role: UserRole;
  readonly passwordHash: string;
}

/** The user whose name and password these are, or null. An unknown name costs as much time as a wrong password. */
export async function checkCredentials(
  users: readonly User[],
  given: { readonly name: string; readonly password: string },
): Promise<User | null> {
  const user = users.find((candidate) => candidate.name === given.name);
  const hash = user?.passwordHash ?? decoyHash(users[0]?.passwordHash ?? '');
  const fits = await verifyPassword(given.password, hash);
  return fits && user !== undefined ? user : null;
}

/** Stands in the session, so that a changed password ends the sessions that the old one opened. */
export function passwordMark(user: User): string {
  return createHash('sha256').update(user.passwordHash).digest('base64url').slice(0, 22);
}
