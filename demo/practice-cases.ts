// What is special in the demo's practice: how many clients and contacts, what is odd about them, and what Koppel must
// make of them. The demo compares this table with what it finds.
import type { ReasonCode } from '../src/domain/reasons.ts';
import type { InventedClient, InventedContact } from './invented-records.ts';

export const CLIENT_COUNT = 500;
/** Contacts of the first five clients, and of every five after them: 1,300 in all. */
export const CONTACTS_PER_CLIENT = [2, 3, 1, 4, 3] as const;

export interface ClientCase {
  readonly what: string;
  readonly clients: number;
  readonly change: (client: InventedClient) => Partial<InventedClient>;
  readonly linked?: false;
  readonly expected: ReasonCode;
  /** What becomes of all its contacts. */
  readonly expectedContacts: ReasonCode;
}

const asIs = () => ({});

/** Everybody else is an ordinary client with its link on. */
export const CLIENT_CASES: readonly ClientCase[] = [
  {
    what: 'private client',
    clients: 25,
    change: ({ city }) => ({ kind: 'person', name: `Familie te ${city}`, kvkNumber: null }),
    expected: 'CLIENT_IS_PRIVATE',
    expectedContacts: 'CLIENT_IS_PRIVATE',
  },
  {
    what: 'suspect client',
    clients: 20,
    change: () => ({ status: 'suspect' }),
    expected: 'CLIENT_IS_SUSPECT',
    expectedContacts: 'CLIENT_IS_SUSPECT',
  },
  {
    what: 'client whose link is off',
    clients: 30,
    change: asIs,
    linked: false,
    expected: 'LINK_OFF',
    expectedContacts: 'CLIENT_LINK_OFF',
  },
  {
    what: 'client with a name over 60 characters',
    clients: 4,
    change: ({ name, city }) => ({ name: `${name} v/h Gebroeders Van den Oudenhoven en Zonen te ${city}` }),
    expected: 'NAME_TOO_LONG',
    expectedContacts: 'HELD_BY_CLIENT',
  },
  {
    what: 'client without a number',
    clients: 2,
    change: () => ({ number: null }),
    expected: 'NUMBER_MISSING',
    expectedContacts: 'HELD_BY_CLIENT',
  },
  {
    what: 'prospect',
    clients: 18,
    change: () => ({ status: 'prospect' }),
    expected: 'IN_SYNC',
    expectedContacts: 'IN_SYNC',
  },
  {
    what: 'former client',
    clients: 12,
    change: () => ({ status: 'former' }),
    expected: 'IN_SYNC',
    expectedContacts: 'IN_SYNC',
  },
];

export interface ContactCase {
  readonly what: string;
  /** This often… */
  readonly groups: number;
  /** …so many contacts together, each at a client of its own unless `atOneClient`. */
  readonly size: number;
  readonly atOneClient?: true;
  /** `first`: the first contact of the group. */
  readonly change: (contact: InventedContact, first: InventedContact) => Partial<InventedContact>;
  readonly linked?: false;
  /** Of each group, in any order. */
  readonly expected: readonly ReasonCode[];
}

const LONG_NAME = 'Wilhelmina-Alexandrine-Frederika';

/** Of ordinary clients with their link on; all other contacts of these are linked and arrive. */
export const CONTACT_CASES: readonly ContactCase[] = [
  {
    what: 'contact whose link is off',
    groups: 60,
    size: 1,
    change: asIs,
    linked: false,
    expected: ['LINK_OFF'],
  },
  {
    what: 'contact without an e-mail address',
    groups: 28,
    size: 1,
    change: () => ({ email: null }),
    expected: ['EMAIL_MISSING'],
  },
  {
    what: 'contact with a mistake in the e-mail address',
    groups: 5,
    size: 1,
    change: ({ email }) => ({ email: email?.replace('@', ' at ') ?? null }),
    expected: ['EMAIL_INVALID'],
  },
  {
    what: 'contact with a first name over 30 characters',
    groups: 4,
    size: 1,
    change: () => ({ firstName: LONG_NAME }),
    expected: ['FIELD_TOO_LONG'],
  },
  {
    what: 'contact of whom only initials and surname are known',
    groups: 20,
    size: 1,
    change: () => ({ firstName: null }),
    expected: ['IN_SYNC'],
  },
  {
    what: 'two contacts of one client that share its info@ address',
    groups: 14,
    size: 2,
    atOneClient: true,
    change: ({ email }) => ({ email: `info${email?.slice(email.indexOf('@')) ?? ''}` }),
    expected: ['IN_SYNC', 'EMAIL_IN_USE'],
  },
  {
    what: 'three contacts at different clients with the address of one office',
    groups: 3,
    size: 3,
    change: (_contact, { email }) => ({ email: `office${email?.slice(email.indexOf('@')) ?? ''}` }),
    expected: ['IN_SYNC', 'EMAIL_IN_USE', 'EMAIL_IN_USE'],
  },
  {
    what: 'one human who is a contact of two clients',
    groups: 10,
    size: 2,
    change: (_contact, first) => {
      const { firstName, infix, lastName, initials, email, phone, mobile } = first;
      return { personKey: `h-${first.key}`, firstName, infix, lastName, initials, email, phone, mobile };
    },
    expected: ['IN_SYNC', 'IN_SYNC'],
  },
];
