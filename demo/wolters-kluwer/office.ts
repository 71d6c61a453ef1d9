// The clients of the office in the Panda portal, made up, and the part that each plays. Always the same.
import { inventClient, inventContact, plain } from '../invent-records.ts';
import type { InventedClient, InventedContact } from '../invented-records.ts';

/** Whom the office works with in the portal. */
export const EMPLOYEE = {
  ...{ email: 'lotte@kantoor-zomerdijk.example.nl', firstName: 'Lotte', lastName: 'Maes' },
} as const;

export interface OfficeClient {
  readonly client: InventedClient & { readonly wkCustomerNumber: string | null };
  readonly numbers: { readonly customerNumber: string; readonly enterpriseNumber: string };
  /** Who administers its organisation: before, or in the end. */
  readonly boss: InventedContact & { readonly email: string };
  readonly partner: string;
}

export interface Office {
  readonly clients: readonly OfficeClient[];
  /** Have added their organisation themselves, with two administrators. */
  readonly known: readonly OfficeClient[];
  /** Of those: approves and forgets the tick; declines; is unlinked in the end. */
  readonly forgetful: OfficeClient;
  readonly declining: OfficeClient;
  readonly parting: OfficeClient;
  /** Nobody has added theirs. */
  readonly unknown: readonly OfficeClient[];
  /** Without a customer number. */
  readonly numberless: OfficeClient;
}

const KNOWN = ['Bakkerij Peeters', 'Garage Wouters', 'Apotheek Claes', 'Brouwerij Goossens'];
const FORGETFUL = 'Drukkerij Willems';
const DECLINING = 'Juwelier Hermans';
const UNKNOWN = ['Tuinen Aerts', 'Schrijnwerkerij Pauwels', 'Traiteur Dubois'];
const NUMBERLESS = 'Kapsalon Lambert';

export function inventOffice(): Office {
  const names = [...KNOWN, FORGETFUL, DECLINING, ...UNKNOWN, NUMBERLESS];
  const clients = names.map(inventOne);
  const named = (name: string): OfficeClient => {
    const found = clients.find(({ client }) => client.name === `${name} BV`);
    if (found === undefined) throw new Error(`The invented office has no client named ${name}.`);
    return found;
  };
  return {
    clients,
    known: [...KNOWN, FORGETFUL, DECLINING].map(named),
    forgetful: named(FORGETFUL),
    declining: named(DECLINING),
    parting: named('Bakkerij Peeters'),
    unknown: UNKNOWN.map(named),
    numberless: named(NUMBERLESS),
  };
}

function inventOne(name: string, index: number): OfficeClient {
  const domain = `${name.split(' ').map(plain).join('-')}.example.nl`;
  const customerNumber = String(1_004_700 + index);
  const enterpriseNumber = checked(9_990_500 + index);
  const contact = inventContact(index, index);
  return {
    client: {
      ...inventClient(index),
      ...{ name: `${name} BV`, email: `info@${domain}`, country: 'BE', kvkNumber: null, enterpriseNumber },
      wkCustomerNumber: name === NUMBERLESS ? null : customerNumber,
    },
    numbers: { customerNumber, enterpriseNumber },
    boss: { ...contact, email: `${plain(contact.firstName ?? '')}@${domain}` },
    partner: `vennoot@${domain}`,
  };
}

/** The last two digits are 97 minus what 97 leaves of the first eight. */
function checked(base: number): string {
  return `0${base}${String(97 - (base % 97)).padStart(2, '0')}`;
}
