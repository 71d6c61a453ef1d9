// A practice in the sandbox of Exact Online: relations that are clients and some that are not, contact persons, and the
// classification by which the practice switches its links.
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
  startExactOnlineSandbox,
} from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { inventClient, inventContact } from '../invent-records.ts';
import type { PlayedSource } from '../story.ts';

const CLIENTS = 12;
const CONTACTS_EACH = 2;
const NAME_ID = guid(9, 1);
/** Values of the classification by the portal in which a client with it is linked. */
const VALUES = [
  { ID: guid(9, 2), Code: 'CW', Description: 'CaseWare Cloud' },
  { ID: guid(9, 3), Code: 'GEEN', Description: 'Geen portaal' },
] as const;
/** The others are customers. */
const STATUSES = new Map([
  [8, 'S'],
  [9, 'P'],
  [10, null],
]);

export const exactPractice: PlayedSource = {
  source: 'exact-online',
  title: 'Exact Online',
  credentials: SANDBOX_CREDENTIALS,
  redirectUri: REDIRECT_URI,
  async start(options) {
    const sandbox = await startExactOnlineSandbox(options);
    const seed = { method: 'POST', body: JSON.stringify(inventPractice()) };
    const response = await fetch(`${sandbox.adminUrl}/seed`, seed);
    if (!response.ok) throw new Error(`The sandbox does not take the practice: ${await response.text()}`);
    return sandbox;
  },
};

export function guid(kind: number, number: number): string {
  return `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function inventPractice() {
  const indexes = Array.from({ length: CLIENTS }, (_, index) => index);
  return {
    classificationNames: [{ ID: NAME_ID, SequenceNumber: 1, Description: 'Portaal' }],
    classifications: VALUES.map((value) => ({ ...value, AccountClassificationName: NAME_ID })),
    accounts: indexes.map(inventAccount),
    contacts: indexes.flatMap((index) =>
      Array.from({ length: CONTACTS_EACH }, (_, place) => inventPerson(index, place)),
    ),
  };
}

export function inventAccount(index: number) {
  const { number, name, street, houseNumber, postalCode, city, country, ...client } = inventClient(index);
  return {
    ID: guid(1, index),
    ...{ Code: number, Name: name, Status: STATUSES.has(index) ? STATUSES.get(index) : 'C' },
    ...{ AddressLine1: `${street} ${houseNumber}`, Postcode: postalCode, City: city, Country: country },
    ...{ Phone: client.phone, Email: client.email, Website: client.website },
    ...{ ChamberOfCommerce: client.kvkNumber ?? client.enterpriseNumber },
    Classification1: VALUES[index % 4 === 3 ? 1 : 0].ID,
  };
}

export function inventPerson(clientIndex: number, place: number) {
  const { firstName, infix, lastName, initials, email, phone, mobile } = inventContact(
    clientIndex,
    clientIndex * CONTACTS_EACH + place,
  );
  return {
    ID: guid(2, clientIndex * CONTACTS_EACH + place),
    ...{ Account: guid(1, clientIndex), IsMainContact: place === 0 },
    ...{ FirstName: firstName, MiddleName: infix, LastName: lastName, Initials: initials },
    ...{ Email: email, Phone: phone, Mobile: mobile, Language: 'NL' },
  };
}
