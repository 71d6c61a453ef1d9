// Webhook events: `{"type": "client.upserted", "timestamp": "…", "data": {…}}`. Shape only: that the sender is who it
// says and that the event is no replay has been checked before.
import { z } from 'zod';
import { findDoubleNames } from '../../domain/double-name.ts';
import { instantField, missingOr } from './field-schema.ts';
import {
  RECORD_KINDS,
  type ClientRecord,
  type ContactRecord,
  type Deletion,
  type LinkChanges,
} from '../intake.ts';
import { parseInstant } from './instant.ts';
import { looseField } from './loose-field.ts';
import { parseStrict } from './parse-strict.ts';
import { placeProblem, problemFields, type FieldProblem } from './problems.ts';
import {
  readClient,
  readContact,
  readDeletion,
  withholdClient,
  withholdData,
  type Reading,
  type RecordContext,
} from './record-schema.ts';

export const EVENT_TYPES = [
  'client.upserted',
  'client.deleted',
  'contact.upserted',
  'contact.deleted',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type PracticeEvent =
  | { readonly type: 'client.upserted'; readonly record: ClientRecord }
  | { readonly type: 'contact.upserted'; readonly record: ContactRecord }
  | { readonly type: 'client.deleted' | 'contact.deleted'; readonly record: Deletion };

export type ParsedEvent =
  | { readonly ok: true; readonly event: PracticeEvent }
  | {
      readonly ok: false;
      readonly problems: readonly ReturnType<typeof problemFields>[];
      /** What counts even so (rule 22): a delete, and what is taken away. Null where not even the record can be told. */
      readonly certain: PracticeEvent | null;
    };

const MAX_PROBLEMS = 50;

const envelopeSchema = z.strictObject(
  {
    type: z.enum(EVENT_TYPES, { error: missingOr('BAD_EVENT_TYPE') }),
    timestamp: instantField.nullish(),
    data: z.unknown().optional(),
  },
  { error: missingOr('WRONG_TYPE') },
);

export interface EventTimes {
  /** What lies ahead of it is refused. */
  readonly now: Date;
  /** When it came in, by the clock of the database: nothing was said later than that. Null: it is not stored yet. */
  readonly arrivedAt: Date | null;
  /** Its text: of a name that stands twice, `value` has lost the first. Left out: it was looked at before. */
  readonly payload?: string;
}

/** `value` is the parsed body of the request. Fields of the record are named as `data.name`. */
export function parseEvent(value: unknown, { now, arrivedAt, payload = '' }: EventTimes): ParsedEvent {
  const envelope = parseStrict(envelopeSchema, value, 'event');
  const { type, timestamp, data } = envelope.ok ? envelope.value : readEnvelope(value);
  const wrong = [...doublesOf(payload), ...(envelope.ok ? [] : envelope.problems)];
  // Of two keys nobody can tell whose it is.
  const isAnybodys = wrong.some(
    ({ code, field }) => code === 'DOUBLE_NAME' && /^data(?:\.key)?$/.test(field),
  );
  if (type === null || isAnybodys) return refuse(wrong, null);
  const { event, problems } = readData(type, data, { now, saidAt: timestamp ?? null });
  const arrived = event === null || arrivedAt === null ? event : notAfter(arrivedAt, event);
  const all = [...wrong, ...problems.map(belowData)];
  return all.length === 0 && arrived !== null ? { ok: true, event: arrived } : refuse(all, arrived);
}

function doublesOf(payload: string): readonly FieldProblem[] {
  return findDoubleNames(payload).map((field) => ({ code: 'DOUBLE_NAME', field: field || 'event' }));
}

/** Of an envelope that is wrong somewhere. */
function readEnvelope(value: unknown) {
  const timestamp = looseField(value, 'timestamp');
  return {
    type: readType(looseField(value, 'type')),
    timestamp: typeof timestamp === 'string' ? parseInstant(timestamp) : null,
    data: looseField(value, 'data'),
  };
}

/** Written as other programs do it, a delete is one; of an event that nobody knows, of a record that is told: what it switches off. */
function readType(given: unknown): EventType | null {
  const type = typeof given === 'string' ? given.toLowerCase().replace(/[^a-z]/g, '') : '';
  const kind = RECORD_KINDS.find((each) => type.startsWith(each));
  if (kind === undefined) return null;
  return /^delete[ds]?$/.test(type.slice(kind.length)) ? `${kind}.deleted` : `${kind}.upserted`;
}

interface ReadEvent {
  readonly event: PracticeEvent | null;
  readonly problems: readonly FieldProblem[];
}

function readData(type: EventType, data: unknown, context: RecordContext): ReadEvent {
  switch (type) {
    case 'client.upserted':
      return toEvent(readClient(data, context), (record) => ({ type, record }));
    case 'contact.upserted':
      return toEvent(readContact(data, context), (record) => ({ type, record }));
    case 'client.deleted':
    case 'contact.deleted':
      return toEvent(readDeletion(data, context), (record) => ({ type, record }));
  }
}

function toEvent<Record>(
  { statement, problems }: Reading<Record>,
  make: (record: Record) => PracticeEvent,
): ReadEvent {
  return { event: statement === null ? null : make(statement), problems };
}

/** A clock that is ahead does not win over what is said until then (rule 20). */
function notAfter(arrivedAt: Date, event: PracticeEvent): PracticeEvent {
  const { saidAt, undated, changedAt } = event.record;
  const earlier = (date: Date): Date => (date < arrivedAt ? date : arrivedAt);
  const times = { saidAt: undated ? arrivedAt : earlier(saidAt), changedAt: earlier(changedAt) };
  switch (event.type) {
    case 'client.upserted':
      return { type: event.type, record: { ...event.record, ...times } };
    case 'contact.upserted':
      return { type: event.type, record: { ...event.record, ...times } };
    case 'client.deleted':
    case 'contact.deleted':
      return { type: event.type, record: { ...event.record, ...times } };
  }
}

function belowData(problem: FieldProblem): FieldProblem {
  return { ...problem, field: problem.field === 'record' ? 'data' : `data.${problem.field}` };
}

function refuse(problems: readonly FieldProblem[], read: PracticeEvent | null): ParsedEvent {
  return {
    ok: false,
    problems: problems.slice(0, MAX_PROBLEMS).map((problem) => problemFields(placeProblem(problem, {}))),
    certain: read === null ? null : onlyCertain(read),
  };
}

/** What an event says although it was refused. */
export function onlyCertain(event: PracticeEvent): PracticeEvent {
  switch (event.type) {
    case 'client.upserted':
      return { type: event.type, record: withholdClient(event.record) };
    case 'contact.upserted':
      return { type: event.type, record: withholdData(event.record) };
    case 'client.deleted':
    case 'contact.deleted':
      return event;
  }
}

/** Names of the connections an event switches. */
export function connectionsOf(event: PracticeEvent): string[] {
  return 'links' in event.record ? Object.keys(event.record.links satisfies LinkChanges) : [];
}

/** A switch for a connection that the practice does not have is a mistake of the sender: `false` must not go unheard. */
export function refuseUnknown(event: PracticeEvent, known: ReadonlySet<string>): ParsedEvent {
  const unknown = connectionsOf(event).filter((name) => !known.has(name));
  if (unknown.length === 0) return { ok: true, event };
  return refuse(
    unknown.map((name) => ({ code: 'UNKNOWN_CONNECTION', field: `data.links.${name}` })),
    event,
  );
}
