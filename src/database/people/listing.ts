// Clients and contacts a page at a time, in an order that a cursor can go on in, and what a list shows beside each.
import { sql, type RawBuilder } from 'kysely';
import type { ListSort } from '../../domain/list-sorts.ts';
import { reasonCodes, type ReasonCode } from '../../domain/reasons.ts';
import { contradicts, isFoundByRun } from '../../domain/standing.ts';
import { isMissing } from '../ledger/may-stand.ts';
import type { Tx } from '../open-store.ts';
import { nameRecords, type NamedRecord } from './explain.ts';

export interface RecordRef {
  readonly kind: 'client' | 'contact';
  readonly id: string;
}

/** Every word of `text` is part of its name, number, key, e-mail address or city. Deleted ones come last. */
export async function searchRecords(tx: Tx, text: string, limit: number): Promise<readonly RecordRef[]> {
  const { rows } = await sql<RecordRef>`select kind, id from find_records(${text}, ${limit})`.execute(tx);
  return rows;
}

/** What a page must fulfil; each narrows it, and those of links hold for one of the connections. */
export interface PageFilter {
  readonly connectionIds: readonly string[];
  readonly kind: 'client' | 'contact' | null;
  readonly linked: boolean | null;
  /** Null: wherever it stands. A page may hold others too: only a look at all the facts tells. */
  readonly reasons: readonly ReasonCode[] | null;
  readonly isNotSignedIn: boolean;
  /** Of those mailed by the portal. */
  readonly mailedBefore: Date | null;
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
}

type Kind = RecordRef['kind'];

const LONG_NUMBER = `lpad(coalesce(k.number, '~'), 30)`;

/** `k`: the client of either; `c`: the contact. */
const SORT_KEYS: Readonly<Record<Exclude<ListSort, 'since'>, Record<Kind, readonly [string, string]>>> = {
  client: { client: ['k.search', `''`], contact: ['k.search', 'c.search'] },
  name: { client: ['k.search', `''`], contact: ['c.search', `''`] },
  // By their length, so that 99 comes before 100.
  number: { client: [LONG_NUMBER, `''`], contact: [LONG_NUMBER, 'c.search'] },
};

const NO_END: PageEnd = ['', '', '00000000-0000-0000-0000-000000000000'];

/** The next records behind `after`. Deleted ones only while something of them is left in a portal. */
export async function readPage(tx: Tx, request: PageRequest): Promise<readonly PageRow[]> {
  const { filter, limit } = request;
  const parts = (['client', 'contact'] as const)
    .filter((kind) => filter.kind === null || filter.kind === kind)
    .map((kind) => onePart(kind, request));
  const { rows } = await sql<RecordRef & { one: string; two: string }>`
    select * from (${sql.join(parts, sql` union all `)}) r order by one, two, id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ kind: row.kind, id: row.id, end: [row.one, row.two, row.id] }));
}

/** Sorted and cut by itself, so that an index can give the order and no more is read than is shown. */
function onePart(kind: Kind, { filter, sort, after, limit }: PageRequest): RawBuilder<unknown> {
  const [one, two, id] = after ?? NO_END;
  const row = sql.raw(kind === 'client' ? 'k' : 'c');
  const [first, second] = sortKeys(kind, sort);
  const table = kind === 'client' ? 'client k' : 'contact c join client k on k.id = c.client_id';
  return sql`(
    select ${sql.lit(kind)} as kind, ${row}.id, ${first} collate "C" as one, ${second} collate "C" as two
    from ${sql.raw(table)} ${sort === 'since' ? sinceOf(kind, filter) : sql``}
    where ${first} collate "C" >= ${one}
      and (${first} collate "C", ${second} collate "C", ${row}.id) > (${one}, ${two}, ${id}::uuid)
      and (${row}.deleted_at is null or exists (select from claim m where m.subject_id = ${row}.id))
      ${sql.join(conditions(kind, filter), sql` `)}
    order by one, two, id limit ${limit})`;
}

function sortKeys(kind: Kind, sort: ListSort): readonly RawBuilder<unknown>[] {
  if (sort !== 'since') return SORT_KEYS[sort][kind].map((key) => sql.raw(key));
  return [sql`since.text`, sql.raw(kind === 'client' ? 'k.search' : 'c.search')];
}

/** Once for each record; what never stood anywhere comes last. */
function sinceOf(kind: Kind, filter: PageFilter): RawBuilder<unknown> {
  return sql`cross join lateral (
    select coalesce(to_char(min(s.since) at time zone 'utc', 'YYYYMMDDHH24MISSUS'), '~') as text from standing s
    where s.subject_id = ${idOf(kind)} and s.connection_id = any(${ids(filter)}) offset 0) since`;
}

function idOf(kind: Kind): RawBuilder<unknown> {
  return sql.raw(kind === 'client' ? 'k.id' : 'c.id');
}

function ids({ connectionIds }: PageFilter): RawBuilder<unknown> {
  return sql`${[...connectionIds]}::uuid[]`;
}

function conditions(kind: Kind, filter: PageFilter): readonly RawBuilder<unknown>[] {
  const { linked, reasons, isNotSignedIn, mailedBefore, waitingOn, contactsOf, connectionIds } = filter;
  const found: RawBuilder<unknown>[] = [sql``];
  if (contactsOf !== null)
    found.push(kind === 'client' ? sql`and false` : sql`and c.client_id = ${contactsOf}`);
  const on = linksOn(kind, filter);
  if (linked !== null) found.push(linked ? sql`and ${on} > 0` : sql`and ${on} < ${connectionIds.length}`);
  if (reasons !== null) found.push(sql`and (${sql.join(needs(kind, filter, reasons), sql` or `)})`);
  const claims = sql`select m.subject_id from claim m join portal_resource r on r.id = m.resource_id
    where r.connection_id = any(${ids(filter)}) and m.released_at is null`;
  const early = mailedBefore === null ? sql`` : sql`and r.created_at < ${mailedBefore}`;
  // Only people sign in. Many may not have: the first of them are soon met.
  if (isNotSignedIn)
    found.push(
      kind === 'client'
        ? sql`and false`
        : sql`and exists (${claims} and m.subject_id = c.id and r.sign_in = 'mail-sent' ${early})`,
    );
  // Few wait: gathered once; `is true` keeps the planner from making it a join.
  if (waitingOn !== null)
    found.push(sql`and (${idOf(kind)} in (${claims} and r.waiting_on = ${waitingOn})) is true`);
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
    and s.connection_id = any(${ids(filter)}) and s.reason = any(${[...reasons]}::text[]))`;
  const others = reasons.filter((reason) => !isFoundByRun(reason)).map((reason) => NEED[reason] ?? isDue);
  return [stored, ...[...new Set(others)].map((need) => need(kind, filter))];
}

type Need = (kind: Kind, filter: PageFilter) => RawBuilder<unknown>;

const isOff: Need = (kind, filter) => sql`${linksOn(kind, filter)} < ${filter.connectionIds.length}`;

const isDeleted: Need = (kind) => (kind === 'client' ? sql`false` : sql`c.deleted_at is not null`);

const isOpen: Need = (kind) => sql`${kind === 'client' ? sql`false` : sql`c.unplaced_said_at is not null`}
  or exists (select from received_event e where e.practice_id = k.practice_id
    and e.record_key = ${sql.raw(kind === 'client' ? 'k' : 'c')}.source_key and e.status in ('orphaned', 'failed'))`;

/** A change waits; or it may be pushed and no run says how it stands; or it may not, and something of it is there. */
const isDue: Need = (kind, filter) => sql`
  exists (select from due_pair d where d.client_id = k.id and d.connection_id = any(${ids(filter)}) and d.pending)
  or exists (select from client_link l where l.client_id = k.id and l.connection_id = any(${ids(filter)}) and l.enabled
    and not exists (select from standing s where s.subject_id = ${idOf(kind)} and s.connection_id = l.connection_id
      and s.reason = any(${reasonCodes().filter((reason) => !contradicts(reason))}::text[])))
  or (k.kind = 'person' or k.status = 'suspect' or k.deleted_at is not null or ${isDeleted(kind, filter)}
      or ${isOff(kind, filter)} or ${isOff('client', filter)})
    and exists (select from claim m where m.subject_id = ${idOf(kind)})`;

const NEED: Partial<Record<ReasonCode, Need>> = {
  LINK_OFF: isOff,
  CLIENT_LINK_OFF: (_kind, filter) => isOff('client', filter),
  CLIENT_IS_PRIVATE: () => sql`k.kind = 'person'`,
  CLIENT_IS_SUSPECT: () => sql`k.status = 'suspect'`,
  CLIENT_DELETED: () => sql`k.deleted_at is not null`,
  CONTACT_DELETED: isDeleted,
  LAST_WORD_OPEN: isOpen,
};

/** What is stored of a record's link on one connection, beside the facts its standing is judged from. */
export interface StoredLink {
  readonly id: string;
  readonly connectionId: string;
  readonly linked: boolean;
  readonly storedReason: string | null;
  readonly storedSince: Date | null;
  readonly dueSince: Date | null;
  /** When the portal last took something of it. */
  readonly arrivedAt: Date | null;
  /** The best that any of its records in the portal says; null where it has none. */
  readonly signIn: 'active' | 'mail-sent' | 'unknown' | null;
  /** Since when the portal's mail is not used. */
  readonly mailedAt: Date | null;
  readonly waitingOn: string | null;
}

/**
 * One for every record and connection. What is held is gathered once for all of them, not for each by itself: where whole
 * tables are read (`readFactsOf`), each would read the whole ledger.
 */
export async function readStoredLinks(tx: Tx, recordIds: readonly string[]): Promise<readonly StoredLink[]> {
  const wanted = [...recordIds];
  const { rows } = await sql<StoredLink>`
    with record as (
      select id, id as client_id from client where id = any(${wanted}::uuid[])
      union all select id, client_id from contact where id = any(${wanted}::uuid[])
    ), held as (
      select m.subject_id, m.connection_id, max(o.answered_at) filter (where o.outcome = 'done') as arrived_at,
        case when bool_or(r.sign_in = 'active') then 'active' when bool_or(r.sign_in = 'mail-sent') then 'mail-sent'
          when count(r.id) > 0 then 'unknown' end as sign_in,
        min(r.created_at) filter (where r.sign_in = 'mail-sent') as mailed_at,
        min(r.waiting_on) filter (where r.state in ('waiting', 'declined')) as waiting_on
      from claim m join portal_resource r on r.id = m.resource_id left join operation o on o.resource_id = r.id
      where m.subject_id = any(${wanted}::uuid[]) and m.released_at is null and not ${isMissing}
      group by 1, 2
    )
    select n.id, p.id as "connectionId", coalesce(kl.enabled, cl.enabled, false) as linked, s.reason as "storedReason",
      s.since as "storedSince", case when d.pending then d.changed_at end as "dueSince",
      held.arrived_at as "arrivedAt", held.sign_in as "signIn", held.mailed_at as "mailedAt", held.waiting_on as "waitingOn"
    from record n cross join connection p
    left join client_link kl on kl.connection_id = p.id and kl.client_id = n.id
    left join contact_link cl on cl.connection_id = p.id and cl.contact_id = n.id
    left join standing s on s.connection_id = p.id and s.subject_id = n.id
    left join due_pair d on d.connection_id = p.id and d.client_id = n.client_id
    left join held on held.connection_id = p.id and held.subject_id = n.id
    order by p.name`.execute(tx);
  return rows;
}

export interface ShownRecord extends NamedRecord {
  readonly city: string | null;
  /** Its own, else its client's. */
  readonly phone: string | null;
}

/** In the order of the ids. */
export async function showRecords(tx: Tx, recordIds: readonly string[]): Promise<readonly ShownRecord[]> {
  const names = await nameRecords(tx, recordIds);
  const clientIds = [...new Set([...names.values()].flatMap(({ clientId }) => clientId ?? []))];
  const { rows } = await sql<{ id: string; city: string | null; phone: string | null }>`
    select id, city, phone from client where id = any(${clientIds}::uuid[])
    union all select id, null, coalesce(mobile, phone) from contact where id = any(${[...recordIds]}::uuid[])`.execute(
    tx,
  );
  const shownById = new Map(rows.map((row) => [row.id, row] as const));
  return recordIds.flatMap((id) => {
    const record = names.get(id);
    if (record === undefined) return [];
    const client = shownById.get(record.clientId ?? '');
    const phone = shownById.get(id)?.phone ?? client?.phone ?? null;
    return [{ ...record, city: client?.city ?? null, phone }];
  });
}
