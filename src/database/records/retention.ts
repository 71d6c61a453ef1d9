// What is forgotten after its time, in batches: payloads of events, operations long answered, tombstones whose access is
// gone everywhere. The audit trail stays.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/** One transaction each, so that nobody waits long for a lock. */
export const PRUNE_BATCH = 5_000;

/** What is open stays: what nobody has taken up yet, what waits for its client, and what was refused. */
export async function pruneEvents(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql`
    delete from received_event where (practice_id, webhook_id) in (
      select practice_id, webhook_id from received_event where received_at < ${before}
        and (status not in ('received', 'orphaned', 'failed') or (status = 'failed' and record_key is null)) limit ${PRUNE_BATCH})
    returning webhook_id`.execute(tx);
  return rows.length;
}

/**
 * The last operation of each resource stays: it says how the resource came to be what it is. An update that nobody answered
 * does not say it, and goes by itself; whatever else nobody answered stays, for access may hang on it.
 */
export async function pruneOperations(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql`
    delete from operation where id in (
      select o.id from operation o where (o.answered_at < ${before}
        and exists (select from operation later where later.resource_id = o.resource_id and later.id > o.id
          and (later.answered_at is not null or later.action <> 'update')))
        or (o.action = 'update' and o.answered_at is null and o.lands_by < ${before})
      limit ${PRUNE_BATCH})
    returning id`.execute(tx);
  return rows.length;
}

/** What lists of a type showed that is not listed any more. */
export async function prunePortalRecords(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql`
    delete from portal_record where (connection_id, type, portal_id) in (
      select connection_id, type, portal_id from portal_record where seen_at < ${before} limit ${PRUNE_BATCH})
    returning portal_id`.execute(tx);
  return rows.length;
}

/** Contacts deleted long ago, and where they stood. A client's tombstone stays: its entity in a portal still is its own. */
export async function pruneTombstones(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ removed: number }>`select prune_tombstones(${before}) as removed`.execute(tx);
  await sql`
    delete from standing s where s.subject_kind = 'contact'
      and not exists (select from contact c where c.id = s.subject_id)`.execute(tx);
  return rows[0]?.removed ?? 0;
}
