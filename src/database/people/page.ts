// Clients and contacts a page at a time, in an order that a cursor can go on in, and that an index gives.
import { sql, type RawBuilder } from 'kysely';
import type { ListSort } from '../../domain/list-sorts.ts';
import { reasonCodes, type ReasonCode } from '../../domain/reasons.ts';
import { contradicts, isFoundByRun } from '../../domain/standing.ts';
import type { Tx } from '../open-store.ts';
import type { RecordRef } from './listing.ts';

/** What a page must fulfil; each narrows it, and those of links hold for one of the connections. */
export interface PageFilter {
  readonly connectionIds: readonly string[];
  readonly kind: 'client' | 'contact' | null;
  readonly linked: boolean | null;
  /** Null: wherever it stands. A page may hold others too: only a look at all the facts tells. */
  readonly reasons: readonly ReasonCode[] | null;
  readonly isNotSignedIn: boolean;
  readonly waitingOn: string | null;
  /** The contacts of this client alone. */
  readonly contactsOf: string | null;
}

/** Where a page ends: the two keys it is sorted by, and the id. */
export type PageEnd = readonly [string, string, string];

export interface PageRow extends RecordRef {
  readonly end: PageEnd;
}

interface PageRequest {
  readonly filter: PageFilter;
  readonly sort: ListSort;
  readonly after: PageEnd | null;
  readonly limit: number;
  /** These alone are looked at; null: everybody. */
  readonly among: readonly string[] | null;
}

type Kind = RecordRef['kind'];
type SortKeys = readonly [string, string];

interface Order {
  readonly keys: SortKeys;
  /** A join that they need. */
  readonly beside?: RawBuilder<unknown>;
}

const LONG_NUMBER = `lpad(coalesce(k.number, '~'), 30)`;

/** `k`: the client of either; `c`: the contact. */
const SORT_KEYS: Readonly<Record<Exclude<ListSort, 'since'>, Record<Kind, SortKeys>>> = {
  client: { client: ['k.search', `''`], contact: ['k.search', 'c.search'] },
  name: { client: ['k.search', `''`], contact: ['c.search', `''`] },
  // By their length, so that 99 comes before 100.
  number: { client: [LONG_NUMBER, `''`], contact: [LONG_NUMBER, 'c.search'] },
};

const NO_END: PageEnd = ['', '', '00000000-0000-0000-0000-000000000000'];

/** The next records behind `after`. Deleted ones only while something of them is left in a portal. */
export async function readPage(tx: Tx, request: PageRequest): Promise<readonly PageRow[]> {
  const { sort, after, limit, among } = request;
  if (among?.length === 0) return [];
  if (sort !== 'since')
    return readParts(tx, request, (kind) => onePart(kind, request, { keys: SORT_KEYS[sort][kind] }));
  if (among !== null)
    return readParts(tx, request, (kind) =>
      onePart(kind, request, { keys: sinceKeys(kind), beside: sinceOf(kind, request.filter) }),
    );
  const standing = after?.[0] === NEVER ? [] : await readLongest(tx, request);
  if (standing.length === limit) return standing;
  const rest = { ...request, limit: limit - standing.length, after: after?.[0] === NEVER ? after : null };
  return [...standing, ...(await readNeverJudged(tx, rest))];
}

async function readParts(
  tx: Tx,
  { filter, limit }: PageRequest,
  toPart: (kind: Kind) => RawBuilder<unknown>,
): Promise<readonly PageRow[]> {
  const parts = (['client', 'contact'] as const)
    .filter((kind) => filter.kind === null || filter.kind === kind)
    .map(toPart);
  const { rows } = await sql<RecordRef & { one: string; two: string }>`
    select * from (${sql.join(parts, sql` union all `)}) r order by one, two, id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ kind: row.kind, id: row.id, end: [row.one, row.two, row.id] }));
}

/** Sorted and cut by itself, so that an index can give the order and no more is read than is shown. */
function onePart(
  kind: Kind,
  { filter, after, limit, among }: PageRequest,
  { keys: [first, second], beside = sql`` }: Order,
): RawBuilder<unknown> {
  const [one, two, id] = after ?? NO_END;
  const [row, by] = [sql.raw(kind === 'client' ? 'k' : 'c'), sql.raw(`${first} collate "C"`)];
  return sql`(
    select ${sql.lit(kind)} as kind, ${row}.id, ${by} as one, ${sql.raw(second)} collate "C" as two
    from ${among === null ? sql.raw(TABLES[kind]) : tablesAmong(kind, among)} ${beside}
    where ${by} >= ${one} and (${by}, ${sql.raw(second)} collate "C", ${row}.id) > (${one}, ${two}, ${id}::uuid)
      ${isShown(kind, filter)}
    order by one, two, id limit ${limit})`;
}

const TABLES = { client: 'client k', contact: 'contact c join client k on k.id = c.client_id' } as const;

/** Looked up one by one: the planner, who does not know how few they are, would go through everybody for them. */
function tablesAmong(kind: Kind, among: readonly string[]): RawBuilder<unknown> {
  const ids = sql`unnest(${[...among]}::uuid[]) as u(id)`;
  return kind === 'client'
    ? sql`${ids} cross join lateral (select * from client where client.id = u.id offset 0) k`
    : sql`${ids} cross join lateral (select * from contact where contact.id = u.id offset 0) c
      cross join lateral (select * from client where client.id = c.client_id offset 0) k`;
}

function isShown(kind: Kind, filter: PageFilter): RawBuilder<unknown> {
  const row = sql.raw(kind === 'client' ? 'k' : 'c');
  return sql`and (${row}.deleted_at is null or exists (select from claim m where m.subject_id = ${row}.id))
    ${sql.join(conditions(kind, filter), sql` `)}`;
}

/** In the place of a time, of what never stood anywhere: behind every time. */
export const NEVER = '~';
const SINCE = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

function sinceKeys(kind: Kind): SortKeys {
  return ['since.text', `case when since.text = '${NEVER}' then ${SORT_KEYS.name[kind][0]} else '' end`];
}

function sinceOf(kind: Kind, filter: PageFilter): RawBuilder<unknown> {
  return sql`cross join lateral (
    select coalesce(${sql.raw(SINCE('min(s.since)'))}, ${sql.lit(NEVER)}) as text from standing s
    where s.subject_id = ${idOf(kind)} and s.connection_id = any(${ids(filter)}) offset 0) since`;
}

/** What stands somewhere: in the order of an index of each connection, at the one where it stands longest. */
async function readLongest(tx: Tx, { filter, after, limit }: PageRequest): Promise<readonly PageRow[]> {
  const [since, , id] = after ?? ['-infinity', '', NO_END[2]];
  const one = (kind: Kind): RawBuilder<unknown> => sql`
    select from ${sql.raw(TABLES[kind])} where s.subject_kind = ${sql.lit(kind)} and ${idOf(kind)} = s.subject_id ${isShown(kind, filter)}`;
  const parts = filter.connectionIds.map(
    (connectionId) => sql`(
    select s.subject_kind as kind, s.subject_id as id, s.since from (
      select subject_kind, subject_id, since from standing s where s.connection_id = ${connectionId}
        and (s.since, s.subject_id) > (${since}::timestamptz, ${id}::uuid) order by s.since, s.subject_id) s
    where (${filter.kind}::text is null or s.subject_kind = ${filter.kind}) and not exists (select from standing o
      where o.subject_id = s.subject_id and o.connection_id = any(${ids(filter)})
        and (o.since, o.connection_id) < (s.since, ${connectionId}::uuid) offset 0)
      and (exists (${one('client')} offset 0) or exists (${one('contact')} offset 0))
    limit ${limit})`,
  );
  if (parts.length === 0) return [];
  await orderByIndex(tx, true);
  const { rows } = await sql<RecordRef & { text: string }>`
    select kind, id, ${sql.raw(SINCE('since'))} as text from (${sql.join(parts, sql` union all `)}) r
    order by since, id limit ${limit}`.execute(tx);
  await orderByIndex(tx, false);
  return rows.map(({ kind, id, text }) => ({ kind, id, end: [text, '', id] }));
}

/** Without statistics the planner takes all of a practice or a connection for few, and would read and sort them for a page. */
export async function orderByIndex(tx: Tx, only: boolean): Promise<void> {
  const sorts = only ? 'off' : 'on';
  await sql`select set_config('enable_sort', ${sorts}, true), set_config('enable_bitmapscan', ${sorts}, true)`.execute(
    tx,
  );
}

/** What stands nowhere, by name. */
async function readNeverJudged(tx: Tx, request: PageRequest): Promise<readonly PageRow[]> {
  const [, name, id] = request.after ?? NO_END;
  const asked = { ...request, after: [name, '', id] as const };
  const rows = await readParts(tx, asked, (kind) =>
    onePart(kind, asked, {
      keys: SORT_KEYS.name[kind],
      beside: sql`cross join lateral (select where not exists (
        select from standing s where s.subject_id = ${idOf(kind)} and s.connection_id = any(${ids(request.filter)})) offset 0) never`,
    }),
  );
  return rows.map((row) => ({ ...row, end: [NEVER, row.end[0], row.id] }));
}

function idOf(kind: Kind): RawBuilder<unknown> {
  return sql.raw(kind === 'client' ? 'k.id' : 'c.id');
}

function ids({ connectionIds }: PageFilter): RawBuilder<unknown> {
  return sql`${[...connectionIds]}::uuid[]`;
}

function conditions(kind: Kind, filter: PageFilter): readonly RawBuilder<unknown>[] {
  const { linked, reasons, isNotSignedIn, waitingOn, contactsOf, connectionIds } = filter;
  const found: RawBuilder<unknown>[] = [sql``];
  if (contactsOf !== null)
    found.push(kind === 'client' ? sql`and false` : sql`and c.client_id = ${contactsOf}`);
  const on = linksOn(kind, filter);
  if (linked !== null) found.push(linked ? sql`and ${on} > 0` : sql`and ${on} < ${connectionIds.length}`);
  if (reasons !== null) found.push(sql`and (${sql.join(needs(kind, filter, reasons), sql` or `)})`);
  const holds = (narrowed: RawBuilder<unknown>): RawBuilder<unknown> => sql`and exists (
    select from claim m cross join lateral (select from portal_resource r
      where r.id = m.resource_id and r.connection_id = any(${ids(filter)}) and ${narrowed} offset 0) r
    where m.subject_id = ${idOf(kind)} and m.released_at is null offset 0)`;
  // Only people sign in.
  if (isNotSignedIn) found.push(kind === 'client' ? sql`and false` : holds(sql`r.sign_in = 'mail-sent'`));
  if (waitingOn !== null) found.push(holds(sql`r.waiting_on = ${waitingOn}`));
  return found;
}

/** On how many of the connections the link of a kind of record is on. */
function linksOn(kind: Kind, filter: PageFilter): RawBuilder<unknown> {
  const [table, column, id] =
    kind === 'client' ? ['client_link', 'client_id', 'k.id'] : ['contact_link', 'contact_id', 'c.id'];
  return sql`(select count(*) from ${sql.raw(table)} l where l.${sql.raw(column)} = ${sql.raw(id)}
    and l.enabled and l.connection_id = any(${ids(filter)}))`;
}

/** What must be so of whatever stands at one of these reasons: for most, that the last run found it. */
function needs(
  kind: Kind,
  filter: PageFilter,
  reasons: readonly ReasonCode[],
): readonly RawBuilder<unknown>[] {
  const stored = sql`exists (select from standing s where s.subject_id = ${idOf(kind)}
    and s.connection_id = any(${ids(filter)}) and s.reason = any(${[...reasons]}::text[]) offset 0)`;
  const others = reasons.filter((reason) => !isFoundByRun(reason)).map((reason) => NEED[reason] ?? isDue);
  return [stored, ...[...new Set(others)].map((need) => need(kind, filter))];
}

type Need = (kind: Kind, filter: PageFilter) => RawBuilder<unknown>;

const isOff: Need = (kind, filter) => sql`${linksOn(kind, filter)} < ${filter.connectionIds.length}`;

const isDeleted: Need = (kind) => (kind === 'client' ? sql`false` : sql`c.deleted_at is not null`);

const isOpen: Need = (kind) => sql`${kind === 'client' ? sql`false` : sql`c.unplaced_said_at is not null`}
  or exists (select from received_event e where e.practice_id = k.practice_id
    and e.record_key = ${sql.raw(kind === 'client' ? 'k' : 'c')}.source_key and e.status in ('orphaned', 'failed') offset 0)`;

/** A change waits; or it may be pushed and no run says how it stands. */
const isChanging: Need = (kind, filter) => sql`
  exists (select from due_pair d where d.client_id = k.id and d.connection_id = any(${ids(filter)}) and d.pending offset 0)
  or exists (select from client_link l where l.client_id = k.id and l.connection_id = any(${ids(filter)}) and l.enabled
    and not exists (select from standing s where s.subject_id = ${idOf(kind)} and s.connection_id = l.connection_id
      and s.reason = any(${reasonCodes().filter((reason) => !contradicts(reason))}::text[]) offset 0) offset 0)`;

/** A change waits that was tried. */
const isRetried: Need = (_kind, filter) => sql`
  exists (select from due_pair d join connection p on p.id = d.connection_id where d.client_id = k.id
    and d.connection_id = any(${ids(filter)}) and d.pending
    and (d.attempts > 0 or d.last_error is not null or p.state = 'quarantined') offset 0)`;

/** It may not be pushed, and something of it is there. */
const isLeaving: Need = (kind, filter) => sql`
  (k.kind = 'person' or k.status = 'suspect' or k.deleted_at is not null or ${isDeleted(kind, filter)}
      or ${isOff(kind, filter)} or ${isOff('client', filter)})
    and exists (select from claim m where m.subject_id = ${idOf(kind)} offset 0)`;

const isDue: Need = (kind, filter) => sql`${isChanging(kind, filter)} or ${isLeaving(kind, filter)}`;

const NEED: Partial<Record<ReasonCode, Need>> = {
  LINK_OFF: isOff,
  CLIENT_LINK_OFF: (_kind, filter) => isOff('client', filter),
  CLIENT_IS_PRIVATE: () => sql`k.kind = 'person'`,
  CLIENT_IS_SUSPECT: () => sql`k.status = 'suspect'`,
  CLIENT_DELETED: () => sql`k.deleted_at is not null`,
  CONTACT_DELETED: isDeleted,
  LAST_WORD_OPEN: isOpen,
  CHANGE_PENDING: isChanging,
  RETRYING: isRetried,
  REVOKE_PENDING: isLeaving,
};
