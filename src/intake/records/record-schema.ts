// The JSON form of a client and of a contact, as webhook and NDJSON carry it and as a CSV row is turned into: always
// the whole record, so that an absent field is an empty one. Unknown fields are errors, never ignored.
import { z } from 'zod';
import { CLIENT_KINDS, CLIENT_STATUSES } from '../../domain/client.ts';
import { cleanText } from './clean-text.ts';
import {
  countryField,
  emailField,
  enterpriseNumberField,
  instantField,
  KEY_LENGTH,
  keyField,
  kvkNumberField,
  missingOr,
  optionalKeyField,
  textField,
} from './field-schema.ts';
import type { ClientRecord, ContactRecord, Deletion } from '../intake.ts';
import { linksSchema } from './links-schema.ts';
import { parseStrict } from './parse-strict.ts';
import type { Parsed } from './problems.ts';

/** Clocks differ; a record from further ahead would win over every later change until that time has come. */
const CLOCK_SKEW_MS = 5 * 60_000;

export interface RecordContext {
  readonly now: Date;
  /**
   * When all this was said: the time of the event, or when the export began. Null: nothing tells, and it counts as said
   * now. Also for records that do not say themselves when they changed.
   */
  readonly saidAt: Date | null;
}

const clientSchema = z.strictObject(
  {
    key: keyField,
    changedAt: instantField.nullish(),
    number: optionalKeyField,
    name: textField,
    kind: z.enum(CLIENT_KINDS, { error: missingOr('BAD_KIND') }),
    status: z.enum(CLIENT_STATUSES, { error: missingOr('BAD_STATUS') }),
    street: textField,
    houseNumber: textField,
    houseNumberAddition: textField,
    building: textField,
    postalCode: textField,
    city: textField,
    country: countryField,
    phone: textField,
    email: emailField,
    website: textField,
    facebook: textField,
    twitter: textField,
    linkedin: textField,
    kvkNumber: kvkNumberField,
    enterpriseNumber: enterpriseNumberField,
    wkCustomerNumber: textField,
    links: linksSchema,
  },
  { error: missingOr('WRONG_TYPE') },
);

const contactSchema = z.strictObject(
  {
    key: keyField,
    clientKey: keyField,
    changedAt: instantField.nullish(),
    personKey: optionalKeyField,
    firstName: textField,
    infix: textField,
    lastName: textField,
    initials: textField,
    email: emailField,
    phone: textField,
    mobile: textField,
    links: linksSchema,
  },
  { error: missingOr('WRONG_TYPE') },
);

const deletionSchema = z.strictObject(
  { key: keyField, changedAt: instantField.nullish() },
  { error: missingOr('WRONG_TYPE') },
);

export type JsonField = keyof z.input<typeof clientSchema> | keyof z.input<typeof contactSchema>;

export function parseClient(value: unknown, context: RecordContext): Parsed<ClientRecord> {
  const parsed = parseStrict(clientSchema, value, 'record');
  if (!parsed.ok) return parsed;
  const { key, changedAt, links, ...data } = parsed.value;
  const times = chooseTimes(changedAt ?? null, context);
  return times.ok ? { ok: true, value: { sourceKey: key, ...times.value, data, links } } : times;
}

export function parseContact(value: unknown, context: RecordContext): Parsed<ContactRecord> {
  const parsed = parseStrict(contactSchema, value, 'record');
  if (!parsed.ok) return parsed;
  const { key, clientKey, changedAt, links, ...data } = parsed.value;
  const times = chooseTimes(changedAt ?? null, context);
  return times.ok ? { ok: true, value: { sourceKey: key, clientKey, ...times.value, data, links } } : times;
}

export function parseDeletion(value: unknown, context: RecordContext): Parsed<Deletion> {
  const parsed = parseStrict(deletionSchema, value, 'record');
  if (!parsed.ok) return parsed;
  const times = chooseTimes(parsed.value.changedAt ?? null, context);
  return times.ok ? { ok: true, value: { sourceKey: parsed.value.key, ...times.value } } : times;
}

type Times = Pick<Deletion, 'saidAt' | 'undated' | 'changedAt'>;

function chooseTimes(own: Date | null, { saidAt, now }: RecordContext): Parsed<Times> {
  const changedAt = own ?? saidAt;
  if (changedAt === null)
    return { ok: false, problems: [{ code: 'CHANGED_AT_MISSING', field: 'changedAt' }] };
  if (isInFuture(changedAt, now))
    return { ok: false, problems: [{ code: 'DATE_IN_FUTURE', field: 'changedAt' }] };
  return { ok: true, value: { saidAt: saidAt ?? now, undated: saidAt === null, changedAt } };
}

export function isInFuture(date: Date, now: Date): boolean {
  return date.getTime() > now.getTime() + CLOCK_SKEW_MS;
}

/** The key of a record that may be wrong in other ways: what is there, although it cannot be read, is not absent. */
export function readKey(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('key' in value)) return null;
  if (typeof value.key !== 'string') return null;
  const cleaned = cleanText(value.key, KEY_LENGTH);
  return cleaned.ok ? cleaned.text : null;
}

/** What `data` of an event of each type looks like: for the description of the API. */
export const dataSchemas = {
  'client.upserted': clientSchema,
  'client.deleted': deletionSchema,
  'contact.upserted': contactSchema,
  'contact.deleted': deletionSchema,
} as const;
