// What triggers and queue may have missed, found from the records themselves.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';
import { lookAt } from './hand-out.ts';
import { isBeingRevoked } from './may-stand.ts';

/**
 * Makes due, for one practice: clients whose link is on and that no run has ever judged, what waits for its turn or
 * was left half done, what a holder keeps back that has no claim or was looked at since, and access that should be gone and is not proven to be.
 * Returns how many pairs.
 */
export async function findForgottenPairs(tx: Tx): Promise<number> {
  await noteJudged(tx);
  const { rows } = await sql<{ pairs: number }>`
    with forgotten as (${NEVER_JUDGED}), asked as (
      select look_again(connection_id, array_agg(client_id), 1::smallint) from forgotten group by connection_id
    )
    select (select count(*)::integer from forgotten) as pairs, (select count(*) from asked)`.execute(tx);
  const left = await lookAt(tx, sql`ctid = any(array(${LEFT_WAITING} union ${LEFT_OPEN}))`);
  return (rows[0]?.pairs ?? 0) + left;
}

/** In one sweep: after a first load they are many. */
export const LINKS_NOTED = 50_000;

/** Once for each link: what was judged since the last sweep is not asked about again. */
async function noteJudged(tx: Tx): Promise<void> {
  await sql`
    with judged as (
      select l.ctid as place from client_link l cross join lateral (select from standing s
        where s.connection_id = l.connection_id and s.subject_kind = 'client' and s.subject_id = l.client_id offset 0) s
      where l.enabled and not l.judged limit ${LINKS_NOTED} for update of l skip locked
    )
    update client_link set judged = true where ctid = any(array(select place from judged))`.execute(tx);
}

const NEVER_JUDGED = sql`
  select l.connection_id, l.client_id from client_link l
  where l.enabled and not l.judged
    and not exists (select from standing s where s.connection_id = l.connection_id and s.subject_kind = 'client'
      and s.subject_id = l.client_id offset 0)
    and not exists (select from due_pair d where d.connection_id = l.connection_id and d.client_id = l.client_id
      and d.pending offset 0)`;

/** Where it is in due_pair, as LEFT_OPEN too. */
const LEFT_WAITING = sql`
  select d.place from standing s cross join lateral (select d.ctid as place from due_pair d
    where d.connection_id = s.connection_id and d.client_id = s.client_id and not d.pending offset 0) d
  where (s.state = 'held' or s.reason = 'CHANGE_PENDING')
    and ((s.state = 'held' and (s.detail ? 'holderOwner' or s.reason = 'DOMAIN_BUSY'))
      or (s.reason = 'CHANGE_PENDING' and s.subject_kind = 'client')
      -- Its holder was looked at since: whoever let go in a run that then died has told nobody.
      or (s.state = 'held' and s.holder_client <> s.client_id::text and exists (select from standing h
        where h.connection_id = s.connection_id and h.subject_kind = 'client' and h.subject_id = s.holder_client::uuid
          and h.judged_at > s.judged_at - interval '1 minute' offset 0)))`;

const LEFT_OPEN = sql`
  select d.place from portal_resource r join claim c on c.resource_id = r.id
  cross join lateral (select d.ctid as place from due_pair d
    where d.connection_id = c.connection_id and d.client_id = c.client_id and not d.pending offset 0) d
  where (r.doubtful or ${isBeingRevoked})
    and r.state <> 'manual'
    -- A person decides, and then it is due by itself; what nothing shows is looked at for its effect now and then.
    and not exists (select from standing s where s.connection_id = c.connection_id and s.client_id = c.client_id
      and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id and (s.reason in ('BRAKE', 'MANUAL_TASK')
        or s.reason = 'REVOKE_UNSEEN' and s.judged_at > now() - interval '1 hour') offset 0)`;
