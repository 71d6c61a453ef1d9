// What the fields of records are called by people: those of the practice software, those of the portals, and what is set of
// a practice and a connection. Each portal makes its own known, where portals are loaded.
import type { ClientData } from './client.ts';
import type { ContactData } from './contact.ts';
import type { Language, Text } from './text.ts';

export type FieldNames = Readonly<Record<string, Text>>;

const OF_RECORDS = {
  number: { en: 'client number', nl: 'klantnummer' },
  name: { en: 'name', nl: 'naam' },
  kind: { en: 'kind', nl: 'soort' },
  status: { en: 'status', nl: 'status' },
  street: { en: 'street', nl: 'straat' },
  houseNumber: { en: 'house number', nl: 'huisnummer' },
  houseNumberAddition: { en: 'addition to the house number', nl: 'toevoeging bij het huisnummer' },
  building: { en: 'building', nl: 'gebouw' },
  postalCode: { en: 'postal code', nl: 'postcode' },
  city: { en: 'city', nl: 'plaats' },
  country: { en: 'country', nl: 'land' },
  phone: { en: 'telephone', nl: 'telefoon' },
  mobile: { en: 'mobile', nl: 'mobiel' },
  email: { en: 'e-mail address', nl: 'e-mailadres' },
  website: { en: 'website', nl: 'website' },
  facebook: { en: 'Facebook', nl: 'Facebook' },
  twitter: { en: 'Twitter', nl: 'Twitter' },
  linkedin: { en: 'LinkedIn', nl: 'LinkedIn' },
  kvkNumber: { en: 'KvK number', nl: 'KvK-nummer' },
  enterpriseNumber: { en: 'enterprise number', nl: 'ondernemingsnummer' },
  wkCustomerNumber: { en: 'WK customer number', nl: 'WK-klantnummer' },
  personKey: { en: 'key of the person', nl: 'sleutel van de persoon' },
  firstName: { en: 'first name', nl: 'voornaam' },
  infix: { en: 'infix', nl: 'tussenvoegsel' },
  lastName: { en: 'last name', nl: 'achternaam' },
  initials: { en: 'initials', nl: 'voorletters' },
} as const satisfies Record<keyof ClientData | keyof ContactData, Text>;

const OF_SETTINGS: FieldNames = {
  linksFrom: { en: 'where links are switched', nl: 'waar koppelingen worden geschakeld' },
  source: { en: 'source', nl: 'bron' },
  url: { en: 'address', nl: 'adres' },
  limits: { en: 'limits', nl: 'grenzen' },
  policy: { en: 'policy', nl: 'beleid' },
  settings: { en: 'settings', nl: 'instellingen' },
  credentials: { en: 'credentials', nl: 'toegangsgegevens' },
  provenTypes: { en: 'what is proven', nl: 'wat bewezen is' },
  documentedTypes: { en: 'what is documented', nl: 'wat gedocumenteerd is' },
};

const known = new Map<string, Text>(Object.entries({ ...OF_SETTINGS, ...OF_RECORDS }));

/** Throws where another has that name already: what a portal calls as records do is what records call so. */
export function learnFieldNames(names: FieldNames): void {
  for (const [field, name] of Object.entries(names)) {
    if ((known.get(field)?.en ?? name.en) !== name.en)
      throw new Error(`There is another name of the field ${field} already.`);
    known.set(field, name);
  }
}

/** Several, as one reads them. */
export function fieldList(fields: readonly string[], lang: Language): string {
  return fields.map((field) => fieldName(field, lang)).join(', ');
}

/** The field itself where nobody named it: a practice may call those of its portal as it likes. */
export function fieldName(field: string, lang: Language): string {
  return known.get(field)?.[lang] ?? field;
}
