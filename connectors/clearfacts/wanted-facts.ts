// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { ZodType } from 'zod';
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import type { EligibleClient, LinkedContact, Refusal } from '../connector.ts';
import type { Profile } from './capabilities.ts';
import { clientLinkSchema, contactLinkSchema, type ClearFactsSettings } from './settings.ts';

/** Bare, of ten digits. Belgian numbers begin with 0 or 1. [doc] */
const ENTERPRISE_NUMBER = /^[01]\d{9}$/;
/** Over a limit is reported, never cut. [assumed] */
const MAX_NAME = 100;

type Problem = Omit<Refusal, 'subject'>;

export interface Facts {
  readonly client: Client;
  /** '' when the client has none, which is a problem. */
  readonly number: string;
  readonly problem: Problem | null;
  readonly contacts: readonly ContactFacts[];
}

export interface ContactFacts {
  readonly contact: Contact;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly profile: Profile;
  readonly problem: Problem | null;
}

export function readFacts(eligible: EligibleClient, settings: ClearFactsSettings): Facts {
  const { client, linkSettings } = eligible;
  const number = numberOf(client);
  const contacts = eligible.contacts.map((each) => readContact(each, settings));
  const link = readLink(clientLinkSchema, linkSettings);
  const missing = number === '' ? problemOf('ENTERPRISE_NUMBER_MISSING', 'enterpriseNumber') : null;
  return { client, number, problem: missing ?? link.problem, contacts };
}

function numberOf({ enterpriseNumber }: Client): string {
  const number = enterpriseNumber?.replace(/[\s.]/g, '').replace(/^BE/i, '') ?? '';
  return ENTERPRISE_NUMBER.test(number) ? number : '';
}

function problemOf(reason: Problem['reason'], field: string): Problem {
  return { reason, field };
}

function readContact({ contact, linkSettings }: LinkedContact, settings: ClearFactsSettings): ContactFacts {
  const link = readLink(contactLinkSchema, linkSettings);
  const email = normalizeEmail(contact.email);
  const [firstName, lastName] = [firstNameOf(contact), lastNameOf(contact)];
  return {
    ...{ contact, email, firstName, lastName },
    profile: link.data.profile ?? settings.defaultProfile,
    problem: emailProblem(email) ?? nameProblem({ firstName, lastName }) ?? link.problem,
  };
}

/** Practice software may know initials only (rule 7). */
function firstNameOf({ firstName, initials }: Contact): string {
  const name = firstName?.trim() ?? '';
  return name === '' ? (initials?.trim() ?? '') : name;
}

function lastNameOf({ infix, lastName }: Contact): string {
  const name = lastName?.trim() ?? '';
  return name === '' ? '' : [infix?.trim() ?? '', name].filter((part) => part !== '').join(' ');
}

function emailProblem(email: string | null): Problem | null {
  if (email === null) return problemOf('EMAIL_MISSING', 'email');
  if (!isEmail(email)) return problemOf('EMAIL_INVALID', 'email');
  return email.length > MAX_EMAIL ? problemOf('EMAIL_TOO_LONG', 'email') : null;
}

function nameProblem(names: Pick<ContactFacts, 'firstName' | 'lastName'>): Problem | null {
  for (const field of ['firstName', 'lastName'] as const) {
    if (names[field] === '') return problemOf('NAME_MISSING', field);
    if (names[field].length > MAX_NAME) return problemOf('NAME_TOO_LONG', field);
  }
  return null;
}

/** Settings that are wrong count as none: nothing is made of a subject that is refused. */
function readLink<Link>(schema: ZodType<Link>, settings: unknown): { data: Link; problem: Problem | null } {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return { data: parsed.data, problem: null };
  const [issue] = parsed.error.issues;
  const at = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const problem = { reason: 'LINK_SETTINGS_INVALID' as const, ...fieldOf(at) };
  return { data: schema.parse({}), problem };
}

/** A name that could be a setting; anything else might be a value in the wrong place. */
function fieldOf(name: PropertyKey | undefined): { field?: string } {
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? { field: name } : {};
}
