// What the records of CaseWare Cloud and their fields are called by people.
import type { FieldNames } from '../../src/domain/field-names.ts';
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  entity: { en: 'client in the portal', nl: 'klant in het portaal' },
  address: { en: 'address', nl: 'adres' },
  person: { en: 'person', nl: 'persoon' },
  'entity-role': { en: 'role at the client', nl: 'rol bij de klant' },
  group: { en: 'group', nl: 'groep' },
  'group-role': { en: 'role of the group at the client', nl: 'rol van de groep bij de klant' },
  access: { en: 'access', nl: 'toegang' },
} as const satisfies TypeNames;

export const fieldNames = {
  EntityNo: { en: 'client number', nl: 'klantnummer' },
  Name: { en: 'name', nl: 'naam' },
  OwnerType: { en: 'kind of owner', nl: 'soort eigenaar' },
  Type: { en: 'in use', nl: 'in gebruik' },
  CountryCode: { en: 'country', nl: 'land' },
  Address1: { en: 'street and house number', nl: 'straat en huisnummer' },
  Address2: { en: 'building', nl: 'gebouw' },
  City: { en: 'city', nl: 'plaats' },
  Country: { en: 'country', nl: 'land' },
  PostalCode: { en: 'postal code', nl: 'postcode' },
  BusinessPhone: { en: 'telephone', nl: 'telefoon' },
  MobilePhone: { en: 'mobile', nl: 'mobiel' },
  Email: { en: 'e-mail address', nl: 'e-mailadres' },
  Website: { en: 'website', nl: 'website' },
  Facebook: { en: 'Facebook', nl: 'Facebook' },
  Twitter: { en: 'Twitter', nl: 'Twitter' },
  LinkedIn: { en: 'LinkedIn', nl: 'LinkedIn' },
  FirstName: { en: 'first name', nl: 'voornaam' },
  MiddleName: { en: 'infix', nl: 'tussenvoegsel' },
  LastName: { en: 'last name', nl: 'achternaam' },
  Role: { en: 'role', nl: 'rol' },
} as const satisfies FieldNames;
