// Clients and contacts in the words of CaseWare Cloud: the fields of an entity, of its address and of a person, and why the
// portal would refuse them. Pure.
import type { Client } from '../../src/domain/client.ts';
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { Attributes, AttributeValue } from '../connector.ts';
import { emailProblem, firstNameOf, problemOf } from '../kit/claims.ts';
import type { Problem } from '../kit/settings.ts';
import { REACHED_BY, type FieldNames } from './settings.ts';

/** [doc] Over a limit is reported, never cut. */
const MAX_NUMBER = 10;
const MAX_NAME = 60;
/** [code] The user name may have 50, and is left to the portal to make. */
const MAX_FIRST_NAME = 30;
const MAX_EMAIL = 100;

function clean(value: string | null): string {
  return value?.trim() ?? '';
}

/** An attribute: empty is null, so that a field the portal does not show equals one that holds nothing. */
function filled(value: string | null): string | null {
  return clean(value) || null;
}

export function clientNumber(client: Client): string {
  return clean(client.number);
}

export function checkClient(client: Client): Problem | null {
  const number = clientNumber(client);
  const name = clean(client.name);
  if (number === '') return problemOf('NUMBER_MISSING', 'number');
  if (number.length > MAX_NUMBER) return problemOf('NUMBER_TOO_LONG', 'number');
  if (name === '') return problemOf('NAME_MISSING', 'name');
  return name.length > MAX_NAME ? problemOf('NAME_TOO_LONG', 'name') : null;
}

export function checkContact(contact: Contact): Problem | null {
  const wrongEmail = emailProblem(normalizeEmail(contact.email), MAX_EMAIL);
  if (wrongEmail !== null) return wrongEmail;
  const first = firstNameOf(contact);
  if (clean(contact.lastName) === '' && first === '') return problemOf('NAME_MISSING', 'lastName');
  // Nobody is made without a first name: it could not be told afterwards why the portal refused.
  if (first === '') return problemOf('NAME_MISSING', 'firstName');
  if (first.length <= MAX_FIRST_NAME) return null;
  return problemOf('FIELD_TOO_LONG', clean(contact.firstName) === '' ? 'initials' : 'firstName');
}

/** By wire name: what the field of a record holds. */
type Fields<Held> = Readonly<Record<string, (held: Held) => AttributeValue>>;

/** Texts under the wire names of the settings; nothing where the practice leaves the field out. */
function texts<Held>(
  named: readonly (readonly [name: string | null, textOf: (held: Held) => string | null])[],
): Fields<Held> {
  const known = named.flatMap(([name, textOf]) =>
    name === null ? [] : [[name, (held: Held) => filled(textOf(held))] as const],
  );
  return Object.fromEntries(known);
}

function attributesOf<Held>(fields: Fields<Held>, held: Held): Attributes {
  return Object.fromEntries(Object.entries(fields).map(([name, valueOf]) => [name, valueOf(held)]));
}

/** Rule 6. OwnerType and Type are constants, so that a record switched off in the portal is switched on again. */
const entityFields = (names: FieldNames): Fields<Client> => ({
  EntityNo: clientNumber,
  Name: ({ name }) => filled(name),
  OwnerType: () => 'Client',
  Type: () => 'A',
  CountryCode: ({ country }) => filled(country),
  ...texts<Client>(REACHED_BY.map((field) => [names[field], (client) => client[field]])),
});

/** Address1 = street, house number and addition; Address2 = building. [doc] */
const addressFields = (names: FieldNames): Fields<Client> => ({
  Address1: ({ street, houseNumber, houseNumberAddition }) =>
    filled([street, houseNumber, houseNumberAddition].map(clean).filter(Boolean).join(' ')),
  Address2: ({ building }) => filled(building),
  City: ({ city }) => filled(city),
  Country: ({ country }) => filled(country),
  ...texts<Client>([[names.postalCode, ({ postalCode }) => postalCode]]),
});

export const OWNER_TYPE = 'Contact';

/** Rule 7. What kind of account it is, is told once: people may make a colleague of a contact. */
const personFields = (names: FieldNames): Fields<Contact> => ({
  OwnerType: () => OWNER_TYPE,
  FirstName: (contact) => filled(firstNameOf(contact)),
  MiddleName: ({ infix }) => filled(infix),
  LastName: ({ lastName }) => filled(lastName),
  Email: ({ email }) => normalizeEmail(email),
  Type: () => 'A',
  ...texts<Contact>([
    [names.personInitials, ({ initials }) => initials],
    [names.personPhone, ({ phone }) => phone],
    [names.personMobile, ({ mobile }) => mobile],
  ]),
});

export function entityAttributes(client: Client, names: FieldNames): Attributes {
  return attributesOf(entityFields(names), client);
}

export function personAttributes(contact: Contact, names: FieldNames): Attributes {
  return attributesOf(personFields(names), contact);
}

/** A country or an addition alone is no address; one that lost all its parts is emptied in the portal too. */
export function addressAttributes(client: Client, names: FieldNames): Attributes {
  const { street, houseNumber, building, postalCode, city } = client;
  const isThere = [street, houseNumber, building, postalCode, city].some((part) => filled(part) !== null);
  if (isThere) return attributesOf(addressFields(names), client);
  return Object.fromEntries(fieldNamesOf('address', names).map((name) => [name, null]));
}

const FIELDS = { entity: entityFields, address: addressFields, person: personFields };

/** The wire names of all that Koppel tells of one. */
export function fieldNamesOf(kind: keyof typeof FIELDS, names: FieldNames): readonly string[] {
  return Object.keys(FIELDS[kind](names));
}
