// What is held about one contact, to be shown and to be erased. The rules of erasing stand in the database, so that no
// caller can erase what still gives access.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

export interface ErasureState {
  readonly askedAt: Date | null;
  readonly erasedAt: Date | null;
}

/** An access that has to be proven gone first. */
export interface HeldAccess {
  readonly resourceId: string;
  readonly connectionId: string;
  readonly connection: string;
  readonly portal: string;
  readonly type: string;
  readonly revokeState: string | null;
}

export async function readErasure(tx: Tx, contactId: string): Promise<ErasureState> {
  const { rows } = await sql<ErasureState>`
    select erase_asked_at as "askedAt", erased_at as "erasedAt" from contact where id = ${contactId}`.execute(
    tx,
  );
  return rows[0] ?? { askedAt: null, erasedAt: null };
}

/** Everything claimed for the contact in a portal, released but unproven claims included. */
export async function listHeld(tx: Tx, contactId: string): Promise<readonly HeldAccess[]> {
  const { rows } = await sql<HeldAccess>`
    select distinct r.id as "resourceId", n.id as "connectionId", n.name as connection, n.portal, r.type, r.revoke_state as "revokeState"
    from claim c join portal_resource r on r.id = c.resource_id join connection n on n.id = c.connection_id
    where c.subject_id = ${contactId} order by n.name, r.type, r.id`.execute(tx);
  return rows;
}

/** Other contacts that are the same human: another client's, with the same key of the person. */
export async function listSameHuman(tx: Tx, contactId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id from contact c join contact o on o.person_key = c.person_key and o.id <> c.id
    where c.id = ${contactId} order by o.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The contact is gone as of now, and shall be erased once its access is. False when that was asked before. */
export async function askErasure(tx: Tx, contactId: string): Promise<boolean> {
  const { rows } = await sql`
    update contact set erase_asked_at = now(), deleted_at = coalesce(deleted_at, now()),
      said_at = greatest(said_at, now())
    where id = ${contactId} and erase_asked_at is null returning id`.execute(tx);
  return rows.length > 0;
}

/** Erases one contact if nothing stands in the way any more. */
export async function eraseContact(tx: Tx, contactId: string): Promise<boolean> {
  const { rows } = await sql<{ erased: boolean }>`select erase_contact(${contactId}) as erased`.execute(tx);
  return rows[0]?.erased ?? false;
}

export async function listErasuresAsked(tx: Tx): Promise<readonly { id: string; clientId: string | null }[]> {
  const { rows } = await sql<{ id: string; clientId: string | null }>`
    select id, client_id as "clientId" from contact
    where erase_asked_at is not null and erased_at is null order by erase_asked_at limit 1000`.execute(tx);
  return rows;
}

/** Everything held about a contact, row by row, under the names of the tables. */
export async function readPersonalData(
  tx: Tx,
  contactId: string,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { rows } = await sql<{ data: Record<string, unknown[] | null> }>`
    select jsonb_build_object(
      'contact', (select jsonb_agg(to_jsonb(c)) from contact c where c.id = ${contactId}),
      'contact_link', (select jsonb_agg(to_jsonb(l)) from contact_link l where l.contact_id = ${contactId}),
      'standing', (select jsonb_agg(to_jsonb(s)) from standing s where s.subject_id = ${contactId}),
      'claim', (select jsonb_agg(to_jsonb(m)) from claim m where m.subject_id = ${contactId}),
      'portal_resource', (select jsonb_agg(to_jsonb(r) order by r.id) from resources_about(${contactId}) r),
      'portal_record', (select jsonb_agg(to_jsonb(l)) from listed_about(${contactId}) l),
      'operation', (select jsonb_agg(to_jsonb(o) order by o.id) from operation o
        where o.resource_id in (select r.id from resources_about(${contactId}) r)),
      'manual_task', (select jsonb_agg(to_jsonb(t)) from manual_task t
        where t.resource_id in (select r.id from resources_about(${contactId}) r)),
      'received_event', (select jsonb_agg(to_jsonb(e) order by e.received_at) from events_about(${contactId}) e),
      'outdated_statement', (select jsonb_agg(to_jsonb(o)) from contact c join outdated_statement o
        on o.kind = 'contact' and o.record_key = c.source_key where c.id = ${contactId}),
      'source_hint', (select jsonb_agg(to_jsonb(h)) from contact c join source_hint h
        on h.kind = 'contact' and h.key = c.source_key where c.id = ${contactId}),
      'source_refusal', (select jsonb_agg(to_jsonb(f)) from contact c join source_refusal f
        on f.kind = 'contact' and f.key = c.source_key where c.id = ${contactId}),
      'audit', (select jsonb_agg(to_jsonb(a) order by a.id) from audit a where a.subject_id = ${contactId})
    ) as data`.execute(tx);
  const [row] = rows;
  return Object.fromEntries(Object.entries(row?.data ?? {}).map(([table, found]) => [table, found ?? []]));
}
