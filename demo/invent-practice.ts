// The demo's practice as a whole: 500 clients, 1,300 contacts, with the special cases of practice-cases.ts spread over
// them. Always the same, to the last letter.
import type { ReasonCode } from '../src/domain/reasons.ts';
import { inventClient, inventContact } from './invent-records.ts';
import type { InventedClient, InventedContact, Switched } from './invented-records.ts';
import {
  CLIENT_CASES,
  CLIENT_COUNT,
  CONTACT_CASES,
  CONTACTS_PER_CLIENT,
  type ContactCase,
} from './practice-cases.ts';

export type ReasonCounts = Readonly<Record<string, number>>;

export interface InventedPractice {
  readonly clients: readonly Switched<InventedClient>[];
  readonly contacts: readonly Switched<InventedContact>[];
  /** Clients about which nothing is special, nor about their contacts. */
  readonly plain: readonly PlainClient[];
  /** What Koppel must make of it once everything was pushed. */
  readonly expected: { readonly clients: ReasonCounts; readonly contacts: ReasonCounts };
}

export interface PlainClient {
  readonly client: InventedClient;
  readonly contacts: readonly InventedContact[];
}

/** A client while its practice is being made up. */
interface Draft {
  client: InventedClient;
  linked: boolean;
  contacts: Switched<InventedContact>[];
  expected: ReasonCode;
  expectedContacts: ReasonCode[];
  isPlain: boolean;
}

export function inventPractice(): InventedPractice {
  const drafts = inventDrafts();
  const free = spread(drafts);
  for (const special of CLIENT_CASES) {
    for (const draft of free.splice(0, special.clients)) {
      draft.client = { ...draft.client, ...special.change(draft.client) };
      draft.linked = special.linked ?? true;
      draft.expected = special.expected;
      draft.expectedContacts = draft.contacts.map(() => special.expectedContacts);
      draft.isPlain = false;
    }
  }
  for (const special of CONTACT_CASES) {
    for (let group = 0; group < special.groups; group += 1) changeGroup(special, takeGroup(special, free));
  }
  return toPractice(drafts);
}

function inventDrafts(): Draft[] {
  let place = 0;
  return Array.from({ length: CLIENT_COUNT }, (_, index) => {
    const size = CONTACTS_PER_CLIENT[index % CONTACTS_PER_CLIENT.length] ?? 0;
    const contacts = Array.from({ length: size }, () => {
      const record = inventContact(index, place);
      place += 1;
      return { record, linked: true };
    });
    return {
      client: inventClient(index),
      linked: true,
      contacts,
      expected: 'IN_SYNC',
      expectedContacts: contacts.map(() => 'IN_SYNC'),
      isPlain: true,
    };
  });
}

/** The same clients in another order, so that neighbours do not all have the same peculiarity. */
function spread(drafts: readonly Draft[]): Draft[] {
  const stride = 37;
  return drafts.flatMap((_, index) => drafts[(index * stride) % drafts.length] ?? []);
}

interface Member {
  readonly draft: Draft;
  readonly at: number;
}

function takeGroup({ size, atOneClient }: ContactCase, free: Draft[]): readonly Member[] {
  if (atOneClient !== true) return free.splice(0, size).map((draft) => ({ draft, at: 0 }));
  const index = free.findIndex(({ contacts }) => contacts.length >= size);
  return free
    .splice(index, 1)
    .flatMap((draft) => draft.contacts.slice(0, size).map((_, at) => ({ draft, at })));
}

function changeGroup({ change, linked, expected }: ContactCase, members: readonly Member[]): void {
  const [first] = members.flatMap(({ draft, at }) => draft.contacts[at]?.record ?? []);
  if (first === undefined) return;
  members.forEach(({ draft, at }, place) => {
    const contact = draft.contacts[at]?.record;
    if (contact === undefined) return;
    draft.contacts[at] = { record: { ...contact, ...change(contact, first) }, linked: linked ?? true };
    draft.expectedContacts[at] = expected[place] ?? 'IN_SYNC';
    draft.isPlain = false;
  });
}

function toPractice(drafts: readonly Draft[]): InventedPractice {
  return {
    clients: drafts.map(({ client, linked }) => ({ record: client, linked })),
    contacts: drafts.flatMap(({ contacts }) => contacts),
    plain: drafts
      .filter(({ isPlain }) => isPlain)
      .map(({ client, contacts }) => ({ client, contacts: contacts.map(({ record }) => record) })),
    expected: {
      clients: countReasons(drafts.map(({ expected }) => expected)),
      contacts: countReasons(drafts.flatMap(({ expectedContacts }) => expectedContacts)),
    },
  };
}

export function countReasons(reasons: readonly ReasonCode[]): ReasonCounts {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
