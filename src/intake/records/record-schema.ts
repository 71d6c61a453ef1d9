// The JSON form of a client and of a contact, as webhook and NDJSON carry it and as a CSV row is turned into: always
// the whole record, so that an absent field is an empty one. Unknown fields are errors, never ignored. An error costs the
// data of its record, and never what the record takes away (rule 22).
import { z } from 'zod';
import { CLIENT_KINDS, CLIENT_STATUSES, type ClientData } from '../../domain/client.ts';
import { cleanCode } from './clean-text.ts';
import {
  countryField,
  digitsField,
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
import type { ClientRecord, ContactRecord, Deletion, Exclusion, Statement } from '../intake.ts';
import { parseInstant } from './instant.ts';
import { linksSchema, readOffs } from './links-schema.ts';
import { looseField, looseFields } from './loose-field.ts';
import { parseStrict } from './parse-strict.ts';
import type { FieldProblem, ProblemCode } from './problems.ts';
import { tidyRecord, type TidyRecord } from './tidy-record.ts';
import { KIND_WORDS, readWord, STATUS_WORDS } from './words.ts';

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
    houseNumber: digitsField,
    houseNumberAddition: textField,
    building: textField,
    postalCode: digitsField,
    city: textField,
    country: countryField,
    phone: digitsField,
    email: emailField,
    website: textField,
    facebook: textField,
    twitter: textField,
    linkedin: textField,
    kvkNumber: kvkNumberField,
    enterpriseNumber: enterpriseNumberField,
    wkCustomerNumber: digitsField,
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
    phone: digitsField,
    mobile: digitsField,
    links: linksSchema,
  },
  { error: missingOr('WRONG_TYPE') },
);

const deletionSchema = z.strictObject(
  { key: keyField, changedAt: instantField.nullish() },
  { error: missingOr('WRONG_TYPE') },
);

export type JsonField = keyof z.input<typeof clientSchema> | keyof z.input<typeof contactSchema>;

/** What a source says about one record, as far as it can be read, and all that is wrong with it. */
export interface Reading<Statement> {
  /** Null where not even the key can be read. With problems it holds no data, and only what it takes away. */
  readonly statement: Statement | null;
  readonly problems: readonly FieldProblem[];
  /** Fields whose text was cleaned of what nobody means (tidy-text.ts). */
  readonly cleaned: readonly string[];
}

export function readClient(value: unknown, context: RecordContext): Reading<ClientRecord> {
  const tidy = tidyRecord(value);
  const parsed = parseStrict(clientSchema, tidy.value, 'record');
  if (!parsed.ok) return withExclusion(readCertain(tidy, context, parsed.problems), tidy);
  const { key, changedAt, links, ...data } = parsed.value;
  const { times, problems } = readTimes(changedAt ?? null, context);
  if (problems.length > 0) return withExclusion(readCertain(tidy, context, []), tidy);
  return { statement: { sourceKey: key, ...times, data, links }, problems, cleaned: tidy.cleaned };
}

export function readContact(value: unknown, context: RecordContext): Reading<ContactRecord> {
  const tidy = tidyRecord(value);
  const parsed = parseStrict(contactSchema, tidy.value, 'record');
  if (!parsed.ok) return withClientKey(readCertain(tidy, context, parsed.problems), tidy);
  const { key, clientKey, changedAt, links, ...data } = parsed.value;
  const { times, problems } = readTimes(changedAt ?? null, context);
  if (problems.length > 0) return withClientKey(readCertain(tidy, context, []), tidy);
  return { statement: { sourceKey: key, clientKey, ...times, data, links }, problems, cleaned: tidy.cleaned };
}

/** Nothing but key and time counts: what else stands in a deletion is said to be wrong, and deletes no less. */
export function readDeletion(value: unknown, context: RecordContext): Reading<Deletion> {
  const tidy = tidyRecord(value);
  const parsed = parseStrict(deletionSchema, tidy.value, 'record');
  const { statement, ...reading } = readCertain(tidy, context, parsed.ok ? [] : parsed.problems);
  if (statement === null) return { ...reading, statement };
  const { sourceKey, saidAt, undated, changedAt } = statement;
  return { ...reading, statement: { sourceKey, saidAt, undated, changedAt } };
}

/** What is left of a statement when its data cannot be trusted. */
export function withholdData<Record extends Statement<unknown>>(statement: Record): Record {
  const off = Object.entries(statement.links).filter(([, { enabled }]) => !enabled);
  return { ...statement, data: null, links: Object.fromEntries(off) };
}

/** So of a client, who is private or suspect all the same. */
export function withholdClient(statement: ClientRecord): ClientRecord {
  const excluded = statement.data === null ? statement.excluded : exclusionOf(statement.data);
  return { ...withholdData(statement), ...(excluded === undefined ? {} : { excluded }) };
}

function exclusionOf({ kind, status }: Partial<ClientData>): Exclusion | undefined {
  const excluded = {
    ...(kind === 'person' ? { kind } : {}),
    ...(status === 'suspect' ? { status } : {}),
  };
  return Object.keys(excluded).length === 0 ? undefined : excluded;
}

/** Of a record that is wrong somewhere: key, time and what it switches off (rule 22). */
function readCertain(
  { value, cleaned }: TidyRecord,
  context: RecordContext,
  wrong: readonly FieldProblem[],
): Reading<Statement<never>> {
  const { times, problems } = readTimes(parseInstant(textOf(value, 'changedAt') ?? ''), context);
  const isNamed = wrong.some(({ field }) => field === 'changedAt' || field === 'record');
  const all = [...wrong, ...(isNamed ? [] : problems)];
  const sourceKey = readCode(value, 'key');
  if (sourceKey === null) return { statement: null, problems: all, cleaned };
  const offs = looseFields(value, 'links').flatMap((given) => Object.entries(readOffs(given)));
  const links = Object.fromEntries(offs);
  return { statement: { sourceKey, ...times, data: null, links }, problems: all, cleaned };
}

function withExclusion(
  { statement, ...reading }: Reading<Statement<never>>,
  { value }: TidyRecord,
): Reading<ClientRecord> {
  if (statement === null) return { ...reading, statement };
  const kind = readWord(KIND_WORDS, textOf(value, 'kind') ?? '');
  const status = readWord(STATUS_WORDS, textOf(value, 'status') ?? '');
  const excluded = exclusionOf({ ...(kind && { kind }), ...(status && { status }) });
  return { ...reading, statement: { ...statement, ...(excluded === undefined ? {} : { excluded }) } };
}

function withClientKey(
  { statement, ...reading }: Reading<Statement<never>>,
  { value }: TidyRecord,
): Reading<ContactRecord> {
  if (statement === null) return { ...reading, statement };
  return { ...reading, statement: { ...statement, clientKey: readCode(value, 'clientKey') } };
}

/** A field of fixed width is filled up with NUL. */
const PADDING = /^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu;

/** A number that stands for a key is refused as data, since zeros may be lost; whom it means is clear enough to take away. */
function readCode(value: unknown, field: 'key' | 'clientKey'): string | null {
  const given = looseField(value, field);
  const text = Number.isSafeInteger(given) ? String(given) : textOf(value, field);
  const cleaned = cleanCode((text ?? '').replace(PADDING, ''), KEY_LENGTH);
  return cleaned.ok ? cleaned.text : null;
}

function textOf(value: unknown, field: string): string | null {
  const text = looseField(value, field);
  return typeof text === 'string' ? text : null;
}

type Times = Pick<Deletion, 'saidAt' | 'undated' | 'changedAt'>;

/** With a problem, the record counts as changed when this was said: its data does not count. */
function readTimes(
  own: Date | null,
  { saidAt, now }: RecordContext,
): { times: Times; problems: FieldProblem[] } {
  const said = { saidAt: saidAt ?? now, undated: saidAt === null };
  const changedAt = own ?? saidAt;
  const wrong = (code: ProblemCode) => ({
    times: { ...said, changedAt: said.saidAt },
    problems: [{ code, field: 'changedAt' }],
  });
  if (changedAt === null) return wrong('CHANGED_AT_MISSING');
  return isInFuture(changedAt, now)
    ? wrong('DATE_IN_FUTURE')
    : { times: { ...said, changedAt }, problems: [] };
}

export function isInFuture(date: Date, now: Date): boolean {
  return date.getTime() > now.getTime() + CLOCK_SKEW_MS;
}

/** What `data` of an event of each type looks like: for the description of the API. */
export const dataSchemas = {
  'client.upserted': clientSchema,
  'client.deleted': deletionSchema,
  'contact.upserted': contactSchema,
  'contact.deleted': deletionSchema,
} as const;
