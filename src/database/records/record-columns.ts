// The columns of client and contact that hold what the practice software says, beside the names the program uses.
import { sql, type RawBuilder } from 'kysely';

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
} as const;

export const CONTACT_COLUMNS = {
  personKey: 'person_key',
  firstName: 'first_name',
  infix: 'infix',
  lastName: 'last_name',
  initials: 'initials',
  email: 'email',
  phone: 'phone',
  mobile: 'mobile',
} as const;

type Columns = Readonly<Record<string, string>>;

interface Incoming<D> {
  readonly sourceKey: string;
  readonly changedAt: Date;
  readonly data: D | null;
}

/** A record as a row of jsonb_to_recordset. */
export function recordRow<D extends object>(
  { sourceKey, changedAt, data }: Incoming<D>,
  columns: Columns,
): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(data ?? {}));
  const row: readonly (readonly [string, unknown])[] = Object.entries(columns).map(([field, column]) => [
    column,
    values.get(field) ?? null,
  ]);
  return { ...Object.fromEntries(row), source_key: sourceKey, source_changed_at: changedAt };
}

/** Column definitions of jsonb_to_recordset. */
export function recordType(columns: Columns): RawBuilder<unknown> {
  const typed = Object.values(columns).map((column) => `${column} text`);
  return sql.raw(['source_key text', 'source_changed_at timestamptz', ...typed].join(', '));
}

export function columnList(columns: Columns, table?: string): RawBuilder<unknown> {
  return sql.raw(
    Object.values(columns)
      .map((column) => (table === undefined ? column : `${table}.${column}`))
      .join(', '),
  );
}

export function updateList(columns: Columns): RawBuilder<unknown> {
  return sql.raw(
    Object.values(columns)
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  );
}

export function distinctFrom(a: string, b: string, columns: Columns): RawBuilder<unknown> {
  const row = (table: string): string =>
    `(${Object.values(columns)
      .map((column) => `${table}.${column}`)
      .join(', ')})`;
  return sql.raw(`${row(a)} is distinct from ${row(b)}`);
}
