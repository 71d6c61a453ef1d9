// Clients and contacts with how each stands in every portal: those that fit what somebody typed, or all that fulfil a
// filter, page by page. Reads the database only.
import { z } from 'zod';
import { listConnections, type StoredConnection } from '../database/portal/connections.ts';
import { listPeopleOf, searchRecords } from '../database/people/listing.ts';
import { NEVER, readPage, type PageEnd } from '../database/people/page.ts';
import { readCandidates } from '../database/people/page-candidates.ts';
import type { Store, Tx } from '../database/open-store.ts';
import type { ListSort } from '../domain/list-sorts.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import { describeRecords, isRecordId, type ListedRecord } from './describe-records.ts';
import { asksOfLinks, EVERYTHING, fulfilling, toPageFilter, type ListFilter } from './list-filter.ts';
import { textOf } from './query-parts.ts';

export interface ListPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
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
