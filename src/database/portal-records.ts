// What a complete list of a portal showed: the natural keys that exist there, so that a first load need not ask for each.
import { sql } from 'kysely';
import type { Attributes } from '../plan/attributes.ts';
import { json, type Tx } from './open-store.ts';

export interface ListedRecord {
  readonly type: string;
  readonly key: string;
  readonly portalId: string;
  readonly attributes: Attributes;
  readonly signIn: 'active' | 'mail-sent' | 'unknown';
}

export async function findPortalRecords(
  tx: Tx,
  connectionId: string,
  { type, key }: { type: string; key: string },
): Promise<readonly ListedRecord[]> {
  const { rows } = await sql<ListedRecord>`
    select type, key, portal_id as "portalId", attributes, sign_in as "signIn" from portal_record
    where connection_id = ${connectionId} and type = ${type} and key = ${key} limit 2`.execute(tx);
  return rows;
}

/** Whether another resource of ours already stands for this portal record: it is never adopted twice. */
export async function isHeldElsewhere(
  tx: Tx,
  record: {
    connectionId: string;
    type: string;
    portalId: string;
    resourceId: string;
    parents: readonly string[];
  },
): Promise<boolean> {
  const { rows } = await sql`
    select id from portal_resource where connection_id = ${record.connectionId} and type = ${record.type}
      and portal_id = ${record.portalId} and parents = ${[...record.parents]}::uuid[] and id <> ${record.resourceId}
      and state <> 'absent'`.execute(tx);
  return rows.length > 0;
}

/** Forgets what an earlier list showed; the new one follows in batches, in the same transaction or after it. */
export async function clearPortalRecords(tx: Tx, connectionId: string, type: string): Promise<void> {
  await sql`delete from portal_record where connection_id = ${connectionId} and type = ${type}`.execute(tx);
}

export async function addPortalRecords(
  tx: Tx,
  { practiceId, connectionId }: { practiceId: string; connectionId: string },
  records: readonly ListedRecord[],
): Promise<void> {
  const rows = records.map((r) => ({
    type: r.type,
    key: r.key,
    portal_id: r.portalId,
    attributes: r.attributes,
    sign_in: r.signIn,
  }));
  await sql`
    insert into portal_record (connection_id, practice_id, type, key, portal_id, attributes, sign_in)
    select ${connectionId}, ${practiceId}, type, key, portal_id, attributes, sign_in
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(type text, key text, portal_id text, attributes jsonb, sign_in text)
    on conflict (connection_id, type, portal_id) do update set key = excluded.key, attributes = excluded.attributes,
      sign_in = excluded.sign_in`.execute(tx);
}
