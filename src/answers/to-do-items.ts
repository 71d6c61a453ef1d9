// What waits for somebody, each kind of it as one item of the list: who must act, about whom, and what to type.
import type { listBrakeRequests } from '../database/ledger/brake-requests.ts';
import type { listOpenChanges } from '../database/people/agreements.ts';
import type { ShownRecord } from '../database/people/listing.ts';
import type { OpenStatement, OpenStatements } from '../database/people/open-statements.ts';
import type { OpenRequest } from '../database/people/requests.ts';
import type { listTasks } from '../database/people/tasks.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { StoredPractice } from '../database/records/practices.ts';
import { reasonOf, type ReasonCode } from '../domain/reasons.ts';
import { sourceState } from '../domain/source-state.ts';
import { actorOf, whoMends, type Actor } from '../domain/who-acts.ts';
import type { ListedLink, ListedRecord } from './describe-records.ts';
import type { ToDoKind } from './to-do-texts.ts';

export interface ToDoItem {
  readonly kind: ToDoKind;
  readonly actor: Actor;
  /** Null where nobody noted it. */
  readonly since: Date | null;
  readonly connection: string | null;
  /** What it is about, for those who know the codes of reasons. */
  readonly reason: ReasonCode | null;
  /** A code that says more: what is done in the portal, why a connection stopped, why a source is not read. */
  readonly detail: string | null;
  /** Whom it is about. Shown to people, never logged. */
  readonly about: ToDoSubject | null;
  /** The client or contact whose card tells more; null where it is no one's. */
  readonly recordId: string | null;
  /** How many things stand behind it: the accesses of the brake, say. */
  readonly count: number;
  /** The oldest of what the practice software said and does not count, of one kind. */
  readonly said: readonly OpenStatement[];
  /** What to type, without the practice; null where there is no command for it. */
  readonly command: string | null;
}

type ToDoSubject = Pick<ShownRecord, 'name' | 'email' | 'phone' | 'client' | 'clientNumber'>;

const NOTHING = {
  connection: null,
  reason: null,
  detail: null,
  about: null,
  recordId: null,
  count: 1,
  said: [],
  command: null,
} as const;

export function toBroken(record: ListedRecord, link: ListedLink): ToDoItem {
  return {
    ...NOTHING,
    kind: 'data',
    actor: whoMends(link.reason),
    since: link.since,
    connection: link.connection,
    reason: link.reason,
    about: record,
    recordId: record.id,
    command: `koppel explain ${record.id.slice(0, 8)}`,
  };
}

export function toUnused(record: ListedRecord, link: ListedLink): ToDoItem {
  return {
    ...NOTHING,
    kind: 'invitation',
    actor: 'contact',
    since: link.mailedAt,
    connection: link.connection,
    about: record,
    recordId: record.id,
    command: `koppel explain ${record.id.slice(0, 8)}`,
  };
}

export function toTask(task: Awaited<ReturnType<typeof listTasks>>[number]): ToDoItem {
  const { id, connection, action, type, openedAt, contact, client, clientNumber, clientId, email } = task;
  const isSent = task.known.revokeState === 'revoked_sent';
  return {
    ...NOTHING,
    ...{ kind: 'task', actor: 'office', since: openedAt, connection, detail: `${action} ${type}` },
    reason: action !== 'find-out' ? 'MANUAL_TASK' : isSent ? 'REVOKE_UNSEEN' : 'UNCERTAIN',
    about: { name: contact, email, phone: null, client, clientNumber },
    recordId: clientId,
    // What is found out has two answers.
    command: action === 'find-out' ? 'koppel task list' : `koppel task confirm ${id} --done`,
  };
}

const UNSAID = { waiting: 'WAITING_ON_PERSON', declined: 'DECLINED', uncertain: 'UNCERTAIN' } as const;

export function toRequest(request: OpenRequest): ToDoItem {
  const { connection, type, state, waitingOn, waitingFor, since, email, key, client, clientNumber } = request;
  const reason = waitingFor ?? UNSAID[state];
  return {
    ...NOTHING,
    ...{ kind: 'request', actor: actorOf(waitingOn), since, connection, reason, detail: type },
    about: { name: null, email: email ?? key, phone: null, client, clientNumber },
    recordId: request.clientIds[0] ?? null,
    command: commandFor(reason, request),
  };
}

/** A resend mails a real person: it is named only where the reason does. */
function commandFor(reason: ReasonCode, { id, connection }: OpenRequest): string {
  const [command = ''] = reasonOf(reason).commands ?? [];
  if (command.startsWith('koppel request ')) return `${command} ${id}`;
  return command === 'koppel connection test' ? `${command} ${connection}` : 'koppel request list';
}

export function toBrake(request: Awaited<ReturnType<typeof listBrakeRequests>>[number]): ToDoItem {
  const { id, connection, openedAt, resourceIds } = request;
  return {
    ...NOTHING,
    ...{
      kind: 'brake',
      actor: 'office',
      since: openedAt,
      connection,
      reason: 'BRAKE',
      count: resourceIds.length,
    },
    command: `koppel approve ${id}`,
  };
}

export function toChange(change: Awaited<ReturnType<typeof listOpenChanges>>[number]): ToDoItem {
  const { id, connection, what, key, touches } = change;
  const [first] = touches;
  return {
    ...NOTHING,
    ...{ kind: 'change', actor: 'office', since: null, connection, reason: what, count: touches.length },
    about: {
      name: null,
      email: key,
      phone: null,
      client: first?.client ?? null,
      clientNumber: first?.clientNumber ?? null,
    },
    command: `koppel profile-change confirm ${id}`,
  };
}

export function toSaid(
  { kind, count, oldestAt }: OpenStatements,
  oldest: readonly OpenStatement[],
): ToDoItem {
  const said = oldest.filter(({ open }) => open === kind);
  const known = said.find(({ recordId }) => recordId !== null);
  return {
    ...NOTHING,
    ...{
      kind: 'said',
      actor: 'office',
      since: oldestAt,
      reason: 'LAST_WORD_OPEN',
      detail: kind,
      count,
      said,
    },
    command: known === undefined ? null : `koppel explain ${known.recordId?.slice(0, 8)}`,
  };
}

export function toConnection({ name, state, stateSince, stopReason }: StoredConnection): ToDoItem {
  return {
    ...NOTHING,
    ...{ kind: 'connection', actor: 'operations', since: stateSince, connection: name },
    reason:
      state === 'paused' ? 'CONNECTION_PAUSED' : state === 'stopped' ? 'CONNECTION_STOPPED' : 'RETRYING',
    detail: stopReason,
    command: state === 'quarantined' ? null : `koppel connection resume ${name}`,
  };
}

export function toSource(practice: StoredPractice, now: Date): readonly ToDoItem[] {
  const state = sourceState(practice, now);
  const { sourceProblem, sourceProblemSince, sourceReadAt, sourceAsOf, sourceSince } = practice;
  if (state === 'current' && sourceProblem === null) return [];
  const since = sourceProblemSince ?? sourceAsOf ?? sourceReadAt ?? (state === 'none' ? null : sourceSince);
  return [
    {
      ...NOTHING,
      kind: 'source',
      actor: 'operations',
      since,
      // That there is none is said by the text.
      detail: sourceProblem ?? (state === 'none' ? null : state),
      command: 'koppel status',
    },
  ];
}
