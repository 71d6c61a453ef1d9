// What triggers and queue may have missed, found from the records themselves.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/**
 * Makes due, for one practice: clients whose link is on and that no run has ever judged, what waits for its turn or
 * was left half done, what a holder keeps back that has no claim or was looked at since, and access that should be gone and is not proven to be.
 * Returns how many pairs.
 */
export async function findForgottenPairs(tx: Tx): Promise<number> {
  const { rows } = await sql<{ pairs: number }>`
    with forgotten as (
      select pair.connection_id, pair.client_id from live_pair pair
      where not exists (select from standing s where s.connection_id = pair.connection_id
          and s.subject_kind = 'client' and s.subject_id = pair.client_id)
        and not exists (select from due_pair d where d.connection_id = pair.connection_id
          and d.client_id = pair.client_id and d.pending)
      union
      select s.connection_id, s.client_id from standing s join due_pair d
        on d.connection_id = s.connection_id and d.client_id = s.client_id and not d.pending
      where (s.state = 'held' and (s.detail ? 'holderOwner' or s.reason = 'DOMAIN_BUSY'))
        or (s.reason = 'CHANGE_PENDING' and s.subject_kind = 'client')
        -- Its holder was looked at since: whoever let go in a run that then died has told nobody.
        or (s.state = 'held' and s.detail ->> 'holderClient' <> s.client_id::text and exists (select from standing h
          where h.connection_id = s.connection_id and h.subject_kind = 'client' and h.subject_id = (s.detail ->> 'holderClient')::uuid
            and h.judged_at > s.judged_at - interval '1 minute'))
      union
      select c.connection_id, c.client_id from portal_resource r join claim c on c.resource_id = r.id
      join due_pair d on d.connection_id = c.connection_id and d.client_id = c.client_id and not d.pending
      where (r.doubtful or r.revoke_state in ('revoke_pending', 'revoked_sent'))
        and r.state <> 'manual'
        -- A person decides, and then it is due by itself.
        and not exists (select from standing s where s.connection_id = c.connection_id and s.client_id = c.client_id
          and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id and s.reason in ('BRAKE', 'MANUAL_TASK'))
    ), asked as (
      select look_again(connection_id, array_agg(client_id), 1::smallint) from forgotten group by connection_id
    )
    select (select count(*)::integer from forgotten) as pairs, (select count(*) from asked)`.execute(tx);
  return rows[0]?.pairs ?? 0;
}
