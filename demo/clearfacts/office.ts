// The six clients of a Belgian office in ClearFacts, made up, and the part that each plays. Always the same.
import type { Profile } from '../../connectors/clearfacts/capabilities.ts';
import { inventClient, inventContact, plain } from '../invent-records.ts';
import type { InventedClient, InventedContact } from '../invented-records.ts';

export interface OfficeContact extends InventedContact {
  readonly email: string;
  /** What the link says; null: nothing. */
  readonly profile: Profile | null;
}

export interface OfficeClient {
  readonly client: InventedClient;
  /** Of its dossier. */
  readonly number: string;
  readonly boss: OfficeContact;
  readonly others: readonly OfficeContact[];
}

export interface Office {
  readonly clients: readonly OfficeClient[];
  /** Of one human, who runs both. */
  readonly bakery: OfficeClient;
  readonly estate: OfficeClient;
  /** Only gets feedback, so that its clerk would have no rights. */
  readonly garage: OfficeClient;
  /** Whose dossier comes late. */
  readonly late: OfficeClient;
  /** Whose boss was a user of the brewery's dossier before. */
  readonly salon: OfficeClient;
  readonly brewery: OfficeClient;
}

/** One made-up client in this many is Belgian. */
const BELGIAN_EVERY = 40;
const NAMES = ['Bakkerij Peeters', 'Vastgoed Peeters', 'Garage Claes', 'Drukkerij Maes'];
const MORE_NAMES = ['Kapsalon Wouters', 'Brouwerij De Molen'];
const ELS = { personKey: 'h-peeters', firstName: 'Els', infix: null, lastName: 'Peeters', initials: 'E.' };

export function inventOffice(): Office {
  const clients = [...NAMES, ...MORE_NAMES].map(inventOfficeClient);
  const [bakery, estate, garage, late, salon, brewery] = clients;
  if (!bakery || !estate || !garage || !late || !salon || !brewery)
    throw new Error('The invented office has too few clients.');
  const els = (of: OfficeClient): OfficeClient => ({
    ...of,
    boss: { ...of.boss, ...ELS, email: 'els@peeters.example.nl', phone: null, mobile: null },
  });
  const cast = {
    bakery: withClerk(els(bakery), 'document-processing-archive'),
    estate: els(estate),
    garage: withClerk(garage, 'document-processing'),
    ...{ late, salon, brewery },
  };
  return { clients: Object.values(cast), ...cast };
}

export function contactsOf(clients: readonly OfficeClient[]): readonly OfficeContact[] {
  return clients.flatMap(({ boss, others }) => [boss, ...others]);
}

/** As Koppel's eyes are asked about a contact. */
export function named({ key, email }: OfficeContact): { readonly key: string; readonly name: string } {
  return { key, name: email };
}

/** For whom somebody at the brewery asks an account in the portal. */
export function inventNewcomer({ brewery, clients }: Office): OfficeContact {
  return inventPerson(clients.indexOf(brewery), 20, 'document-delivery');
}

function inventOfficeClient(name: string, index: number): OfficeClient {
  const client = { ...inventClient(indexOf(index)), name: `${name} BV` };
  const number = client.enterpriseNumber ?? '';
  return { client, number, boss: inventPerson(index, index, null), others: [] };
}

function withClerk(of: OfficeClient, profile: Profile): OfficeClient {
  const index = [...NAMES, ...MORE_NAMES].findIndex((name) => of.client.name === `${name} BV`);
  return { ...of, others: [inventPerson(index, index + 10, profile)] };
}

function inventPerson(index: number, place: number, profile: Profile | null): OfficeContact {
  const made = inventContact(indexOf(index), place);
  const email = `${plain(made.firstName ?? '')}${place}@${plain([...NAMES, ...MORE_NAMES][index] ?? '')}.example.nl`;
  return { ...made, email, profile };
}

function indexOf(index: number): number {
  return (index + 1) * BELGIAN_EVERY - 1;
}
