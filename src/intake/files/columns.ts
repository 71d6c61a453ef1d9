// The columns of a CSV file: which header names which field, in English (documented) and Dutch (accepted). Also the
// words that stand for a kind, a status or a switch.
import type { ClientKind, ClientStatus } from '../../domain/client.ts';
import type { RecordKind } from '../intake.ts';
import { isConnectionName } from '../records/links-schema.ts';
import type { FieldProblem } from '../records/problems.ts';
import type { JsonField } from '../records/record-schema.ts';

export type Column =
  | { readonly type: 'field'; readonly field: JsonField }
  | { readonly type: 'link'; readonly connection: string }
  | { readonly type: 'setting'; readonly connection: string; readonly setting: string }
  /** A trailing separator in the header: holds nothing. */
  | { readonly type: 'empty' };

type ColumnNames = Partial<Record<JsonField, readonly string[]>>;

/** Per field the documented name first, then what is accepted as well. */
export const CLIENT_COLUMNS = {
  key: ['key', 'sleutel'],
  changedAt: ['changed_at', 'gewijzigd_op'],
  number: ['number', 'client_number', 'klantnummer', 'nummer'],
  name: ['name', 'naam'],
  kind: ['kind', 'soort'],
  status: ['status'],
  street: ['street', 'straat'],
  houseNumber: ['house_number', 'huisnummer'],
  houseNumberAddition: ['house_number_addition', 'huisnummertoevoeging', 'toevoeging'],
  building: ['building', 'gebouw'],
  postalCode: ['postal_code', 'postcode'],
  city: ['city', 'plaats', 'woonplaats'],
  country: ['country', 'land'],
  phone: ['phone', 'telefoon'],
  email: ['email', 'e_mail', 'e_mailadres', 'emailadres'],
  website: ['website'],
  facebook: ['facebook'],
  twitter: ['twitter'],
  linkedin: ['linkedin'],
  kvkNumber: ['kvk_number', 'kvk_nummer', 'kvk'],
  enterpriseNumber: ['enterprise_number', 'ondernemingsnummer'],
  wkCustomerNumber: ['wk_customer_number', 'wk_klantnummer'],
} as const satisfies ColumnNames;

export const CONTACT_COLUMNS = {
  key: ['key', 'sleutel'],
  clientKey: ['client_key', 'klantsleutel', 'klant_sleutel'],
  changedAt: ['changed_at', 'gewijzigd_op'],
  personKey: ['person_key', 'hoofdpersoon'],
  firstName: ['first_name', 'voornaam'],
  infix: ['infix', 'tussenvoegsel', 'tussenvoegsels'],
  lastName: ['last_name', 'achternaam'],
  initials: ['initials', 'voorletters', 'initialen'],
  email: ['email', 'e_mail', 'e_mailadres', 'emailadres'],
  phone: ['phone', 'telefoon'],
  mobile: ['mobile', 'mobiel'],
} as const satisfies ColumnNames;

const COLUMNS = { client: CLIENT_COLUMNS, contact: CONTACT_COLUMNS } as const;
const REQUIRED: Record<RecordKind, readonly JsonField[]> = {
  client: ['key', 'kind', 'status'],
  contact: ['key', 'clientKey'],
};

export const KIND_WORDS: Readonly<Record<string, ClientKind>> = {
  company: 'company',
  bedrijf: 'company',
  onderneming: 'company',
  zakelijk: 'company',
  person: 'person',
  persoon: 'person',
  particulier: 'person',
};

export const STATUS_WORDS: Readonly<Record<string, ClientStatus>> = {
  suspect: 'suspect',
  prospect: 'prospect',
  application: 'application',
  aanvraag: 'application',
  client: 'client',
  klant: 'client',
  former: 'former',
  'oud-klant': 'former',
  oudklant: 'former',
};

export const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  yes: true,
  ja: true,
  true: true,
  1: true,
  no: false,
  nee: false,
  false: false,
  0: false,
};

/** `Object.hasOwn`, so that a cell holding "constructor" is a word like any other. */
export function readWord<T>(words: Readonly<Record<string, T>>, cell: string): T | undefined {
  const word = cell.trim().toLowerCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

export interface Header {
  readonly columns: readonly Column[];
  readonly problems: readonly FieldProblem[];
}

export function readHeader(kind: RecordKind, cells: readonly string[]): Header {
  const fieldByName = nameFields(COLUMNS[kind]);
  const read = cells.map((cell, index) => ({
    cell: cell.trim(),
    column: readColumn(cell, fieldByName, index),
  }));
  const columns = read.map(({ column }) => column ?? { type: 'empty' as const });
  const missing = REQUIRED[kind]
    .filter((field) => !columns.some((column) => column.type === 'field' && column.field === field))
    .map((field): FieldProblem => ({ code: 'MISSING_COLUMN', field: documentedName(kind, field) }));
  // Without a key column the first line is most likely a record: naming its "columns" would tell its values.
  if (missing.some(({ field }) => field === 'key')) return { columns, problems: missing };
  const unknown = read
    .filter(({ column }) => column === null)
    .map(({ cell }): FieldProblem => ({ code: 'UNKNOWN_COLUMN', field: cell }));
  return {
    columns,
    problems: [...missing, ...unknown, ...findDoubles(columns), ...findLoneSettings(columns)],
  };
}

function nameFields(names: ColumnNames): Map<string, JsonField> {
  const fieldByName = new Map<string, JsonField>();
  for (const [field, accepted] of Object.entries(names)) {
    if (isJsonField(field)) accepted.forEach((name) => fieldByName.set(name, field));
  }
  return fieldByName;
}

function isJsonField(field: string): field is JsonField {
  return field in CLIENT_COLUMNS || field in CONTACT_COLUMNS;
}

function readColumn(cell: string, fieldByName: Map<string, JsonField>, index: number): Column | null {
  const name = cell.trim();
  if (name === '' && index > 0) return { type: 'empty' };
  if (/^link:/i.test(name)) return readLinkColumn(name.slice('link:'.length));
  const field = fieldByName.get(name.toLowerCase().replace(/[\s-]+/g, '_'));
  return field === undefined ? null : { type: 'field', field };
}

/** Names of connections and settings keep their case: they are names elsewhere too. */
function readLinkColumn(rest: string): Column | null {
  const [connection = '', setting, ...more] = rest.split(':');
  if (!isConnectionName(connection) || more.length > 0) return null;
  if (setting === undefined) return { type: 'link', connection };
  return /^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(setting) ? { type: 'setting', connection, setting } : null;
}

/** What a person calls this field in a CSV file; for fields of links `link:scim`. */
export function documentedName(kind: RecordKind, field: string): string {
  const [first = '', connection, , setting] = field.split('.');
  if (first === 'links' && connection !== undefined) {
    return `link:${connection}${setting === undefined ? '' : `:${setting}`}`;
  }
  const names: ColumnNames = COLUMNS[kind];
  return isJsonField(field) ? (names[field]?.[0] ?? field) : field;
}

function columnName(column: Column): string {
  if (column.type === 'field') return column.field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (column.type === 'empty') return '';
  return `link:${column.connection}${column.type === 'setting' ? `:${column.setting}` : ''}`;
}

function findDoubles(columns: readonly Column[]): FieldProblem[] {
  const names = columns.map(columnName).filter((name) => name !== '');
  const doubles = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...doubles].map((field) => ({ code: 'DOUBLE_COLUMN', field }));
}

function findLoneSettings(columns: readonly Column[]): FieldProblem[] {
  const switched = new Set(columns.map((column) => (column.type === 'link' ? column.connection : null)));
  const lone = columns.filter((column) => column.type === 'setting' && !switched.has(column.connection));
  return lone.map((column) => ({
    code: 'MISSING_COLUMN',
    field: `link:${column.type === 'setting' ? column.connection : ''}`,
  }));
}
