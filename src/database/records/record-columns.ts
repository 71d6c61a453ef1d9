// The columns of client and contact that hold what the practice software says, beside the names the program uses.
import { sql, type RawBuilder } from 'kysely';
import type { ClientData } from '../../domain/client.ts';
import type { ContactData } from '../../domain/contact.ts';
import type { Database } from '../schema.ts';

export const CLIENT_COLUMNS = {
  number: 'number',
  name: 'name',
  kind: 'kind',
  status: 'status',
  street: 'street',
  houseNumber: 'house_number',
  houseNumberAddition: 'house_number_addition',
  building: 'building',
  postalCode: 'postal_code',
  city: 'city',
  country: 'country',
  phone: 'phone',
  email: 'email',
  website: 'website',
  facebook: 'facebook',
  twitter: 'twitter',
  linkedin: 'linkedin',
  kvkNumber: 'kvk_number',
  enterpriseNumber: 'enterprise_number',
  wkCustomerNumber: 'wk_customer_number',
} as const satisfies Record<keyof ClientData, keyof Database['client']>;

export const CONTACT_COLUMNS = {
  personKey: 'person_key',
  firstName: 'first_name',
  infix: 'infix',
  lastName: 'last_name',
  initials: 'initials',
  email: 'email',
  phone: 'phone',
  mobile: 'mobile',
} as const satisfies Record<keyof ContactData, keyof Database['contact']>;

export type Columns = Readonly<Record<string, string>>;

interface Incoming {
  readonly sourceKey: string;
  readonly saidAt: Date;
  readonly undated: boolean;
  readonly changedAt: Date;
  readonly data: object | null;
  /** Of a client only. */
  readonly excluded?: object;
  /** Of a contact only. */
  readonly clientKey?: string | null;
  readonly links: Readonly<Record<string, { readonly enabled: boolean }>>;
}

/** Without a readable client, what is said of a contact says nothing of where it is. */
export function isReadable({ data, clientKey }: Pick<Incoming, 'data' | 'clientKey'>): boolean {
  return data !== null && clientKey !== null;
}

/** A statement as a row of jsonb_to_recordset. */
export function recordRow(statement: Incoming, columns: Columns): Record<string, unknown> {
  const { sourceKey, saidAt, undated, changedAt, data, excluded = {}, links } = statement;
  const values = new Map<string, unknown>(Object.entries(data ?? excluded));
  const row: readonly (readonly [string, unknown])[] = Object.entries(columns).map(([field, column]) => [
    column,
    values.get(field) ?? null,
  ]);
  return {
    ...Object.fromEntries(row),
    source_key: sourceKey,
    said_at: saidAt,
    undated,
    changed_at: changedAt,
    readable: isReadable(statement),
    switches_off: Object.values(links).some(({ enabled }) => !enabled),
  };
}

/** Column definitions of jsonb_to_recordset. */
export function recordType(columns: Columns): RawBuilder<unknown> {
  const typed = Object.values(columns).map((column) => `${column} text`);
  const times = ['said_at timestamptz', 'changed_at timestamptz'];
  const flags = ['undated boolean', 'readable boolean', 'switches_off boolean'];
  return sql.raw(['source_key text', ...times, ...flags, ...typed].join(', '));
}

export function columnList(columns: Columns, table?: string): RawBuilder<unknown> {
  return eachColumn(columns, (column) => (table === undefined ? column : `${table}.${column}`));
}

/** Field by field, as arguments of jsonb_build_object. */
export function jsonMembers(columns: Columns, table: string): string {
  return Object.entries(columns)
    .map(([field, column]) => `'${field}', ${table}.${column}`)
    .join(', ');
}

/** What is made of each column, with commas between. */
export function eachColumn(columns: Columns, make: (column: string) => string): RawBuilder<unknown> {
  return sql.raw(Object.values(columns).map(make).join(', '));
}
