// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { ZodType } from 'zod';
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import type { Employee } from '../../src/domain/practice.ts';
import type { EligibleClient, LinkedContact, Refusal } from '../connector.ts';
import { numbersOf, organisationKey } from './numbers.ts';
import {
  clientLinkSchema,
  contactLinkSchema,
  employeesOf,
  type ClientLink,
  type ContactLink,
  type PandaSettings,
} from './settings.ts';

type Problem = Omit<Refusal, 'subject'>;

export interface Person {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}
export interface ContactFacts {
  readonly contact: Contact;
  readonly link: ContactLink;
  /** null when there is no address, which is a problem. */
  readonly person: Person | null;
  readonly problem: Problem | null;
}
export interface Facts {
  readonly client: Client;
  readonly link: ClientLink;
  /** '' when a number is missing, which is a problem. */
  readonly organisation: string;
  readonly problems: readonly Problem[];
  /** The primary one first. */
  readonly employees: readonly Person[];
  readonly contacts: readonly ContactFacts[];
}

export function readFacts(eligible: EligibleClient, settings: PandaSettings): Facts {
  const { client } = eligible;
  const found = numbersOf(client);
  const link = readLink(clientLinkSchema, eligible.linkSettings);
  const noName: Problem[] = isBlank(client.name) ? [{ reason: 'NAME_MISSING', field: 'name' }] : [];
  return {
    client,
    link: link.data,
    organisation: found.numbers === null ? '' : organisationKey(found.numbers),
    problems: [...(found.numbers === null ? found.problems : []), ...link.problems, ...noName],
    employees: employeesOf(settings).map(({ email, firstName, lastName }) => {
      const known = eligible.employees.find((each) => normalizeEmail(each.email) === email);
      return { email, ...namesOf({ firstName, lastName }, known) };
    }),
    contacts: eligible.contacts.map(readContact),
  };
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

/** As the settings say; what they leave out, as the practice software does. */
function namesOf(
  given: { firstName: string | undefined; lastName: string | undefined },
  known: Employee | undefined,
): Omit<Person, 'email'> {
  return {
    firstName: given.firstName ?? known?.firstName ?? null,
    lastName: given.lastName ?? known?.lastName ?? null,
  };
}

function readContact({ contact, linkSettings }: LinkedContact): ContactFacts {
  const link = readLink(contactLinkSchema, linkSettings);
  const email = normalizeEmail(contact.email);
  const problem = emailProblem(email) ?? link.problems[0] ?? null;
  return { contact, link: link.data, person: email === null ? null : toPerson(contact, email), problem };
}

/** Practice software may give only initials and surname (rule 7). */
function toPerson({ firstName, initials, infix, lastName }: Contact, email: string): Person {
  const surname = [infix, lastName].filter((part) => !isBlank(part)).join(' ');
  return {
    email,
    firstName: [firstName, initials].find((part) => !isBlank(part)) ?? null,
    lastName: isBlank(lastName) ? null : surname,
  };
}

function emailProblem(email: string | null): Problem | null {
  if (email === null) return { reason: 'EMAIL_MISSING', field: 'email' };
  if (!isEmail(email)) return { reason: 'EMAIL_INVALID', field: 'email' };
  return email.length > MAX_EMAIL ? { reason: 'EMAIL_TOO_LONG', field: 'email' } : null;
}

/** Settings that are wrong count as none: nothing is made of a subject that is refused. */
function readLink<Link>(
  schema: ZodType<Link>,
  settings: unknown,
): { data: Link; problems: readonly Problem[] } {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return { data: parsed.data, problems: [] };
  const [issue] = parsed.error.issues;
  const at = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const problem: Problem = { reason: 'LINK_SETTINGS_INVALID', ...fieldOf(at) };
  return { data: schema.parse({}), problems: [problem] };
}

/** A name that could be a setting; anything else might be a value in the wrong place. */
function fieldOf(name: PropertyKey | undefined): { field?: string } {
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? { field: name } : {};
}
