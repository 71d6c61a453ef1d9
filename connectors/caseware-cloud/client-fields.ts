// A client in the words of CaseWare Cloud: the fields of an entity and of its address, and why the portal would refuse
// them. Pure.
import type { Client } from '../../src/domain/client.ts';
import type { Attributes } from '../connector.ts';
import { problemOf } from '../kit/people.ts';
import type { Problem } from '../kit/settings.ts';
import { contactNames, REACHED_BY, type FieldNames } from './settings.ts';

/** [doc] Over a limit is reported, never cut. */
const MAX_NUMBER = 10;
const MAX_NAME = 60;

export function clean(value: string | null): string {
  return value?.trim() ?? '';
}

/** An attribute: empty is null, so that a field the portal does not show equals one that holds nothing. */
export function filled(value: string | null): string | null {
  return clean(value) || null;
}

/** Under the wire name of the settings; nothing where the practice leaves the field out. */
export function named(name: string | null, value: string | null): Attributes {
  return name === null ? {} : { [name]: filled(value) };
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
  if (name.length > MAX_NAME) return problemOf('NAME_TOO_LONG', 'name');
  return null;
}

/** Rule 6. OwnerType and Type are constants, so that a record switched off in the portal is switched on again. */
export function entityAttributes(client: Client, names: FieldNames): Attributes {
  return {
    EntityNo: clientNumber(client),
    Name: filled(client.name),
    OwnerType: 'Client',
    Type: 'A',
    CountryCode: filled(client.country),
    ...Object.fromEntries(REACHED_BY.flatMap((field) => Object.entries(named(names[field], client[field])))),
  };
}

export function entityFieldNames(names: FieldNames): string[] {
  return ['EntityNo', 'Name', 'OwnerType', 'Type', 'CountryCode', ...contactNames(names)];
}

/** Address1 = street, house number and addition; Address2 = building. [doc] */
export function addressAttributes(client: Client, names: FieldNames): Attributes {
  if (!hasAddress(client)) return Object.fromEntries(addressFieldNames(names).map((name) => [name, null]));
  const street = [client.street, client.houseNumber, client.houseNumberAddition].map(clean);
  return {
    Address1: filled(street.filter((part) => part !== '').join(' ')),
    Address2: filled(client.building),
    City: filled(client.city),
    Country: filled(client.country),
    ...named(names.postalCode, client.postalCode),
  };
}

export function addressFieldNames(names: FieldNames): string[] {
  const optional = names.postalCode === null ? [] : [names.postalCode];
  return ['Address1', 'Address2', 'City', 'Country', ...optional];
}

/** A country or an addition alone is no address; one that lost all its parts is emptied in the portal too. */
function hasAddress(client: Client): boolean {
  const parts = [client.street, client.houseNumber, client.building, client.postalCode, client.city];
  return parts.some((part) => filled(part) !== null);
}
