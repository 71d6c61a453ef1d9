// What the brake (rule 22) asks a person, what the person decided, and whom that holds or lets go. What it counts:
// count-revokes.ts.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';
import { clientsOf } from '../portal/verify.ts';

/** One brake decision at a time per connection. */
export async function lockBrake(tx: Tx, connectionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('koppel brake'), hashtext(${connectionId}))`.execute(tx);
}

export interface BrakeRequest {
  readonly id: string;
  readonly connectionId: string;
  readonly connection: string;
  readonly resourceIds: readonly string[];
  readonly status: 'open' | 'approved' | 'rejected' | 'superseded';
  readonly openedAt: Date;
}

/** Files the request for approval, or replaces an open one that asks for something else. True when it is a new question. */
export async function openBrakeRequest(
  tx: Tx,
  {
    practiceId,
    connectionId,
    resourceIds,
    rejected,
  }: {
    readonly practiceId: string;
    readonly connectionId: string;
    readonly resourceIds: readonly string[];
    /** How many more are held because a person said no. */
    readonly rejected: number;
  },
): Promise<boolean> {
  const ids = [...resourceIds];
  await noteRejected(tx, connectionId, rejected);
  const { rows: same } = await sql`
    select id from brake_request where connection_id = ${connectionId} and resource_ids = ${ids}::uuid[]
      and status = 'open'`.execute(tx);
  if (same.length > 0) return false;
  await supersede(tx, connectionId, 'open');
  await sql`insert into brake_request (practice_id, connection_id, resource_ids)
    values (${practiceId}, ${connectionId}, ${ids}::uuid[])`.execute(tx);
  return true;
}

/** Nothing is left to ask about: what was due went, came back, or was refused by a person. */
export async function closeBrakeRequest(tx: Tx, connectionId: string, rejected: number): Promise<void> {
  await noteRejected(tx, connectionId, rejected);
  await supersede(tx, connectionId, 'open');
}

async function noteRejected(tx: Tx, connectionId: string, rejected: number): Promise<void> {
  await sql`update connection set revokes_rejected = ${rejected}
    where id = ${connectionId} and revokes_rejected <> ${rejected}`.execute(tx);
}

async function supersede(tx: Tx, connectionId: string, status: 'open' | 'rejected'): Promise<void> {
  await sql`update brake_request set status = 'superseded'
    where connection_id = ${connectionId} and status = ${status}`.execute(tx);
}

/** A person asks anew: what was rejected is put to a person once more. */
export async function forgetRejections(tx: Tx, connectionId: string): Promise<void> {
  await supersede(tx, connectionId, 'rejected');
}

export async function listBrakeRequests(tx: Tx): Promise<readonly BrakeRequest[]> {
  const { rows } = await sql<BrakeRequest>`
    select b.id, b.connection_id as "connectionId", c.name as connection, b.resource_ids::text[] as "resourceIds", b.status,
      b.opened_at as "openedAt"
    from brake_request b join connection c on c.id = b.connection_id where b.status = 'open' order by b.opened_at`.execute(
    tx,
  );
  return rows;
}

/** Connections with something that the brake holds, or asks about. */
export async function listHeldConnections(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct connection_id as id from portal_resource r
    where revoke_state = 'revoke_pending' and state <> 'manual' and exists (select from claim c join standing s
      on s.connection_id = c.connection_id and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id
      where c.resource_id = r.id and s.reason = 'BRAKE')
    union select connection_id from brake_request where status = 'open'`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Clients that the brake held, and of whose accesses something is not held any more. */
export async function clientsOfHeld(
  tx: Tx,
  { connectionId, stillHeld }: { readonly connectionId: string; readonly stillHeld: readonly string[] },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct c.client_id as id from portal_resource r join claim c on c.resource_id = r.id
    join standing s on s.connection_id = c.connection_id and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id
    where r.connection_id = ${connectionId} and r.revoke_state = 'revoke_pending' and r.state <> 'manual'
      and s.reason = 'BRAKE' and not (r.id = any(${[...stillHeld]}::uuid[]))`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Decides an open request. Approval holds for exactly the accesses named, and expires. Returns the clients to look at. */
export async function decideBrakeRequest(
  tx: Tx,
  id: string,
  decision: { approve: boolean; by: string; hours: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ resource_ids: string[] }>`
    update brake_request set status = ${decision.approve ? 'approved' : 'rejected'}, decided_at = now(), decided_by = ${decision.by},
      expires_at = now() + ${decision.hours} * interval '1 hour'
    where id = ${id} and status = 'open' returning resource_ids::text[]`.execute(tx);
  const ids = rows[0]?.resource_ids;
  if (ids === undefined) return [];
  return decision.approve ? approveRevokes(tx, ids, decision.hours) : [];
}

/** Approves the revokes of these accesses, due already or about to be. Returns the clients whose pairs they belong to. */
export async function approveRevokes(
  tx: Tx,
  resourceIds: readonly string[],
  hours: number,
): Promise<readonly string[]> {
  const ids = [...resourceIds];
  await sql`update portal_resource set revoke_approved_until = now() + ${hours} * interval '1 hour'
    where id = any(${ids}::uuid[])`.execute(tx);
  return clientsOf(tx, ids);
}

/** The names behind accesses, for the person who must approve. Shown, never stored elsewhere. */
export interface AccessName {
  readonly resourceId: string;
  readonly clientNumber: string | null;
  readonly client: string | null;
  readonly contact: string;
  readonly email: string | null;
}

export async function nameAccesses(tx: Tx, resourceIds: readonly string[]): Promise<readonly AccessName[]> {
  const { rows } = await sql<AccessName>`
    select distinct on (r.id) r.id as "resourceId", c.number as "clientNumber", c.name as client,
      concat_ws(' ', coalesce(k.first_name, k.initials), k.infix, k.last_name) as contact, k.email
    from portal_resource r join claim cm on cm.resource_id = r.id and cm.subject_kind = 'contact'
    join contact k on k.id = cm.subject_id join client c on c.id = cm.client_id
    where r.id = any(${[...resourceIds]}::uuid[])
    union all
    -- A member nobody here knows: what the portal itself shows of it.
    select r.id, c.number, c.name, r.portal_id, (select l.key from portal_record l
      where l.connection_id = r.connection_id and l.portal_id = r.portal_id limit 1)
    from portal_resource r join portal_resource p on p.id = r.parents[1]
    left join client c on c.id = nullif(substring(p.owner from '^client:(.*)$'), '')::uuid
    where r.id = any(${[...resourceIds]}::uuid[]) and r.owner like 'unknown:%'
    union all
    -- What is given for the client itself, a colleague's place in its organisation, is named by its key.
    (select distinct on (r.id) r.id, c.number, c.name, r.key, null
    from portal_resource r join claim cm on cm.resource_id = r.id join client c on c.id = cm.client_id
    where r.id = any(${[...resourceIds]}::uuid[])
      and not exists (select from claim k where k.resource_id = r.id and k.subject_kind = 'contact')) order by 1`.execute(
    tx,
  );
  return rows;
}
