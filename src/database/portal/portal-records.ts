// What a complete list of a portal showed: the natural keys that exist there, so that a first load need not ask for each.
import { sql } from 'kysely';
import type { Attributes } from '../../plan/attributes.ts';
import { mayStand } from '../ledger/may-stand.ts';
import { json, type Tx } from '../open-store.ts';

export interface ListedRecord {
  readonly type: string;
  readonly key: string;
  readonly portalId: string;
  readonly attributes: Attributes;
  readonly signIn: 'active' | 'mail-sent' | 'unknown';
}

/**
 * What stands in the list under a key; null where the list leaves out somebody who was erased, so that the portal itself
 * must be asked. Without what is ours already: the list may be older than what we did to it.
 */
export async function findPortalRecords(
  tx: Tx,
  connectionId: string,
  { type, key }: { type: string; key: string },
): Promise<readonly ListedRecord[] | null> {
  const { rows } = await sql<{ partial: boolean; found: ListedRecord | null }>`
    select exists (select from erased_record where connection_id = ${connectionId} and type = ${type}) as partial, f.found
    from (values (1)) one left join lateral (select jsonb_build_object('type', type, 'key', key, 'portalId', portal_id,
      'attributes', attributes, 'signIn', sign_in) as found from (select * from portal_record where key = ${key} offset 0) l
    where connection_id = ${connectionId} and type = ${type} and not exists (select from (select connection_id, type, parents
        from portal_resource where portal_id = l.portal_id and state <> 'absent' offset 0) r
      where r.connection_id = l.connection_id and r.type = l.type and r.parents = '{}') limit 2) f on true`.execute(
    tx,
  );
  if (rows[0]?.partial === true) return null;
  return rows.flatMap(({ found }) => (found === null ? [] : [found]));
}

export interface Holder {
  readonly id: string;
  /** The natural key that it should have. */
  readonly key: string;
  /** Clients that claim it; none when nobody does. */
  readonly clientIds: readonly string[];
  readonly ownerDeleted: boolean;
  /** Something that stands in the portal, or may, hangs below it. */
  readonly hasBelow: boolean;
}

/** Other resources of ours that stand for this portal record already, locked: it is never adopted twice. */
export async function lockHolders(
  tx: Tx,
  record: {
    connectionId: string;
    type: string;
    portalId: string;
    resourceId: string;
    parents: readonly string[];
  },
): Promise<readonly Holder[]> {
  const { rows: locked } = await sql<{ id: string }>`
    select id from portal_resource
    where id = any(array(select id from portal_resource where portal_id = ${record.portalId} and state <> 'absent' offset 0))
      and connection_id = ${record.connectionId} and type = ${record.type} and portal_id = ${record.portalId}
      and parents = ${[...record.parents]}::uuid[] and id <> ${record.resourceId} and state <> 'absent' order by id for update`.execute(
    tx,
  );
  if (locked.length === 0) return [];
  const { rows } = await sql<Holder>`
    select h.id, h.key,
      array(select distinct c.client_id::text from claim c where c.resource_id = h.id and c.released_at is null) as "clientIds",
      coalesce((select c.deleted_at is not null from client c where c.id = h.owner_client_id), false) as "ownerDeleted",
      exists (select from portal_resource r where h.id = any(r.parents) and r.connection_id = h.connection_id
        and ${mayStand}) as "hasBelow"
    from portal_resource h where h.id = any(${locked.map(({ id }) => id)}::uuid[])`.execute(tx);
  return rows;
}

/** Adds one batch of the list that began at `seenAt`. What an earlier list showed stays until this one is complete. */
export async function addPortalRecords(
  tx: Tx,
  {
    practiceId,
    connectionId,
    type,
    seenAt,
  }: { practiceId: string; connectionId: string; type: string; seenAt: Date },
  records: readonly Omit<ListedRecord, 'type'>[],
): Promise<void> {
  const rows = records.map((r) => ({
    key: r.key,
    portal_id: r.portalId,
    attributes: r.attributes,
    sign_in: r.signIn,
  }));
  // A record that moved between two pages while they were read comes twice.
  await sql`
    insert into portal_record (connection_id, practice_id, type, key, portal_id, attributes, sign_in, seen_at)
    select distinct on (portal_id) ${connectionId}::uuid, ${practiceId}, ${type}, key, portal_id, attributes, sign_in, ${seenAt}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(key text, portal_id text, attributes jsonb, sign_in text)
    where not exists (select from erased_record e
      where e.connection_id = ${connectionId} and e.type = ${type} and e.portal_id_digest = portal_id_digest(r.portal_id))
    on conflict (connection_id, type, portal_id) do update set key = excluded.key, attributes = excluded.attributes,
      sign_in = excluded.sign_in, seen_at = excluded.seen_at`.execute(tx);
}

/** The list is complete: what it did not show is forgotten, and from now on creates go by it. */
export async function finishListing(tx: Tx, connectionId: string, startedAt: Date): Promise<void> {
  await sql`delete from portal_record where connection_id = ${connectionId} and seen_at < ${startedAt}`.execute(
    tx,
  );
  await sql`update connection set listed_at = ${startedAt} where id = ${connectionId}`.execute(tx);
}
