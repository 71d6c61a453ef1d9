// What the records and the links say that matters to this portal, and why the portal would not take it. Pure.
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail } from '../../src/domain/contact.ts';
import type { EligibleClient } from '../connector.ts';
import { emailProblem, problemOf, readContact, type ReadContact } from '../kit/claims.ts';
import { readLink, type Problem } from '../kit/settings.ts';
import { numberOf, partyOf } from './party.ts';
import { clientLinkSchema, contactLinkSchema, type ClientLink, type ContactLink } from './settings.ts';

/** Over a limit is reported, never cut. [assumed] */
const MAX_GROUP_NAME = 100;

export interface Facts {
  readonly client: Client;
  /** '' when the client has no number, which is a problem. */
  readonly party: string;
  readonly link: ClientLink;
  /** Whom the request is for. Null when there is no address, which is a problem. */
  readonly address: RequestAddress | null;
  readonly groupName: string | null;
  readonly problem: Problem | null;
  readonly contacts: readonly ContactFacts[];
}

interface RequestAddress {
  readonly email: string;
  /** Of a contact who manages the client's environment: such a request goes before others of the same domain. [doc] */
  readonly manager: boolean;
}

export type ContactFacts = ReadContact<ContactLink>;

export function readFacts(eligible: EligibleClient): Facts {
  const { client } = eligible;
  const contacts = eligible.contacts.map((linked) => readContact(linked, contactLinkSchema));
  const link = readLink(clientLinkSchema, eligible.linkSettings);
  const party = partyOf(client);
  const address = requestAddress(client, link.data, contacts);
  const groupName = nameOfGroup(client, party);
  const problem =
    (party === null ? problemOf('ORGANISATION_NUMBER_MISSING', 'kvkNumber') : null) ??
    link.problem ??
    addressProblem(address) ??
    nameProblem(groupName);
  return { client, party: party ?? '', link: link.data, address, groupName, problem, contacts };
}

function requestAddress(
  client: Client,
  { requestTo }: ClientLink,
  contacts: readonly ContactFacts[],
): RequestAddress | null {
  const managers = contacts.filter(({ link, problem }) => link.manager && problem === null);
  const email = requestTo ?? managers[0]?.email ?? normalizeEmail(client.email);
  if (email === null) return null;
  return { email, manager: managers.some((manager) => manager.email === email) };
}

function addressProblem(address: RequestAddress | null): Problem | null {
  if (address === null) return problemOf('REQUEST_ADDRESS_MISSING', 'email');
  return emailProblem(address.email);
}

/**
 * The name of the client with the number of its organisation: a partner may hold several clients of one name, and the
 * group is found by the number whatever the client is called by then.
 */
function nameOfGroup({ name }: Client, party: string | null): string | null {
  const text = name?.trim() ?? '';
  return text === '' || party === null ? null : `${text} (${numberOf(party)})`;
}

function nameProblem(groupName: string | null): Problem | null {
  if (groupName === null) return problemOf('NAME_MISSING', 'name');
  return groupName.length > MAX_GROUP_NAME ? problemOf('NAME_TOO_LONG', 'name') : null;
}
