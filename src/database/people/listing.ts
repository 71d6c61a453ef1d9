// What a list shows of clients and contacts, and who is found by what somebody typed.
import { sql, type RawBuilder } from 'kysely';
import { phoneDigits } from '../../domain/phone-digits.ts';
import { isMissing } from '../ledger/may-stand.ts';
import type { Tx } from '../open-store.ts';
import { nameRecords, type NamedRecord } from './explain.ts';

export interface RecordRef {
  readonly kind: 'client' | 'contact';
  readonly id: string;
}

/**
 * Every word of `text` is part of its name, number, key, e-mail address or city; behind those, whose telephone number holds its
 * digits. Deleted ones come last.
 */
export async function searchRecords(tx: Tx, text: string, limit: number): Promise<readonly RecordRef[]> {
  const { rows } = await sql<RecordRef>`select kind, id from find_records(${text}, ${limit})`.execute(tx);
  const digits = phoneDigits(text);
  if (digits === null || rows.length === limit) return rows;
  const known = new Set(rows.map(({ id }) => id));
  const called = (await searchPhones(tx, digits, limit)).filter(({ id }) => !known.has(id));
  return [...rows, ...called].slice(0, limit);
}

/** No index has them: the practice is gone through once, which takes a part of a second. */
async function searchPhones(tx: Tx, digits: string, limit: number): Promise<readonly RecordRef[]> {
  const holds = (column: string): RawBuilder<unknown> =>
    sql`translate(${sql.raw(column)}, ' ()-./+', '') like ${`%${digits}%`}`;
  const { rows } = await sql<RecordRef>`
    select kind, id from (
      select 'client' as kind, id, deleted_at is not null as gone, search from client where ${holds('phone')}
      union all
      select 'contact', id, deleted_at is not null, search from contact where ${holds('phone')} or ${holds('mobile')}
    ) f order by gone, search collate "C", id limit ${limit}`.execute(tx);
  return rows;
}

/** The contacts of these clients whose own link is on, by name: what happens to a client happens to them. */
export async function listPeopleOf(
  tx: Tx,
  { clientIds, connection, limit }: { clientIds: readonly string[]; connection: string; limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from contact c join contact_link l on l.contact_id = c.id and l.enabled
    join connection p on p.id = l.connection_id and p.name = ${connection}
    where c.client_id = any(${[...clientIds]}::uuid[]) and c.deleted_at is null
    order by c.search collate "C", c.id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
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

/**
 * One for every record and connection. What is held is gathered once for all of them, not for each by itself: where whole
 * tables are read (`readWholeTables`), each would read the whole ledger.
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
