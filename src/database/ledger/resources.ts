// What is known of a portal: reads it around one client for the planner, and writes settlements and outcomes.
import { sql } from 'kysely';
import { CONFIRMED_BY_HAND, type KnownResource, type StoredClaim } from '../../plan/known.ts';
import { identityOf } from '../../plan/settle-claims.ts';
import type { Claim } from '../../plan/wanted.ts';
import type { Tx } from '../open-store.ts';
import { isGrant } from './may-stand.ts';

/**
 * Everything known that a client's claims could touch: what it claims or claimed, what stands at the keys it wants, and
 * what hangs below those, with its parents. Locked until the end of the transaction, so that two clients do not settle one resource at once.
 * What is looked up by itself (`offset 0`) is found by its own index, also by a plan of the time when the table was empty.
 */
export async function readResourcesAround(
  tx: Tx,
  pair: { connectionId: string; clientId: string },
  claims: readonly Claim[],
): Promise<readonly KnownResource[]> {
  const roots = claims.filter((claim) => claim.parents.length === 0);
  const found = await sql<{ id: string }>`
    with recursive around as (
      select resource_id as id from claim where connection_id = ${pair.connectionId} and client_id = ${pair.clientId}
      union
      select r.id
        from unnest(${roots.map((c) => c.type)}::text[], ${roots.map((c) => identityOf([], c.key))}::text[]) as wanted(type, identity),
          lateral (select id from portal_resource where connection_id = ${pair.connectionId} and type = wanted.type
            and identity = wanted.identity offset 0) r
      union
      select r.id from (select id, connection_id from portal_resource where owner = ${`client:${pair.clientId}`} offset 0) r
        where r.connection_id = ${pair.connectionId}
      union
      select child.id from around, lateral (select r.id from portal_resource r where r.first_parent = around.id offset 0) child
    ), with_parents as (
      -- A portal addresses a thing by its parents, also when nobody claims them any more: a grant that was never
      -- answered is looked for below its person.
      select id from around
      union
      select unnest(r.parents) from portal_resource r where r.id = any(array(select id from around))
    ) select id from portal_resource where id = any(array(select id from with_parents)) order by id for update`.execute(
    tx,
  );
  const ids = found.rows.map((row) => row.id);
  // Read after the locks are held: what another run wrote meanwhile is seen.
  return readResources(tx, ids);
}

/** What stands at one identity, locked; busy while another run has it. */
export async function lockResourcesAt(
  tx: Tx,
  connectionId: string,
  { type, identity }: { readonly type: string; readonly identity: string },
): Promise<KnownResource | 'busy' | null> {
  const { rows } = await sql<{ id: string; locked: boolean }>`
    with place as (select id from portal_resource
      where connection_id = ${connectionId} and type = ${type} and identity = ${identity}),
    locked as (select id from portal_resource where id = any(array(select id from place)) for update skip locked)
    select id, exists (select from locked where locked.id = place.id) as locked from place`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  return row.locked ? ((await readResources(tx, [row.id]))[0] ?? null) : 'busy';
}

/** Of the rows of `claim c`; read with `toClaims`. */
export const allClaims = sql`
  jsonb_agg(jsonb_build_object('clientId', c.client_id, 'kind', c.subject_kind, 'id', c.subject_id,
    'attributes', c.attributes, 'changedAt', c.changed_at, 'claimedAt', c.claimed_at, 'released', c.released_at is not null)
    order by c.claimed_at, c.subject_id)`;

export async function readResources(tx: Tx, ids: readonly string[]): Promise<readonly KnownResource[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ResourceRow>`
    select r.id, r.type, r.identity, r.key, r.owner, r.parents::text[], r.portal_id as "portalId", r.state, r.attributes, r.stored,
      r.origin, r.refused, r.refused_reason as "refusedReason", r.refused_field as "refusedField",
      r.doubtful or tried.update_until is not null as doubtful, tried.update_until as "changeUnansweredUntil",
      r.revoke_state as "revokeState", coalesce(r.revoke_approved_until > now(), false) as "revokeApproved",
      r.waiting_on as "waitingOn", r.waiting_for as "waitingFor", r.waiting_since as "waitingSince", r.asked, r.look_again_at as "lookAgainAt", r.unconfirmed, r.confirmed,
      coalesce((select c.deleted_at is not null from client c where c.id = r.owner_client_id), false) as "ownerDeleted",
      tried.until as "unansweredUntil", tried.grant_until as "grantUnansweredUntil", coalesce(tried.changes, '[]') as tried,
      tried.written_at[1] as "writtenAt",
      (select t.action from manual_task t where t.resource_id = r.id and t.status in ('open', 'contradicted')
        order by t.opened_at desc, t.id limit 1) as "openTask",
      coalesce(claimed.claims, '[]') as claims,
      case when claimed.is_live then '[]' else
        coalesce((select jsonb_agg(jsonb_build_object('clientId', c.client_id, 'subject',
            jsonb_build_object('kind', c.subject_kind, 'id', c.subject_id)) order by c.claimed_at, c.subject_id)
          from portal_resource b join claim c on c.resource_id = b.id and c.released_at is not null
          where b.connection_id = r.connection_id and b.revoke_state = 'revoke_pending' and r.id = any(b.parents)), '[]') end as "keptFor"
    from portal_resource r cross join lateral (
      select max(o.lands_by) filter (where o.answered_at is null and o.action not in ('update', 'withdraw')) as until,
        max(o.lands_by) filter (where o.answered_at is null and ${isGrant}) as grant_until,
        -- Sent by a run that is over.
        max(o.lands_by) filter (where o.answered_at is null and o.action = 'update' and not exists (select from due_pair d
          where d.connection_id = o.connection_id and d.client_id = o.client_id and d.fence = o.fence
            and d.lease_until > clock_timestamp() offset 0)) as update_until,
        jsonb_agg(o.changes order by o.id) filter (where o.answered_at is null and o.action in ('create', 'update')) as changes,
        array_agg(case when ${isGrant} then o.answered_at end order by o.answered_at desc)
          filter (where o.outcome = 'done' or (o.outcome = 'waiting' and r.portal_id is not null)) as written_at
      from operation o where o.resource_id = r.id
    ) tried cross join lateral (
      select coalesce(bool_or(c.released_at is null), false) as is_live,
        ${allClaims} as claims
      from claim c where c.resource_id = r.id
    ) claimed where r.id = any(${[...ids]}::uuid[]) order by r.created_at, r.id`.execute(tx);
  return rows.map(toKnown);
}

type ResourceRow = Omit<KnownResource, 'claims'> & { claims: readonly ClaimRow[] };
interface ClaimRow {
  clientId: string;
  kind: StoredClaim['subject']['kind'];
  id: string;
  attributes: StoredClaim['attributes'];
  changedAt: string;
  claimedAt: string;
  released: boolean;
}

function toKnown(row: ResourceRow): KnownResource {
  return { ...row, claims: toClaims(row.claims) };
}

export function toClaims(rows: readonly ClaimRow[]): readonly StoredClaim[] {
  return rows.map(({ kind, id, ...claim }) => ({
    ...claim,
    subject: { kind, id },
    changedAt: new Date(claim.changedAt),
    claimedAt: new Date(claim.claimedAt),
  }));
}

/** Forgets what the portal refused for a client, so that it is asked again although nothing changed. */
export async function forgetRefusals(
  tx: Tx,
  pair: { connectionId: string; clientId: string },
): Promise<void> {
  await sql`
    update portal_resource r set refused = null, refused_reason = null, refused_field = null
    where r.connection_id = ${pair.connectionId} and r.refused_reason is not null
      and exists (select from claim c where c.resource_id = r.id and c.client_id = ${pair.clientId})`.execute(
    tx,
  );
}

/** Of how many of a kind it is looked whether they stand. */
const LOOKED_THROUGH = 500;
const MOST_STANDING = 3;

/** How the portal addresses a few that are known to stand there, none of them these, or below the same. */
export async function readStanding(
  tx: Tx,
  { connectionId, type, not }: { connectionId: string; type: string; not: readonly KnownResource[] },
): Promise<readonly Standing[]> {
  const below = not.flatMap(({ parents }) => parents[0] ?? []);
  const { rows } = await sql<Standing>`
    select r.key, r.portal_id as "portalId", coalesce((select jsonb_object_agg(p.type, coalesce(p.portal_id, ''))
      from portal_resource p where p.id = any(r.parents)), '{}') as parents
    from (select * from portal_resource where connection_id = ${connectionId} and type = ${type}
      order by identity limit ${LOOKED_THROUGH}) r
    where r.state = 'present' and r.revoke_state is null and r.portal_id is not null
      and (not r.doubtful or (r.first_parent is not null and not exists (select from portal_resource p
        -- It went along with what was gone, or was made anew since.
        where p.id = any(r.parents) and (p.state <> 'present' or p.doubtful or exists (select from operation o
          where o.resource_id = p.id and o.action = 'create' and o.answered_at > coalesce((select max(own.answered_at)
            from operation own where own.resource_id = r.id and own.action = 'create'), '-infinity'))))))
      and not starts_with(r.portal_id, ${CONFIRMED_BY_HAND}) 
      and r.id <> all(${not.map(({ id }) => id)}::uuid[]) and (r.first_parent = any(${below}::uuid[])) is not true
    -- What a list did not show below something that stands is asked for where nothing else is left to ask for.
    order by r.doubtful limit ${MOST_STANDING}`.execute(tx);
  return rows;
}

export interface Standing {
  readonly key: string;
  readonly portalId: string;
  readonly parents: Readonly<Record<string, string>>;
}
