// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { Employee } from '../../src/domain/practice.ts';
import type { EligibleClient } from '../connector.ts';
import { firstNameOf, lastNameOf, problemOf, readContact, type ReadContact } from '../kit/claims.ts';
import { readLink, type Problem } from '../kit/settings.ts';
import { numbersOf, organisationKey } from './numbers.ts';
import {
  clientLinkSchema,
  contactLinkSchema,
  employeesOf,
  type ClientLink,
  type ContactLink,
  type PandaSettings,
} from './settings.ts';

export interface Person {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}
export interface ContactFacts extends ReadContact<ContactLink> {
  /** null when there is no address, which is a problem. */
  readonly person: Person | null;
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
  const problems = [
    ...(found.numbers === null ? found.problems : []),
    link.problem,
    (client.name ?? '').trim() === '' ? problemOf('NAME_MISSING', 'name') : null,
  ];
  return {
    client,
    link: link.data,
    organisation: found.numbers === null ? '' : organisationKey(found.numbers),
    problems: problems.filter((problem) => problem !== null),
    employees: employeesOf(settings).map(({ email, firstName, lastName }) => {
      const known = eligible.employees.find((each) => normalizeEmail(each.email) === email);
      return { email, ...namesOf({ firstName, lastName }, known) };
    }),
    contacts: eligible.contacts.map((linked) => {
      const read = readContact(linked, contactLinkSchema);
      return { ...read, person: read.email === null ? null : toPerson(read.contact, read.email) };
    }),
  };
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

function toPerson(contact: Contact, email: string): Person {
  return { email, firstName: named(firstNameOf(contact)), lastName: named(lastNameOf(contact)) };
}

function named(name: string): string | null {
  return name === '' ? null : name;
}
