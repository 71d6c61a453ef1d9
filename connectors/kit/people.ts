// A contact as most portals want one.
import type { Contact } from '../../src/domain/contact.ts';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import type { Problem } from './settings.ts';

export function problemOf(reason: Problem['reason'], field: string): Problem {
  return { reason, field };
}

export function emailProblem(email: string | null, limit = MAX_EMAIL): Problem | null {
  if (email === null) return problemOf('EMAIL_MISSING', 'email');
  if (!isEmail(email)) return problemOf('EMAIL_INVALID', 'email');
  return email.length > limit ? problemOf('EMAIL_TOO_LONG', 'email') : null;
}

/** Practice software may know initials only (rule 7). Empty where it knows neither. */
export function firstNameOf({ firstName, initials }: Pick<Contact, 'firstName' | 'initials'>): string {
  const name = firstName?.trim() ?? '';
  return name === '' ? (initials?.trim() ?? '') : name;
}

/** With the infix before it; empty where there is no name. */
export function lastNameOf({ infix, lastName }: Pick<Contact, 'infix' | 'lastName'>): string {
  const name = lastName?.trim() ?? '';
  return name === '' ? '' : [infix?.trim() ?? '', name].filter((part) => part !== '').join(' ');
}
