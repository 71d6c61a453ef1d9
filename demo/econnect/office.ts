// The twenty clients of the office in eConnect, made up, and the part that each plays. Always the same.
import { inventClient, inventContact, plain } from '../invent-records.ts';
import type { InventedClient, InventedContact } from '../invented-records.ts';

/** The office's colleagues who manage the relations with its clients; the first is the primary one. */
export const MANAGERS = ['rianne@kantoor-zomerdijk.example.nl', 'bas@kantoor-zomerdijk.example.nl'] as const;

export interface OfficeContact extends InventedContact {
  readonly email: string;
}

export interface OfficeClient {
  readonly client: InventedClient;
  readonly domain: string;
  /** How eConnect knows its organisation. */
  readonly party: string;
  /** Manages the client's environment: whom the request is sent to. */
  readonly manager: OfficeContact;
  readonly others: readonly OfficeContact[];
}

export interface Office {
  readonly clients: readonly OfficeClient[];
  /** Accept, each in a domain of its own. */
  readonly accepting: readonly OfficeClient[];
  readonly declining: OfficeClient;
  readonly silent: OfficeClient;
  /** Unlinked before it has answered. */
  readonly leaving: OfficeClient;
  /** Two clients with one e-mail domain and one manager. */
  readonly sharing: readonly OfficeClient[];
  /** Of those that accept: where somebody comes later, who gets an invoice, who is unlinked in the end. */
  readonly growing: OfficeClient;
  readonly invoiced: OfficeClient;
  readonly parting: OfficeClient;
}

const ACCEPTING = [
  ...['Bakkerij Jansen', 'Schildersbedrijf De Wit', 'Installatiebureau Mulder', 'Hoveniersbedrijf Bos'],
  ...['Fietsenmakerij Vink', 'Slagerij Kramer', 'Drukkerij Linde', 'Garage Van Wijk', 'Kapsalon Maas'],
  ...['Restaurant De Haven', 'Timmerfabriek Smit', 'Boekhandel Verhagen', 'Optiek Hendriks'],
  ...['Bloemisterij Roos', 'Loodgieter De Boer'],
];
const DECLINING = 'Juwelier Blom';
const SILENT = 'Camping De Duinen';
const LEAVING = 'Rijschool Prins';
const SHARING = ['Van Loon Transport', 'Van Loon Verhuur'];
const SHARED_DOMAIN = 'vanloon-groep.example.nl';

/** How many contacts beside its manager the first five clients have, and every five after them. */
const OTHERS = [1, 2, 0, 1, 1] as const;

export function inventOffice(): Office {
  const clients = inventClients([...ACCEPTING, DECLINING, SILENT, LEAVING, ...SHARING]);
  const named = (name: string): OfficeClient => only(clients, name);
  return {
    clients,
    accepting: ACCEPTING.map(named),
    declining: named(DECLINING),
    silent: named(SILENT),
    leaving: named(LEAVING),
    sharing: SHARING.map(named),
    growing: named('Garage Van Wijk'),
    invoiced: named('Bakkerij Jansen'),
    parting: named('Schildersbedrijf De Wit'),
  };
}

/** Who comes later to a client that accepted long ago. */
export function inventLateContact({ clients, growing }: Office): OfficeContact {
  return inventPerson(clients.indexOf(growing), countContacts(clients), growing.domain);
}

/** With the managers of their environments. */
export function countContacts(clients: readonly OfficeClient[]): number {
  return clients.reduce((sum, { others }) => sum + others.length + 1, 0);
}

function inventClients(names: readonly string[]): readonly OfficeClient[] {
  let place = 0;
  return names.map((name, index) => {
    const domain = SHARING.includes(name) ? SHARED_DOMAIN : `${slug(name)}.example.nl`;
    const next = (): OfficeContact => inventPerson(index, place++, domain);
    const own = next();
    const others = Array.from({ length: othersOf(name, index) }, next);
    return { ...inventCompany(name, index, domain), domain, manager: managerOf(own, domain), others };
  });
}

/** The same of both clients with one domain: whichever of the two is asked first. */
function othersOf(name: string, index: number): number {
  return SHARING.includes(name) ? 1 : (OTHERS[index % OTHERS.length] ?? 0);
}

/** One human manages both clients of the shared domain. */
function managerOf(own: OfficeContact, domain: string): OfficeContact {
  if (domain !== SHARED_DOMAIN) return own;
  const { key, clientKey } = own;
  const human = { firstName: 'Marieke', infix: 'van', lastName: 'Loon', initials: 'M.' };
  return {
    ...own,
    ...human,
    key,
    clientKey,
    personKey: 'h-van-loon',
    email: `marieke@${domain}`,
    mobile: null,
    phone: null,
  };
}

function inventCompany(name: string, index: number, domain: string): Pick<OfficeClient, 'client' | 'party'> {
  const made = inventClient(index);
  const [email, website] = [`info@${domain}`, `https://www.${domain}`];
  const client = { ...made, name: `${name} B.V.`, email, website };
  return { client, party: `NL:KVK:${client.kvkNumber ?? ''}` };
}

function inventPerson(clientIndex: number, place: number, domain: string): OfficeContact {
  const made = inventContact(clientIndex, place);
  return { ...made, email: `${plain(made.firstName ?? '')}@${domain}` };
}

function slug(name: string): string {
  return name.split(' ').map(plain).join('-');
}

function only(clients: readonly OfficeClient[], name: string): OfficeClient {
  const found = clients.find(({ client }) => client.name === `${name} B.V.`);
  if (found === undefined) throw new Error(`The invented office has no client named ${name}.`);
  return found;
}
