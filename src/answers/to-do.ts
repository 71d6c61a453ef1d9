// Everything that waits for somebody, or is broken in the data: by who must act, what stands longest first. Reads the
// database only.
import { listBrakeRequests } from '../database/ledger/brake.ts';
import { listOpenChanges } from '../database/people/agreements.ts';
import type { ShownRecord } from '../database/people/listing.ts';
import { countMailedSince, listMailed, type Mailed } from '../database/people/mailed.ts';
import { readOpenStatements } from '../database/people/open-statements.ts';
import { listRequests, type OpenRequest } from '../database/people/requests.ts';
import { listTasks } from '../database/people/tasks.ts';
import { listConnections, type StoredConnection } from '../database/portal/connections.ts';
import { readPractice, type StoredPractice } from '../database/records/practices.ts';
import { reasonCodes, reasonOf, type ReasonCode } from '../domain/reasons.ts';
import { sourceState } from '../domain/source-state.ts';
import { ACTOR_NAMES, actorOf, whoMends, type Actor } from '../domain/who-acts.ts';
import type { ListedLink, ListedRecord } from './describe-records.ts';
import { EVERYTHING, type ListFilter } from './list-filter.ts';
import { listAll, listPage, listThese, type ListPorts, type ListRequest } from './list-records.ts';
import { MOST_MAILED, type ToDoKind } from './to-do-texts.ts';

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
  /** What to type, without the practice; null where there is no command for it. */
  readonly command: string | null;
}

type ToDoSubject = Pick<ShownRecord, 'name' | 'email' | 'phone' | 'client' | 'clientNumber'>;

export interface ToDoPorts extends ListPorts {
  readonly now: () => Date;
}

interface ToDoRequest {
  /** So many of each kind of each actor, and one more. Left out: all. */
  readonly most?: number;
}

export interface ToDo {
  readonly items: readonly ToDoItem[];
  /** Contacts mailed by a portal less than two days ago who may still use the mail by themselves; `MOST_MAILED` at most. */
  readonly mailedLately: number;
}

/** Null when there is no such practice. */
export async function readToDo(
  ports: ToDoPorts,
  practiceId: string,
  { most = Number.MAX_SAFE_INTEGER }: ToDoRequest = {},
): Promise<ToDo | null> {
  const now = ports.now();
  const asked = { practiceId, most, mailedBefore: new Date(now.getTime() - PATIENCE_MS) };
  const found = await ports.store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    if (practice === null) return null;
    const connections = await listConnections(tx);
    const items = [
      ...(await listTasks(tx)).map(toTask),
      ...(await listRequests(tx)).filter(({ task }) => task === null).map(toRequest),
      ...(await listBrakeRequests(tx)).map(toBrake),
      ...(await listOpenChanges(tx)).map(toChange),
      ...(await readOpenStatements(tx)).filter(({ kind }) => kind !== 'outdated').map(toSaid),
      ...connections.filter(({ state }) => state !== 'active').map(toConnection),
      ...toSource(practice, now),
    ];
    const lately = { since: asked.mailedBefore, most: MOST_MAILED };
    return { items, connections, mailedLately: await countMailedSince(tx, lately) };
  });
  if (found === null) return null;
  const items = [...found.items];
  for (const connection of found.connections) {
    items.push(...(await readBroken(ports, { ...asked, connection })));
    items.push(...(await readUnused(ports, { ...asked, connection })));
  }
  return { items: items.sort(inOrder), mailedLately: found.mailedLately };
}

interface Asked {
  readonly practiceId: string;
  readonly connection: StoredConnection;
  readonly most: number;
  readonly mailedBefore: Date;
}

/** By who must act, then the oldest first; what has no age comes last. */
function inOrder(one: ToDoItem, other: ToDoItem): number {
  const byActor = ACTOR_NAMES.indexOf(one.actor) - ACTOR_NAMES.indexOf(other.actor);
  const age = (item: ToDoItem): number => item.since?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return byActor !== 0 ? byActor : age(one) - age(other);
}

const NOTHING = {
  connection: null,
  reason: null,
  detail: null,
  about: null,
  recordId: null,
  count: 1,
  command: null,
} as const;

/** Reasons that go when a record is corrected. */
function isBroken(code: ReasonCode): boolean {
  const { state, isConflict = false } = reasonOf(code);
  return state === 'failed' || isConflict;
}

/** For whoever acts by themselves, so that what stands longest of each is among them. */
async function readBroken(ports: ListPorts, asked: Asked): Promise<readonly ToDoItem[]> {
  const broken = reasonCodes().filter(isBroken);
  const items: ToDoItem[] = [];
  for (const actor of new Set(broken.map(whoMends))) {
    const reasons = broken.filter((code) => whoMends(code) === actor);
    const filter = { ...EVERYTHING, connection: asked.connection.name, reasons };
    for await (const record of longest(ports, asked, filter))
      items.push(...record.links.map((link) => toBroken(record, link)));
  }
  return items;
}

function toBroken(record: ListedRecord, link: ListedLink): ToDoItem {
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

/** Where not all are asked for, those that stand longest. */
function longest(
  ports: ListPorts,
  { practiceId, most }: Asked,
  filter: ListFilter,
): AsyncIterable<ListedRecord> {
  if (most === Number.MAX_SAFE_INTEGER) return listAll(ports, { practiceId, filter, sort: 'client' });
  return onePage(ports, { practiceId, filter, sort: 'since', cursor: null, limit: most + 1 });
}

async function* onePage(ports: ListPorts, request: ListRequest): AsyncIterable<ListedRecord> {
  yield* (await listPage(ports, request))?.records ?? [];
}

/** Whoever was mailed less long ago than this may still open it by themselves. */
const PATIENCE_MS = 2 * 24 * 60 * 60 * 1_000;
const MAILS_AT_ONCE = 1_000;

async function readUnused(ports: ListPorts, asked: Asked): Promise<readonly ToDoItem[]> {
  const { practiceId, connection, most, mailedBefore: before } = asked;
  const limit = Math.min(most + 1, MAILS_AT_ONCE);
  const itemById = new Map<string, ToDoItem>();
  for (let after: Mailed | null = null; itemById.size <= most;) {
    const mailed: readonly Mailed[] = await ports.store.inPractice(practiceId, (tx) =>
      listMailed(tx, { connectionId: connection.id, before, after, limit }),
    );
    const ids = [...new Set(mailed.map(({ contactId }) => contactId))].filter((id) => !itemById.has(id));
    for (const record of await listThese(ports, { practiceId, ids, connection: connection.name }))
      for (const link of record.links)
        if (link.signIn === 'mail-sent') itemById.set(record.id, toUnused(record, link));
    after = mailed.at(-1) ?? null;
    if (mailed.length < limit) break;
  }
  return [...itemById.values()];
}

function toUnused(record: ListedRecord, link: ListedLink): ToDoItem {
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

function toTask(task: Awaited<ReturnType<typeof listTasks>>[number]): ToDoItem {
  const { id, connection, action, type, openedAt, contact, client, clientNumber, clientId, email } = task;
  return {
    ...NOTHING,
    ...{ kind: 'task', actor: 'office', since: openedAt, connection, detail: `${action} ${type}` },
    reason: action === 'find-out' ? 'UNCERTAIN' : 'MANUAL_TASK',
    about: { name: contact, email, phone: null, client, clientNumber },
    recordId: clientId,
    command: `koppel task confirm ${id} --done`,
  };
}

const UNSAID = { waiting: 'WAITING_ON_PERSON', declined: 'DECLINED', uncertain: 'UNCERTAIN' } as const;

function toRequest(request: OpenRequest): ToDoItem {
  const { id, connection, type, state, waitingOn, waitingFor, since, email, key, client, clientNumber } =
    request;
  const reason = waitingFor ?? UNSAID[state];
  return {
    ...NOTHING,
    ...{ kind: 'request', actor: actorOf(waitingOn), since, connection, reason, detail: type },
    about: { name: null, email: email ?? key, phone: null, client, clientNumber },
    command: state === 'uncertain' ? null : `koppel request resend ${id}`,
  };
}

function toBrake(request: Awaited<ReturnType<typeof listBrakeRequests>>[number]): ToDoItem {
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

function toChange(change: Awaited<ReturnType<typeof listOpenChanges>>[number]): ToDoItem {
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

function toSaid(said: Awaited<ReturnType<typeof readOpenStatements>>[number]): ToDoItem {
  const { kind, count, oldestAt } = said;
  return {
    ...NOTHING,
    kind: 'said',
    actor: 'office',
    since: oldestAt,
    reason: 'LAST_WORD_OPEN',
    detail: kind,
    count,
  };
}

function toConnection({ name, state, stateSince, stopReason }: StoredConnection): ToDoItem {
  return {
    ...NOTHING,
    ...{ kind: 'connection', actor: 'operations', since: stateSince, connection: name },
    reason:
      state === 'paused' ? 'CONNECTION_PAUSED' : state === 'stopped' ? 'CONNECTION_STOPPED' : 'RETRYING',
    detail: stopReason,
    command: state === 'quarantined' ? null : `koppel connection resume ${name}`,
  };
}

function toSource(practice: StoredPractice, now: Date): readonly ToDoItem[] {
  const state = sourceState(practice, now);
  const { sourceProblem, sourceProblemSince, sourceReadAt, sourceSince } = practice;
  if (state === 'current' && sourceProblem === null) return [];
  const since = sourceProblemSince ?? sourceReadAt ?? (state === 'none' ? null : sourceSince);
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
