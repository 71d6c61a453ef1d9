// Webhook events: `{"type": "client.upserted", "timestamp": "…", "data": {…}}`. Shape only: that the sender is who it
// says and that the event is no replay has been checked before.
import { z } from 'zod';
import { instantField, missingOr } from './field-schema.ts';
import type { ClientRecord, ContactRecord, Deletion, LinkChanges } from '../intake.ts';
import { parseStrict } from './parse-strict.ts';
import { placeProblem, type FieldProblem, type Parsed, type RowProblem } from './problems.ts';
import { readClient, readContact, readDeletion, type Reading, type RecordContext } from './record-schema.ts';

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
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

const MAX_PROBLEMS = 50;

const envelopeSchema = z.strictObject(
  {
    type: z.enum(EVENT_TYPES, { error: missingOr('BAD_EVENT_TYPE') }),
    timestamp: instantField.nullish(),
    data: z.unknown().optional(),
  },
  { error: missingOr('WRONG_TYPE') },
);

/** `value` is the parsed body of the request. Fields of the record are named as `data.name`. */
export function parseEvent(value: unknown, now: Date): ParsedEvent {
  const envelope = parseStrict(envelopeSchema, value, 'event');
  if (!envelope.ok) return refuse(envelope.problems);
  const { type, timestamp, data } = envelope.value;
  const parsed = parseData(type, data, { now, saidAt: timestamp ?? null });
  return parsed.ok ? { ok: true, event: parsed.value } : refuse(parsed.problems.map(belowData));
}

function parseData(type: EventType, data: unknown, context: RecordContext): Parsed<PracticeEvent> {
  switch (type) {
    case 'client.upserted':
      return whole(readClient(data, context), (record) => ({ type, record }));
    case 'contact.upserted':
      return whole(readContact(data, context), (record) => ({ type, record }));
    case 'client.deleted':
    case 'contact.deleted':
      return whole(readDeletion(data, context), (record) => ({ type, record }));
  }
}

function whole<Record>(
  { statement, problems }: Reading<Record>,
  toEvent: (record: Record) => PracticeEvent,
): Parsed<PracticeEvent> {
  if (statement === null || problems.length > 0) return { ok: false, problems };
  return { ok: true, value: toEvent(statement) };
}

function belowData(problem: FieldProblem): FieldProblem {
  return { ...problem, field: problem.field === 'record' ? 'data' : `data.${problem.field}` };
}

function refuse(problems: readonly FieldProblem[]): ParsedEvent {
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS).map((problem) => placeProblem(problem, {})) };
}

/** Names of the connections an event switches. */
export function connectionsOf(event: PracticeEvent): string[] {
  return 'links' in event.record ? Object.keys(event.record.links satisfies LinkChanges) : [];
}

/** A switch for a connection that the practice does not have is a mistake of the sender: `false` must not go unheard. */
export function refuseUnknown(event: PracticeEvent, known: ReadonlySet<string>): ParsedEvent {
  const unknown = connectionsOf(event).filter((name) => !known.has(name));
  if (unknown.length === 0) return { ok: true, event };
  return refuse(unknown.map((name) => ({ code: 'UNKNOWN_CONNECTION', field: `data.links.${name}` })));
}
