// What a name and a password must be like for somebody to sign in with them, wherever they are given.
import { UsageError } from '../../errors.ts';
import { hashPassword, MAX_PASSWORD_LENGTH } from './password.ts';

export const SHORTEST_PASSWORD = 12;

/** Throws UsageError. Colon and comma separate the parts of KOPPEL_USERS. */
export function checkName(name: string): void {
  if (/^[^\s:,][^:,\p{C}]{0,199}$/u.test(name)) return;
  throw new UsageError({
    en: 'A name may not be empty, longer than 200 characters or hold a colon, a comma or a control character.',
    nl: 'Een naam mag niet leeg zijn, niet langer dan 200 tekens en geen dubbele punt, komma of besturingsteken bevatten.',
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
