// Clients and contacts a page at a time, in an order that a cursor can go on in, and what a list shows beside each.
import { sql, type RawBuilder } from 'kysely';
import type { ListSort } from '../../domain/list-sorts.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
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
  /** Null: whatever the last run found. */
  readonly storedReasons: readonly ReasonCode[] | null;
  readonly isNotSignedIn: boolean;
  readonly waitingOn: string | null;
}

/** Where a page ends: the two keys it is sorted by, and the id. */
export type PageEnd = readonly [string, string, string];

export interface PageRow extends RecordRef {
  readonly end: PageEnd;
}

const SORT_KEYS: Readonly<Record<ListSort, { client: [string, string]; contact: [string, string] }>> = {
  client: { client: ['k.search', `''`], contact: [`coalesce(k.search, '')`, 'c.search'] },
  name: { client: ['k.search', `''`], contact: ['c.search', `''`] },
  number: {
    client: [`lpad(coalesce(k.number, '~'), 30)`, `''`],
    contact: [`lpad(coalesce(k.number, '~'), 30)`, 'c.search'],
  },
  since: { client: [`''`, 'k.search'], contact: [`''`, 'c.search'] },
};

/** The next records behind `after`. Deleted ones only while something of them is left in a portal. */
export async function readPage(
  tx: Tx,
  {
    filter,
    sort,
    after,
    limit,
  }: { filter: PageFilter; sort: ListSort; after: PageEnd | null; limit: number },
): Promise<readonly PageRow[]> {
  const [one, two, id] = after ?? ['', '', ''];
  const parts = (['client', 'contact'] as const)
    .filter((kind) => filter.kind === null || filter.kind === kind)
    .map((kind) => onePart(kind, filter, sort));
  const { rows } = await sql<RecordRef & { one: string; two: string }>`
    select kind, id, one, two from (${sql.join(parts, sql` union all `)}) r
    where ${after === null} or (one, two, id::text) > (${one} collate "C", ${two} collate "C", ${id} collate "C")
    order by one, two, id::text collate "C" limit ${limit}`.execute(tx);
  return rows.map((row) => ({ kind: row.kind, id: row.id, end: [row.one, row.two, row.id] }));
}

function onePart(kind: 'client' | 'contact', filter: PageFilter, sort: ListSort): RawBuilder<unknown> {
  const [first, second] = SORT_KEYS[sort][kind];
  const table = kind === 'client' ? 'client k' : 'contact c left join client k on k.id = c.client_id';
  const row = kind === 'client' ? 'k' : 'c';
  const id = sql.raw(`${row}.id`);
  const since = sql`coalesce((select to_char(min(s.since) at time zone 'utc', 'YYYYMMDDHH24MISSUS') from standing s
    where s.subject_id = ${id} and s.connection_id = any(${ids(filter)})), '~')`;
  return sql`
    select ${sql.lit(kind)} as kind, ${id} as id, ${sort === 'since' ? since : sql.raw(first)} collate "C" as one,
      ${sql.raw(second)} collate "C" as two
    from ${sql.raw(table)}
    where (${sql.raw(row)}.deleted_at is null or exists (select from claim m where m.subject_id = ${id}))
      ${sql.join(conditions(kind, filter, id), sql` `)}`;
}

function ids({ connectionIds }: PageFilter): RawBuilder<unknown> {
  return sql`${[...connectionIds]}::uuid[]`;
}

function conditions(
  kind: 'client' | 'contact',
  filter: PageFilter,
  id: RawBuilder<unknown>,
): readonly RawBuilder<unknown>[] {
  const { linked, storedReasons, isNotSignedIn, waitingOn, connectionIds } = filter;
  const found: RawBuilder<unknown>[] = [sql``];
  if (linked !== null) {
    const on = sql`(select count(*) from ${sql.raw(`${kind}_link`)} l where l.${sql.raw(`${kind}_id`)} = ${id}
      and l.enabled and l.connection_id = any(${ids(filter)}))`;
    found.push(linked ? sql`and ${on} > 0` : sql`and ${on} < ${connectionIds.length}`);
  }
  if (storedReasons !== null)
    found.push(sql`and exists (select from standing s where s.subject_id = ${id}
      and s.connection_id = any(${ids(filter)}) and s.reason = any(${[...storedReasons]}::text[]))`);
  const claimed = (what: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`and exists (select from claim m join portal_resource r on r.id = m.resource_id
      where m.subject_id = ${id} and m.released_at is null and m.connection_id = any(${ids(filter)}) and ${what})`;
  if (isNotSignedIn) found.push(claimed(sql`r.sign_in = 'mail-sent'`));
  if (waitingOn !== null) found.push(claimed(sql`r.waiting_on = ${waitingOn}`));
  return found;
}

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

/** One for every record and connection. */
export async function readStoredLinks(tx: Tx, recordIds: readonly string[]): Promise<readonly StoredLink[]> {
  const { rows } = await sql<StoredLink>`
    with record as (
      select id, id as client_id from client where id = any(${[...recordIds]}::uuid[])
      union all select id, client_id from contact where id = any(${[...recordIds]}::uuid[])
    )
    select n.id, p.id as "connectionId", coalesce(kl.enabled, cl.enabled, false) as linked, s.reason as "storedReason",
      s.since as "storedSince", case when d.pending then d.changed_at end as "dueSince",
      held.arrived_at as "arrivedAt", held.sign_in as "signIn", held.mailed_at as "mailedAt", held.waiting_on as "waitingOn"
    from record n cross join connection p
    left join client_link kl on kl.connection_id = p.id and kl.client_id = n.id
    left join contact_link cl on cl.connection_id = p.id and cl.contact_id = n.id
    left join standing s on s.connection_id = p.id and s.subject_id = n.id
    left join due_pair d on d.connection_id = p.id and d.client_id = n.client_id
    left join lateral (
      select max(o.answered_at) filter (where o.outcome = 'done') as arrived_at,
        case when bool_or(r.sign_in = 'active') then 'active' when bool_or(r.sign_in = 'mail-sent') then 'mail-sent'
          when count(r.id) > 0 then 'unknown' end as sign_in,
        min(r.created_at) filter (where r.sign_in = 'mail-sent') as mailed_at,
        min(r.waiting_on) filter (where r.state in ('waiting', 'declined')) as waiting_on
      from claim m join portal_resource r on r.id = m.resource_id left join operation o on o.resource_id = r.id
      where m.subject_id = n.id and m.connection_id = p.id and m.released_at is null and r.state not in ('reserved', 'absent')
    ) held on true
    order by p.name`.execute(tx);
  return rows;
}

export interface ShownRecord extends NamedRecord {
  readonly city: string | null;
}

/** In the order of the ids. */
export async function showRecords(tx: Tx, recordIds: readonly string[]): Promise<readonly ShownRecord[]> {
  const names = await nameRecords(tx, recordIds);
  const clientIds = [...new Set([...names.values()].flatMap(({ clientId }) => clientId ?? []))];
  const { rows } = await sql<{ id: string; city: string | null }>`
    select id, city from client where id = any(${clientIds}::uuid[])`.execute(tx);
  const cityById = new Map(rows.map(({ id, city }) => [id, city] as const));
  return recordIds.flatMap((id) => {
    const record = names.get(id);
    return record === undefined ? [] : [{ ...record, city: cityById.get(record.clientId ?? '') ?? null }];
  });
}
