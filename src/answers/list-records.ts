// Clients and contacts with how each stands in every portal: those that fit what somebody typed, or all that fulfil a
// filter, page by page. Reads the database only.
import { z } from 'zod';
import { listConnections, type StoredConnection } from '../database/portal/connections.ts';
import {
  listPeopleOf,
  readStoredLinks,
  searchRecords,
  showRecords,
  type ShownRecord,
  type StoredLink,
} from '../database/people/listing.ts';
import { NEVER, readPage, type PageEnd, type PageFilter } from '../database/people/page.ts';
import { readCandidates } from '../database/people/page-candidates.ts';
import type { Store, Tx } from '../database/open-store.ts';
import {
  readByIndex,
  readFactsOf,
  readWholeTables,
  type LinkFacts,
} from '../database/ledger/standing-facts.ts';
import type { ListSort } from '../domain/list-sorts.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { currentStanding, type CurrentStanding } from '../domain/standing.ts';
import { accessTypesOfPortals, type ConnectorOf } from '../engine/access-types.ts';
import { textOf } from './query-parts.ts';

export interface ListedLink extends CurrentStanding {
  readonly connection: string;
  readonly portal: string;
  /** The switch: Ja or Nee. */
  readonly linked: boolean;
  /** Although it is not to go out, or no longer: access of it stands in the portal still. */
  readonly accessLeft: boolean;
  /** Since when it stands there; null where nobody noted it. */
  readonly since: Date | null;
  /** When the portal last took something of it. */
  readonly arrivedAt: Date | null;
  /** Whether the person can sign in, where the portal tells; null where nothing of the record is in the portal. */
  readonly signIn: StoredLink['signIn'];
  readonly mailedAt: Date | null;
  /** Who must act, in the portal's words; null where nobody is waited for. */
  readonly waitingOn: string | null;
}

export interface ListedRecord extends ShownRecord {
  readonly links: readonly ListedLink[];
}

export interface ListPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
}

/** Null and false: whatever. A record is listed when one of its links fulfils all that is asked of links. */
export interface ListFilter {
  readonly kind: 'client' | 'contact' | null;
  /** Name of the connection. */
  readonly connection: string | null;
  readonly linked: boolean | null;
  readonly reasons: readonly ReasonCode[] | null;
  readonly isNotSignedIn: boolean;
  readonly waitingOn: string | null;
  /** The contacts of this client alone. */
  readonly contactsOf: string | null;
}

export const EVERYTHING: ListFilter = {
  ...{ kind: null, connection: null, linked: null, reasons: null, isNotSignedIn: false, waitingOn: null },
  contactsOf: null,
};

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The database is not asked for what no record is called. */
export function isRecordId(text: string): boolean {
  return ID.test(text);
}

interface FindRequest {
  readonly practiceId: string;
  readonly text: string;
  readonly limit: number;
  /** Of what the text finds, this alone. Left out: all of it. */
  readonly filter?: ListFilter;
}

/** Of so many found for each that is shown, a filter chooses. */
const LOOKED_AT = 10;

/** Every word of `text` is part of a record's name, number, key, e-mail address or city, or it is its telephone number. */
export async function findListed(
  { store, connectorOf }: ListPorts,
  { practiceId, text, limit, filter = EVERYTHING }: FindRequest,
): Promise<{ readonly records: readonly ListedRecord[]; readonly more: boolean }> {
  const narrows = asksOfLinks(filter) || filter.kind !== null;
  const most = narrows ? limit * LOOKED_AT : limit;
  return store.inPractice(practiceId, async (tx) => {
    const found = await searchRecords(tx, text, most + 1);
    const connections = await connectionsOf(tx, filter);
    let ids = found.slice(0, most).map(({ id }) => id);
    if (narrows) {
      const pageFilter = toPageFilter(filter, connections);
      const page = await readPage(tx, {
        ...{ filter: pageFilter, sort: 'client', after: null, limit: most, among: ids },
      });
      const fitting = new Set(page.map(({ id }) => id));
      ids = ids.filter((id) => fitting.has(id));
    }
    const records: ListedRecord[] = [];
    const step = limit + 1;
    for (let at = 0; at < ids.length && records.length <= limit; at += step) {
      const described = await describeRecords(tx, ids.slice(at, at + step), { connections, connectorOf });
      records.push(...fulfilling(described, filter));
    }
    return { records: records.slice(0, limit), more: found.length > most || records.length > limit };
  });
}

async function connectionsOf(tx: Tx, { connection }: ListFilter): Promise<readonly StoredConnection[]> {
  const all = await listConnections(tx);
  return all.filter(({ name }) => connection === null || name === connection);
}

export interface ListRequest {
  readonly practiceId: string;
  readonly filter: ListFilter;
  readonly sort: ListSort;
  /** What the page before gave as `next`. */
  readonly cursor: string | null;
  readonly limit: number;
}

export interface ListedPage {
  readonly records: readonly ListedRecord[];
  /** Null: that was the last page. */
  readonly next: string | null;
}

/** Few enough to be held in memory, and so many that a long list reads whole tables a few times only. */
const BATCH = 20_000;
/** So many are looked through at a time for the few that fulfil a filter. */
const MOST_LOOKED_THROUGH = 5_000;

const SPARE = 1.25;

/** Null: the cursor is none of ours. */
export async function listPage(
  { store, connectorOf }: ListPorts,
  request: ListRequest,
): Promise<ListedPage | null> {
  const { practiceId, filter, sort, limit } = request;
  const start = request.cursor === null ? null : readCursor(request.cursor, sort);
  if (start === undefined) return null;
  return store.inPractice(practiceId, async (tx) => {
    const connections = await connectionsOf(tx, filter);
    const pageFilter = toPageFilter(filter, connections);
    const among = await readCandidates(tx, pageFilter);
    const records: ListedRecord[] = [];
    let end = start;
    // Some of a page may not fulfil it after all. Of a filter that few fulfil, more and more is read at a time.
    const first = asksOfLinks(filter) ? Math.ceil(limit * SPARE) : limit;
    const most = Math.max(limit + 1, MOST_LOOKED_THROUGH);
    for (let after = start, size = Math.min(first + 1, most); ; size = Math.min(size * 4, most)) {
      const page = await readPage(tx, { ...{ filter: pageFilter, sort, after, limit: size, among } });
      const endById = new Map(page.map((row) => [row.id, row.end] as const));
      const found = fulfilling(
        await describeRecords(tx, [...endById.keys()], { connections, connectorOf }),
        filter,
      );
      const room = limit - records.length;
      records.push(...found.slice(0, room));
      end = endById.get(records.at(-1)?.id ?? '') ?? end;
      if (found.length > room) return { records, next: writeCursor(end) };
      if (page.length < size) return { records, next: null };
      after = page.at(-1)?.end ?? null;
    }
  });
}

/** These, with their link on one connection. What is none of the practice's is left out. */
export async function listThese(
  { store, connectorOf }: ListPorts,
  { practiceId, ids, connection }: { practiceId: string; ids: readonly string[]; connection: string },
): Promise<readonly ListedRecord[]> {
  return store.inPractice(practiceId, async (tx) => {
    const connections = await connectionsOf(tx, { ...EVERYTHING, connection });
    return describeRecords(tx, ids.filter(isRecordId), { connections, connectorOf });
  });
}

/** These, and the contacts that go with the clients among them: `limit` of all at most, and whether there are more. */
export async function listWithPeople(
  ports: ListPorts,
  { limit, ...asked }: { practiceId: string; ids: readonly string[]; connection: string; limit: number },
): Promise<{ readonly records: readonly ListedRecord[]; readonly more: boolean }> {
  const { practiceId, connection } = asked;
  const clientIds = asked.ids.filter(isRecordId);
  const people = await ports.store.inPractice(practiceId, (tx) =>
    listPeopleOf(tx, { clientIds, connection, limit }),
  );
  const ids = [...new Set([...asked.ids, ...people])];
  return {
    records: await listThese(ports, { ...asked, ids: ids.slice(0, limit) }),
    more: ids.length > limit,
  };
}

/** Without the links that do not. */
function fulfilling(records: readonly ListedRecord[], filter: ListFilter): readonly ListedRecord[] {
  return records
    .map((record) => ({ ...record, links: record.links.filter((link) => fulfils(link, filter)) }))
    .filter(({ links }) => links.length > 0 || !asksOfLinks(filter));
}

/** All that fulfil it, page by page: memory does not grow with the practice. */
export async function* listAll(
  ports: ListPorts,
  request: Omit<ListRequest, 'cursor' | 'limit'>,
): AsyncIterable<ListedRecord> {
  for (let cursor: string | null = null; ;) {
    const page: ListedPage | null = await listPage(ports, { ...request, cursor, limit: BATCH });
    if (page === null) return;
    yield* page.records;
    if (page.next === null) return;
    cursor = page.next;
  }
}

/** More than so many are found sooner by reading all. */
const FEW = 1_000;

interface Described {
  readonly connections: readonly StoredConnection[];
  readonly connectorOf: ConnectorOf;
}

export async function describeRecords(
  tx: Tx,
  ids: readonly string[],
  { connections, connectorOf }: Described,
): Promise<readonly ListedRecord[]> {
  if (ids.length === 0) return [];
  const isMany = ids.length > FEW;
  if (isMany) await readWholeTables(tx);
  const types = accessTypesOfPortals(
    connections.map(({ portal }) => portal),
    connectorOf,
  );
  const facts = new Map(
    (await readFactsOf(tx, ids, types)).map((one) => [keyOf(one.id, one.connectionId), one]),
  );
  const stored = new Map(
    (await readStoredLinks(tx, ids)).map((one) => [keyOf(one.id, one.connectionId), one]),
  );
  const shown = await showRecords(tx, ids);
  if (isMany) await readByIndex(tx);
  return shown.map((record) => ({
    ...record,
    links: connections.flatMap((connection) => {
      const key = keyOf(record.id, connection.id);
      const [fact, link] = [facts.get(key), stored.get(key)];
      return fact === undefined || link === undefined ? [] : [toLink(connection, fact, link)];
    }),
  }));
}

function keyOf(id: string, connectionId: string): string {
  return `${id} ${connectionId}`;
}

function toLink({ name, portal }: StoredConnection, { facts }: LinkFacts, stored: StoredLink): ListedLink {
  const { state, reason } = currentStanding(facts);
  const { linked, arrivedAt, signIn, mailedAt, waitingOn, storedSince, dueSince } = stored;
  const isToGo = !linked || state === 'excluded' || facts.access === 'released';
  const accessLeft = facts.access !== 'none' && isToGo;
  const since = stored.storedReason === reason ? storedSince : state === 'due' ? dueSince : null;
  return {
    ...{ connection: name, portal, linked, accessLeft, state, reason },
    ...{ since, arrivedAt, signIn, mailedAt, waitingOn },
  };
}

function fulfils(link: ListedLink, { linked, reasons, isNotSignedIn, waitingOn }: ListFilter): boolean {
  return (
    (linked === null || link.linked === linked) &&
    (reasons === null || reasons.includes(link.reason)) &&
    (!isNotSignedIn || link.signIn === 'mail-sent') &&
    (waitingOn === null || link.waitingOn === waitingOn)
  );
}

function asksOfLinks({ linked, reasons, isNotSignedIn, waitingOn }: ListFilter): boolean {
  return linked !== null || reasons !== null || isNotSignedIn || waitingOn !== null;
}

function toPageFilter(filter: ListFilter, connections: readonly StoredConnection[]): PageFilter {
  const { kind, linked, reasons, isNotSignedIn, waitingOn, contactsOf } = filter;
  const isIn = (state: StoredConnection['state']): boolean => connections.some((one) => one.state === state);
  const canBe = (reason: ReasonCode): boolean =>
    (reason !== 'CONNECTION_PAUSED' || isIn('paused')) &&
    (reason !== 'CONNECTION_STOPPED' || isIn('stopped'));
  return {
    connectionIds: connections.map(({ id }) => id),
    ...{ kind, linked, reasons: reasons?.filter(canBe) ?? null, isNotSignedIn, waitingOn, contactsOf },
  };
}

function writeCursor(end: PageEnd | null): string | null {
  return end === null ? null : Buffer.from(JSON.stringify(end)).toString('base64url');
}

const cursorSchema = z.tuple([textOf(2000), textOf(2000), z.guid()]);
const sinceSchema = z.union([
  z.literal(NEVER),
  z.iso.datetime({ precision: 6 }).refine((at) => at >= '0001'),
]);

/** Undefined: it is none. */
function readCursor(cursor: string, sort: ListSort): PageEnd | undefined {
  try {
    const end = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (sort === 'since') sinceSchema.parse(end[0]);
    return end;
  } catch {
    return undefined;
  }
}
