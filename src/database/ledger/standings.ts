// Where every client and contact stands on a connection (rule 5), as the last run left it.
import { sql, type RawBuilder } from 'kysely';
import type { Difference } from '../../plan/differences.ts';
import type { Standing } from '../../plan/judge-standings.ts';
import { json, type Tx } from '../open-store.ts';
import type { PairKey } from './pairs.ts';

/** An insert to be part of a statement; `where`: whether it may be made. */
export function insertStandings(
  pair: PairKey,
  standings: readonly Standing[],
  where: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const rows = standings.map(({ subject, state, reason, detail }) => ({
    kind: subject.kind,
    id: subject.id,
    state,
    reason,
    detail,
  }));
  return sql`
    insert into standing as s (connection_id, subject_kind, subject_id, client_id, practice_id, state, reason, detail)
    select ${pair.connectionId}, r.kind, r.id, ${pair.clientId}::uuid, ${pair.practiceId}, r.state, r.reason, r.detail
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(kind text, id uuid, state text, reason text, detail jsonb)
    where ${where}
    on conflict (connection_id, subject_kind, subject_id) do update set client_id = excluded.client_id, state = excluded.state,
      reason = excluded.reason, detail = excluded.detail, judged_at = now(),
      since = case when s.state = excluded.state and s.reason = excluded.reason then s.since else now() end`;
}

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
