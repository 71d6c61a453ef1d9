// Everything that waits for somebody, or is broken in the data: by who must act, what stands longest first. Reads the
// database only.
import { listBrakeRequests } from '../database/ledger/brake-requests.ts';
import { listOpenChanges } from '../database/people/agreements.ts';
import { countMailedSince, listMailed, type Mailed } from '../database/people/mailed.ts';
import { listOldestOpen, readOpenStatements } from '../database/people/open-statements.ts';
import { listRequests } from '../database/people/requests.ts';
import { listTasks } from '../database/people/tasks.ts';
import { listConnections, type StoredConnection } from '../database/portal/connections.ts';
import { readPractice } from '../database/records/practices.ts';
import { reasonCodes, reasonOf, type ReasonCode } from '../domain/reasons.ts';
import { ACTOR_NAMES, whoMends } from '../domain/who-acts.ts';
import type { ListedRecord } from './describe-records.ts';
import { EVERYTHING, type ListFilter } from './list-filter.ts';
import { listAll, listPage, listThese, type ListPorts, type ListRequest } from './list-records.ts';
import {
  toBrake,
  toBroken,
  toChange,
  toConnection,
  toRequest,
  toSaid,
  toSource,
  toTask,
  toUnused,
  type ToDoItem,
} from './to-do-items.ts';
import { MOST_MAILED } from './to-do-texts.ts';

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
    const open = await readOpenStatements(tx);
    const oldest = open.length === 0 ? [] : await listOldestOpen(tx, OLDEST_OPEN);
    const items = [
      ...(await listTasks(tx)).map(toTask),
      ...(await listRequests(tx)).filter(({ task }) => task === null).map(toRequest),
      ...(await listBrakeRequests(tx)).map(toBrake),
      ...(await listOpenChanges(tx)).map(toChange),
      ...open.filter(({ kind }) => kind !== 'outdated').map((kind) => toSaid(kind, oldest)),
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

/** Of each kind: whoever mends these finds the next ones. */
const OLDEST_OPEN = 5;

/** By who must act, then the oldest first; what has no age comes last. */
function inOrder(one: ToDoItem, other: ToDoItem): number {
  const byActor = ACTOR_NAMES.indexOf(one.actor) - ACTOR_NAMES.indexOf(other.actor);
  const age = (item: ToDoItem): number => item.since?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return byActor !== 0 ? byActor : age(one) - age(other);
}

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
