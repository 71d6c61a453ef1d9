// What the claims and the refusals of every portal begin with. Pure.
import type { ZodType } from 'zod';
import type { Client } from '../../src/domain/client.ts';
import { humanKey, normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { Claim, LinkedContact, Refusal } from '../connector.ts';
import { emailProblem } from './people.ts';
import { readLink, type Problem } from './settings.ts';

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
