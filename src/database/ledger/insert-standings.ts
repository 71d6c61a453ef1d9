// Where a client and its contacts stand, written by the statement that ends a run.
import { sql, type RawBuilder } from 'kysely';
import type { Standing } from '../../plan/judge-standings.ts';
import { json } from '../open-store.ts';

/** An insert to be part of a statement; `where`: whether it may be made. */
export function insertStandings(
  pair: { readonly practiceId: string; readonly connectionId: string; readonly clientId: string },
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
