// The day in the life of a practice that the demo plays, the same for every portal. Each event is told, sent as signed
// webhooks, and looked for in the portal with that portal's own eyes.
import { inventClient, inventContact } from './invent-records.ts';
import type { InventedPractice, PlainClient } from './invent-practice.ts';
import type { InventedClient, InventedContact } from './invented-records.ts';
import type { PracticeMessage } from './practice-software.ts';
import type { DemoEvent, Footing } from './practice-day.ts';

/** How an effect is seen in one portal. */
export interface PortalEyes {
  /** E-mail addresses of those who can see the files of the client with this number. */
  peopleWithAccess(clientNumber: string): Promise<readonly string[]>;
  telephoneOf(email: string): Promise<string | null>;
}

interface Stage {
  readonly practice: InventedPractice;
  readonly connection: string;
  readonly eyes: PortalEyes;
}

/** `connection`: the name of the connection whose links the practice software switches. */
export function playEvents(
  practice: InventedPractice,
  connection: string,
  eyes: PortalEyes,
): readonly DemoEvent[] {
  const stage: Stage = { practice, connection, eyes };
  const [small, busy, other] = [
    plainClientWith(practice, 3),
    plainClientWith(practice, 4),
    lastPlainClient(practice),
  ];
  return [
    newClient(stage),
    telephoneChanged(stage, small),
    contactUnlinked(stage, small),
    contactDeleted(stage, small),
    clientTurnedSuspect(stage, busy),
    clientUnlinked(stage, other),
    clientRelinked(stage, other),
  ];
}

/** After the first load, and after the events. */
export function footingOf(practice: InventedPractice, moment: 'loaded' | 'played'): Footing {
  const personKeys = practice.contacts.flatMap(({ record }) => record.personKey ?? []);
  const contactsMerged = personKeys.length - new Set(personKeys).size;
  if (moment === 'loaded') return { clientsKept: 0, peopleKept: 0, contactsMerged };
  const unlinkedAndDeleted = 2;
  const ofSuspect = plainClientWith(practice, 4).contacts.length;
  return { clientsKept: 1, peopleKept: unlinkedAndDeleted + ofSuspect, contactsMerged };
}

function plainClientWith({ plain }: InventedPractice, contacts: number): PlainClient {
  return only(plain.find((client) => client.contacts.length === contacts));
}

function lastPlainClient({ plain }: InventedPractice): PlainClient {
  return only(plain.findLast((client) => client.contacts.length === 3));
}

function only<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The invented practice has no client that fits this event.');
  return value;
}

function newClient({ practice, connection, eyes }: Stage): DemoEvent {
  const client = inventClient(practice.clients.length);
  const contact = inventContact(practice.clients.length, practice.contacts.length);
  return {
    type: 'client.new',
    story: {
      en: `A new client, ${client.name}, with one contact`,
      nl: `Een nieuwe klant, ${client.name}, met één contactpersoon`,
    },
    messages: [clientMessage(client, connection, true), contactMessage(contact, connection, true)],
    isShown: async () => (await eyes.peopleWithAccess(client.number ?? '')).includes(contact.email ?? ''),
  };
}

function telephoneChanged({ connection, eyes }: Stage, { client, contacts }: PlainClient): DemoEvent {
  const contact = { ...only(contacts[0]), phone: '030 555 9876' };
  return {
    type: 'contact.telephone-changed',
    story: {
      en: `${nameOf(contact)} of ${client.name} has another telephone number`,
      nl: `${nameOf(contact)} van ${client.name} heeft een ander telefoonnummer`,
    },
    messages: [contactMessage(contact, connection, true)],
    isShown: async () => (await eyes.telephoneOf(contact.email ?? '')) === contact.phone,
  };
}

function contactUnlinked(stage: Stage, { client, contacts }: PlainClient): DemoEvent {
  const contact = only(contacts[1]);
  return {
    type: 'contact.unlinked',
    story: {
      en: `${nameOf(contact)} of ${client.name} is unlinked`,
      nl: `${nameOf(contact)} van ${client.name} wordt ontkoppeld`,
    },
    messages: [contactMessage(contact, stage.connection, false)],
    isShown: () => hasNoAccess(stage.eyes, client, contact),
  };
}

function contactDeleted({ eyes }: Stage, { client, contacts }: PlainClient): DemoEvent {
  const contact = only(contacts[2]);
  return {
    type: 'contact.deleted',
    story: {
      en: `${nameOf(contact)} of ${client.name} is deleted`,
      nl: `${nameOf(contact)} van ${client.name} wordt verwijderd`,
    },
    messages: [{ type: 'contact.deleted', data: { key: contact.key } }],
    isShown: () => hasNoAccess(eyes, client, contact),
  };
}

function clientTurnedSuspect({ connection, eyes }: Stage, { client, contacts }: PlainClient): DemoEvent {
  return {
    type: 'client.suspect',
    story: {
      en: `${client.name} turns suspect: its ${contacts.length} contacts lose access`,
      nl: `${client.name} wordt suspect: de ${contacts.length} contactpersonen verliezen hun toegang`,
    },
    messages: [clientMessage({ ...client, status: 'suspect' }, connection, true)],
    isShown: async () => (await eyes.peopleWithAccess(client.number ?? '')).length === 0,
  };
}

function clientUnlinked({ connection, eyes }: Stage, { client, contacts }: PlainClient): DemoEvent {
  return {
    type: 'client.unlinked',
    story: {
      en: `${client.name} is unlinked: its ${contacts.length} contacts lose access`,
      nl: `${client.name} wordt ontkoppeld: de ${contacts.length} contactpersonen verliezen hun toegang`,
    },
    messages: [clientMessage(client, connection, false)],
    isShown: async () => (await eyes.peopleWithAccess(client.number ?? '')).length === 0,
  };
}

function clientRelinked({ connection, eyes }: Stage, { client, contacts }: PlainClient): DemoEvent {
  return {
    type: 'client.relinked',
    story: {
      en: `${client.name} is linked again: the same ${contacts.length} people get their access back`,
      nl: `${client.name} wordt weer gekoppeld: dezelfde ${contacts.length} mensen krijgen hun toegang terug`,
    },
    messages: [clientMessage(client, connection, true)],
    isShown: async () => (await eyes.peopleWithAccess(client.number ?? '')).length === contacts.length,
  };
}

async function hasNoAccess(
  eyes: PortalEyes,
  client: InventedClient,
  contact: InventedContact,
): Promise<boolean> {
  return !(await eyes.peopleWithAccess(client.number ?? '')).includes(contact.email ?? '');
}

function clientMessage(client: InventedClient, connection: string, linked: boolean): PracticeMessage {
  return { type: 'client.upserted', data: { ...client, links: { [connection]: linked } } };
}

function contactMessage(contact: InventedContact, connection: string, linked: boolean): PracticeMessage {
  return { type: 'contact.upserted', data: { ...contact, links: { [connection]: linked } } };
}

function nameOf({ firstName, infix, lastName }: InventedContact): string {
  return [firstName, infix, lastName].filter((part) => part !== null).join(' ');
}
