// What the claims and the refusals of every portal begin with, and a contact as most portals want one. Pure.
import type { ZodType } from 'zod';
import { humanKey, normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import { readLink, type Problem } from './settings.ts';
import type { Client } from '../../src/domain/client.ts';
import type { Claim, LinkedContact, Refusal } from '../connector.ts';

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

const BARE = { parents: [], needs: [], attributes: {} } as const;

/** What all claims of a client have in common. */
export function claimsFor({ id, sourceChangedAt: changedAt }: Client) {
  const subject = { kind: 'client', id } as const;
  return { ...BARE, subject, owner: `client:${id}`, changedAt } satisfies Partial<Claim>;
}

/** Of a contact whose address is its account, which keeps it: with another one it is somebody else to the portal. */
export function claimsForAddress(contact: Contact, email: string) {
  const { id, sourceChangedAt: changedAt } = contact;
  const subject = { kind: 'contact', id } as const;
  const owner = `${humanKey(contact)}:${email}`;
  return { ...BARE, subject, key: email, owner, changedAt } satisfies Partial<Claim>;
}

/** A contact as its record and its link say, and why the portal would not take it. */
export interface ReadContact<Link> {
  readonly contact: Contact;
  readonly link: Link;
  /** Null when there is no address, which is a problem. */
  readonly email: string | null;
  readonly problem: Problem | null;
}

export function readContact<Link>(
  { contact, linkSettings }: LinkedContact,
  schema: ZodType<Link>,
): ReadContact<Link> {
  const link = readLink(schema, linkSettings);
  const email = normalizeEmail(contact.email);
  return { contact, link: link.data, email, problem: emailProblem(email) ?? link.problem };
}

export function refusalsOf(
  { id }: Pick<Client, 'id'>,
  problems: readonly (Problem | null)[],
  contacts: readonly { readonly contact: Contact; readonly problem: Problem | null }[],
): readonly Refusal[] {
  return [
    ...problems.map((problem) => ({ subject: { kind: 'client', id } as const, problem })),
    ...contacts.map(({ contact, problem }) => ({
      ...{ subject: { kind: 'contact', id: contact.id } as const, problem },
    })),
  ].flatMap(({ subject, problem }) => (problem === null ? [] : [{ subject, ...problem }]));
}
