// Who may sign in: users of the configuration, who belong to no practice, and accounts of one, which stand in the database.
import { z } from 'zod';
import { rule } from '../../domain/schema-problems.ts';
import { type Role } from '../../domain/role.ts';
import { decoyHash, isPasswordHash, verifyPassword } from './password.ts';
import { USER_ROLES, type UserRole } from './user-roles.ts';

export const usersSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      role: z.enum(USER_ROLES),
      passwordHash: z.string().refine(
        isPasswordHash,
        rule({
          en: 'is not a scrypt hash of the form scrypt$N$r$p$salt$hash',
          nl: 'is geen scrypt-hash van de vorm scrypt$N$r$p$salt$hash',
        }),
      ),
    }),
  )
  .refine(
    (users) => new Set(users.map((user) => user.name)).size === users.length,
    rule({ en: 'a name stands twice', nl: 'een naam staat er twee keer' }),
  );

/** Of one practice. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

export interface User {
  readonly name: string;
  readonly role: UserRole;
  readonly passwordHash: string;
}

/** Whether the password is that of whoever was found. Of nobody it costs as much time as a wrong one. */
export async function fitsPassword(
  found: { readonly passwordHash: string } | null,
  password: string,
  like: readonly User[],
): Promise<boolean> {
  const fits = await verifyPassword(password, found?.passwordHash ?? decoyHash(like[0]?.passwordHash ?? ''));
  return fits && found !== null;
}
