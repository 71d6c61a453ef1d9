// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { EligibleClient, LinkedContact } from '../connector.ts';
import { emailProblem, firstNameOf, lastNameOf, problemOf } from '../kit/people.ts';
import { readLink, type Problem } from '../kit/settings.ts';
import type { Profile } from './capabilities.ts';
import { clientLinkSchema, contactLinkSchema, type ClearFactsSettings } from './settings.ts';

/** Bare, of ten digits. Belgian numbers begin with 0 or 1. [doc] */
const ENTERPRISE_NUMBER = /^[01]\d{9}$/;
/** Over a limit is reported, never cut. [assumed] */
const MAX_NAME = 100;

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

function nameProblem(names: Pick<ContactFacts, 'firstName' | 'lastName'>): Problem | null {
  for (const field of ['firstName', 'lastName'] as const) {
    if (names[field] === '') return problemOf('NAME_MISSING', field);
    if (names[field].length > MAX_NAME) return problemOf('NAME_TOO_LONG', field);
  }
  return null;
}
