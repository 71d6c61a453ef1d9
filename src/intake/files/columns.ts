// The columns of a CSV file: which header names which field, in English (documented) and Dutch (accepted).
import type { ClientData } from '../../domain/client.ts';
import type { ContactData } from '../../domain/contact.ts';
import type { RecordKind } from '../intake.ts';
import { isConnectionName } from '../records/links-schema.ts';
import type { FieldProblem } from '../records/problems.ts';
import type { JsonField } from '../records/record-schema.ts';
import { resembling } from '../records/resembling.ts';
import { tidyText } from '../records/tidy-text.ts';

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
  number: ['number', 'client_number', 'klantnummer', 'nummer', 'klantcode', 'relatienummer'],
  name: ['name', 'naam', 'klantnaam', 'bedrijfsnaam'],
  kind: ['kind', 'soort'],
  status: ['status'],
  street: ['street', 'straat', 'straatnaam'],
  houseNumber: ['house_number', 'huisnummer', 'huisnr'],
  houseNumberAddition: ['house_number_addition', 'huisnummertoevoeging', 'toevoeging'],
  building: ['building', 'gebouw'],
  postalCode: ['postal_code', 'postcode'],
  city: ['city', 'plaats', 'woonplaats', 'plaatsnaam'],
  country: ['country', 'land'],
  phone: ['phone', 'telefoon', 'telefoonnummer', 'tel'],
  email: ['email', 'e_mail', 'e_mailadres', 'emailadres', 'mail'],
  website: ['website'],
  facebook: ['facebook'],
  twitter: ['twitter'],
  linkedin: ['linkedin'],
  kvkNumber: ['kvk_number', 'kvk_nummer', 'kvk', 'kvk_nr'],
  enterpriseNumber: ['enterprise_number', 'ondernemingsnummer'],
  wkCustomerNumber: ['wk_customer_number', 'wk_klantnummer'],
} as const satisfies ColumnNames & Record<keyof ClientData, readonly string[]>;

export const CONTACT_COLUMNS = {
  key: ['key', 'sleutel'],
  clientKey: ['client_key', 'klantsleutel', 'klant_sleutel'],
  changedAt: ['changed_at', 'gewijzigd_op'],
  personKey: ['person_key', 'hoofdpersoon'],
  firstName: ['first_name', 'voornaam'],
  infix: ['infix', 'tussenvoegsel', 'tussenvoegsels'],
  lastName: ['last_name', 'achternaam', 'familienaam'],
  initials: ['initials', 'voorletters', 'initialen'],
  email: ['email', 'e_mail', 'e_mailadres', 'emailadres', 'mail'],
  phone: ['phone', 'telefoon', 'telefoonnummer', 'tel'],
  mobile: ['mobile', 'mobiel', 'mobiel_nummer', 'mobiele_telefoon', 'gsm'],
} as const satisfies ColumnNames & Record<keyof ContactData, readonly string[]>;

const COLUMNS = { client: CLIENT_COLUMNS, contact: CONTACT_COLUMNS } as const;
const REQUIRED: Record<RecordKind, readonly JsonField[]> = {
  client: ['key', 'kind', 'status'],
  contact: ['key', 'clientKey'],
};

export interface Header {
  readonly columns: readonly Column[];
  readonly problems: readonly FieldProblem[];
}

/** A cell that is no name of a column is told by its place: where the header is missing, it is somebody's data. */
export function readHeader(kind: RecordKind, cells: readonly string[]): Header {
  const { columns, missing, unknown } = matchColumns(kind, cells);
  const other = matchColumns(kind === 'client' ? 'contact' : 'client', cells);
  if (missing.length > 0 && other.missing.length === 0)
    return { columns: [], problems: [{ code: 'OTHER_KIND', field: 'file' }] };
  const named = columns.filter(({ type }) => type !== 'empty').length;
  if (missing.length > 0 && unknown.length > named)
    return { columns: [], problems: [{ code: 'NO_COLUMN_NAMES', field: 'first row' }] };
  return {
    columns,
    problems: [
      ...missing.map((field) => ({ code: 'MISSING_COLUMN' as const, field: documentedName(kind, field) })),
      ...unknown.map((index) => unknownColumn(kind, cells[index] ?? '', index)),
      ...findDoubles(columns),
      ...findLoneSettings(columns),
    ],
  };
}

function matchColumns(kind: RecordKind, cells: readonly string[]) {
  const fieldByName = nameFields(COLUMNS[kind]);
  const read = cells.map((cell, index) => readColumn(tidyText(cell, 'code') ?? '', fieldByName, index));
  const columns = read.map((column) => column ?? { type: 'empty' as const });
  const has = (field: JsonField): boolean =>
    columns.some((column) => column.type === 'field' && column.field === field);
  const missing = REQUIRED[kind].filter((field) => !has(field));
  return { columns, missing, unknown: read.flatMap((column, index) => (column === null ? [index] : [])) };
}

function unknownColumn(kind: RecordKind, cell: string, index: number): FieldProblem {
  const names = Object.keys(COLUMNS[kind]).map((field) => documentedName(kind, field));
  const meant = resembling(cell, names);
  const place = `column ${index + 1}`;
  if (meant === null) return { code: 'UNKNOWN_COLUMN', field: place };
  const detail = {
    en: `column ${index + 1}; is ${meant} meant?`,
    nl: `kolom ${index + 1}; is ${meant} bedoeld?`,
  };
  return { code: 'UNKNOWN_COLUMN', field: cell.trim(), detail };
}

function nameFields(names: ColumnNames): Map<string, JsonField> {
  const fieldByName = new Map<string, JsonField>();
  for (const [field, accepted] of Object.entries(names)) {
    if (isJsonField(field)) accepted.forEach((name) => fieldByName.set(compactName(name), field));
  }
  return fieldByName;
}

/** `House number`, `house-number` and `houseNumber` are one name. */
function compactName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function isJsonField(field: string): field is JsonField {
  return field in CLIENT_COLUMNS || field in CONTACT_COLUMNS;
}

function readColumn(name: string, fieldByName: Map<string, JsonField>, index: number): Column | null {
  if (name === '' && index > 0) return { type: 'empty' };
  if (/^link\s*:/i.test(name)) return readLinkColumn(name.slice(name.indexOf(':') + 1));
  const field = fieldByName.get(compactName(name));
  return field === undefined ? null : { type: 'field', field };
}

/** Names of connections and settings keep their case: they are names elsewhere too. */
function readLinkColumn(rest: string): Column | null {
  const [connection = '', setting, ...more] = rest.split(':').map((part) => part.trim());
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
