// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { Client } from '../../src/domain/client.ts';
import type { EligibleClient, LinkedContact } from '../connector.ts';
import { firstNameOf, lastNameOf, problemOf, readContact, type ReadContact } from '../kit/claims.ts';
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

export interface ContactFacts extends Omit<ReadContact<unknown>, 'link'> {
  readonly firstName: string;
  readonly lastName: string;
  readonly profile: Profile;
}

export function readFacts(eligible: EligibleClient, settings: ClearFactsSettings): Facts {
  const { client, linkSettings } = eligible;
  const number = numberOf(client);
  const contacts = eligible.contacts.map((each) => readFactsOf(each, settings));
  const link = readLink(clientLinkSchema, linkSettings);
  const missing = number === '' ? problemOf('ENTERPRISE_NUMBER_MISSING', 'enterpriseNumber') : null;
  return { client, number, problem: missing ?? link.problem, contacts };
}

function numberOf({ enterpriseNumber }: Client): string {
  const number = enterpriseNumber?.replace(/[\s.]/g, '').replace(/^BE/i, '') ?? '';
  return ENTERPRISE_NUMBER.test(number) ? number : '';
}

function readFactsOf(linked: LinkedContact, { defaultProfile }: ClearFactsSettings): ContactFacts {
  const { link, ...read } = readContact(linked, contactLinkSchema);
  const names = { firstName: firstNameOf(read.contact), lastName: lastNameOf(read.contact) };
  const profile = link.profile ?? defaultProfile;
  return { ...read, ...names, profile, problem: read.problem ?? nameProblem(names) };
}

function nameProblem(names: Pick<ContactFacts, 'firstName' | 'lastName'>): Problem | null {
  for (const field of ['firstName', 'lastName'] as const) {
    if (names[field] === '') return problemOf('NAME_MISSING', field);
    if (names[field].length > MAX_NAME) return problemOf('NAME_TOO_LONG', field);
  }
  return null;
}
