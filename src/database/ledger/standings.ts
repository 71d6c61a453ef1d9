// Where every client and contact stands on a connection (rule 5), as the last run left it.
import { sql } from 'kysely';
import type { Difference } from '../../plan/differences.ts';
import { json, type Tx } from '../open-store.ts';
import type { PairKey } from './pairs.ts';

/** Other clients with a subject that waits for this one to let go of a number or an address. */
export async function heldByClient(tx: Tx, pair: PairKey): Promise<readonly string[]> {
  const { rows } = await sql<{ client_id: string }>`
    select distinct s.client_id from (select connection_id, client_id, state from standing
      where holder_client = ${pair.clientId} offset 0) s
    where s.connection_id = ${pair.connectionId} and s.state = 'held' and s.client_id <> ${pair.clientId}`.execute(
    tx,
  );
  return rows.map((row) => row.client_id);
}

/**
 * What differs between the records of one human, told at the other clients too, whose plans are the same as before (rule
 * 11). A standing that is being written at this moment says so at its client's next look.
 */
export async function tellDifferences(
  tx: Tx,
  pair: PairKey,
  differences: readonly Difference[],
): Promise<void> {
  if (differences.length === 0) return;
  await sql`
    with told as (
      select s.connection_id, s.subject_kind, s.subject_id, d.differs
      from jsonb_to_recordset(${json(differences)}::jsonb) as d("resourceId" uuid, differs text)
      join claim c on c.resource_id = d."resourceId" and c.released_at is null and c.client_id <> ${pair.clientId}
      join standing s on s.connection_id = c.connection_id and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id
      where s.state = 'in-sync' and coalesce(s.detail ->> 'differs', '') <> d.differs for update of s skip locked
    )
    update standing s set detail = case when t.differs = '' then s.detail - 'differs'
      else s.detail || jsonb_build_object('differs', t.differs) end
    from told t where s.connection_id = t.connection_id and s.subject_kind = t.subject_kind and s.subject_id = t.subject_id`.execute(
    tx,
  );
}
