// What waits for somebody outside Koppel, and what a person asked to be done about it (rule 26).
import { sql } from 'kysely';
import type { ConnectionState } from '../../domain/connection.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { Tx } from '../open-store.ts';

export interface OpenRequest {
  readonly id: string;
  readonly connectionId: string;
  readonly connection: string;
  readonly connectionState: ConnectionState;
  readonly portal: string;
  readonly type: string;
  readonly state: 'waiting' | 'declined' | 'uncertain';
  /** Who must act; null where nobody can any more, or where a task says it. */
  readonly waitingOn: string | null;
  readonly waitingFor: ReasonCode | null;
  readonly since: Date | null;
  readonly lookAgainAt: Date | null;
  /** When a person was last mailed about it, and when somebody last asked for a resend. */
  readonly mailedAt: Date | null;
  readonly resentAt: Date | null;
  readonly asked: 'resend' | 'withdraw' | null;
  /** Something stands in the portal that waits: a mailed request, say. */
  readonly wasSent: boolean;
  readonly task: string | null;
  readonly clientIds: readonly string[];
  readonly client: string | null;
  readonly clientNumber: string | null;
  /** Its natural key in the portal, and the address that was written to where there was one. */
  readonly key: string;
  readonly email: string | null;
}

/** Everything of a practice that waits, the oldest first. Shown to people, never logged. */
export async function listRequests(
  tx: Tx,
  { id = null, connectionId = null }: { id?: string | null; connectionId?: string | null } = {},
): Promise<readonly OpenRequest[]> {
  const { rows } = await sql<OpenRequest>`
    select r.id, r.connection_id as "connectionId", c.name as connection, c.state as "connectionState", c.portal, r.type, r.state,
      r.waiting_on as "waitingOn", r.waiting_for as "waitingFor", r.waiting_since as since,
      r.look_again_at as "lookAgainAt", r.asked, r.key, r.attributes ->> 'email' as email,
      r.portal_id is not null as "wasSent",
      (select max(o.intended_at) from operation o where o.resource_id = r.id and o.outcome = 'waiting'
        and r.portal_id is not null) as "mailedAt",
      -- Of one that was declined, a resend is a new request.
      (select max(a.at) from audit a where a.action = 'request.resend' and a.details ->> 'resource' = r.id::text
        and a.client_id in (select cm.client_id from claim cm where cm.resource_id = r.id)) as "resentAt",
      (select t.id from manual_task t where t.resource_id = r.id and t.status in ('open', 'contradicted') limit 1) as task,
      array(select distinct cm.client_id from claim cm where cm.resource_id = r.id) as "clientIds",
      first.name as client, first.number as "clientNumber"
    from portal_resource r join connection c on c.id = r.connection_id
    left join lateral (select k.name, k.number from claim cm join client k on k.id = cm.client_id
      where cm.resource_id = r.id order by cm.claimed_at limit 1) first on true
    where r.state in ('waiting', 'declined', 'uncertain')
      and (${id}::text is null or r.id::text = ${id}) and (${connectionId}::uuid is null or r.connection_id = ${connectionId})
    order by r.waiting_since nulls last, r.id`.execute(tx);
  return rows;
}

/** Notes what a person asked for; the next run of its client does it. */
export async function noteAsked(tx: Tx, id: string, asked: 'resend' | 'withdraw'): Promise<void> {
  await sql`update portal_resource set asked = ${asked} where id = ${id}`.execute(tx);
}
