// Writes a settlement: reserves new resources, renames, records claims and marks what must be revoked. One transaction
// with the reading of what it was decided from.
import { sql } from 'kysely';
import { sameAttributes } from '../../plan/attributes.ts';
import { claimOf, liveClaims, type KnownResource, type StoredClaim } from '../../plan/known.ts';
import type { NewResource, Placement, Release, Renaming, Settlement } from '../../plan/settle-claims.ts';
import { json, UNAWAITED, type Tx } from '../open-store.ts';
import { isBeingRevoked, mayHaveLanded } from './may-stand.ts';
import type { PairKey } from './pairs.ts';

/** Another client reserved the same portal resource in the same moment: read again and settle anew. */
export class ReservationLostError extends Error {
  constructor() {
    super('Another run reserved the same portal resource.');
    this.name = 'ReservationLostError';
  }
}

/**
 * `after`: what is known once the settlement is applied, for the revokes that it makes due or calls off, and the refusals that
 * hold no longer.
 */
export async function writeSettlement(
  tx: Tx,
  pair: PairKey,
  {
    settlement,
    before,
    after,
  }: { settlement: Settlement; before: readonly KnownResource[]; after: readonly KnownResource[] },
): Promise<void> {
  await reserve(tx, pair, settlement.created);
  await rename(tx, settlement.renamed);
  await writeClaims(tx, pair, changedPlacements(settlement.placements, before, pair.clientId));
  await markReleased(tx, pair, { claims: settlement.releases, released: true });
  await markReleased(tx, pair, { claims: settlement.restored, released: false });
  await writeRevokes(tx, before, after);
  await forgetRefusals(tx, before, after);
  await renewTasks(tx, before, after);
}

async function reserve(tx: Tx, pair: PairKey, created: readonly NewResource[]): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map((r) => ({ ...r, parents: [...r.parents] }));
  const { rows: inserted } = await sql`
    insert into portal_resource (id, practice_id, connection_id, type, identity, key, owner, parents)
    select r.id, ${pair.practiceId}, ${pair.connectionId}, r.type, r.identity, r.key, r.owner, r.parents
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(id uuid, type text, identity text, key text, owner text, parents uuid[])
    on conflict do nothing returning id`.execute(tx);
  if (inserted.length < created.length) throw new ReservationLostError();
}

async function rename(tx: Tx, renamed: readonly Renaming[]): Promise<void> {
  if (renamed.length === 0) return;
  const ids = renamed.map(({ id }) => id);
  // Of resources that exchange their keys none may have its new one while the other has it still.
  if (renamed.length > 1)
    await sql`update portal_resource set identity = 'moving|' || id where id = any(${ids}::uuid[])`.execute(
      tx,
    );
  try {
    await sql`
      update portal_resource p set identity = r.identity, key = r.key, owner = r.owner
      from jsonb_to_recordset(${json(renamed)}::jsonb) as r(id uuid, identity text, key text, owner text)
      where p.id = r.id and p.id = any(${ids}::uuid[])`.execute(tx);
  } catch (error) {
    if (isUniqueViolation(error)) throw new ReservationLostError();
    throw error;
  }
}

/** Claims that say something new; the rest need no write. */
function changedPlacements(
  placements: readonly Placement[],
  before: readonly KnownResource[],
  clientId: string,
): readonly Placement[] {
  const byId = new Map(before.map((resource) => [resource.id, resource]));
  return placements.filter(({ claim, resourceId }) => {
    const known = byId.get(resourceId);
    const stored = known === undefined ? undefined : claimOf(known, clientId, claim.subject);
    return (
      stored === undefined ||
      !sameAttributes(stored.attributes, claim.attributes) ||
      stored.changedAt.getTime() !== claim.changedAt.getTime()
    );
  });
}

async function writeClaims(tx: Tx, pair: PairKey, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  const rows = placements.map(({ claim, resourceId }) => ({
    resource_id: resourceId,
    subject_kind: claim.subject.kind,
    subject_id: claim.subject.id,
    attributes: claim.attributes,
    changed_at: claim.changedAt,
  }));
  await sql`
    insert into claim (resource_id, practice_id, connection_id, client_id, subject_kind, subject_id, attributes, changed_at)
    select distinct on (r.resource_id, r.subject_kind, r.subject_id)
      r.resource_id, ${pair.practiceId}, ${pair.connectionId}, ${pair.clientId}::uuid, r.subject_kind, r.subject_id, r.attributes, r.changed_at
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r(resource_id uuid, subject_kind text, subject_id uuid, attributes jsonb, changed_at timestamptz)
    on conflict (resource_id, client_id, subject_kind, subject_id) do update
      set attributes = excluded.attributes, changed_at = excluded.changed_at, released_at = null,
        claimed_at = case when claim.released_at is null then claim.claimed_at else now() end
    returning ${UNAWAITED}`.execute(tx);
}

async function markReleased(
  tx: Tx,
  pair: PairKey,
  { claims, released }: { claims: readonly Release[]; released: boolean },
): Promise<void> {
  if (claims.length === 0) return;
  const rows = claims.map(({ resourceId, subject }) => ({
    resource_id: resourceId,
    kind: subject.kind,
    id: subject.id,
  }));
  await sql`
    update claim c set released_at = case when ${released} then coalesce(c.released_at, now()) end
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(resource_id uuid, kind text, id uuid)
    where c.resource_id = r.resource_id and c.client_id = ${pair.clientId} and c.connection_id = ${pair.connectionId} and c.subject_kind = r.kind and c.subject_id = r.id`.execute(
    tx,
  );
}

async function writeRevokes(
  tx: Tx,
  before: readonly KnownResource[],
  after: readonly KnownResource[],
): Promise<void> {
  const was = new Map(before.map((resource) => [resource.id, resource.revokeState]));
  const changed = after.filter((resource) => (was.get(resource.id) ?? null) !== resource.revokeState);
  if (changed.length === 0) return;
  const ids = changed.map(({ id }) => id);
  const states = changed.map(({ revokeState }) => revokeState);
  await sql`
    update portal_resource p set revoke_state = r.state,
      revoke_requested_at = case when r.state = 'revoke_pending' then now() else p.revoke_requested_at end,
      revoke_approved_until = case when r.state is null then null else p.revoke_approved_until end
    from unnest(${ids}::uuid[], ${states}::text[]) as r(id, state) where p.id = r.id and p.id = any(${ids}::uuid[])`.execute(
    tx,
  );
}

async function forgetRefusals(
  tx: Tx,
  before: readonly KnownResource[],
  after: readonly KnownResource[],
): Promise<void> {
  const wasRefused = new Set(
    before.filter(({ refusedReason }) => refusedReason !== null).map(({ id }) => id),
  );
  const forgotten = after.filter(({ id, refusedReason }) => refusedReason === null && wasRefused.has(id));
  if (forgotten.length === 0) return;
  await sql`
    update portal_resource set refused = null, refused_reason = null, refused_field = null
    where id = any(${forgotten.map(({ id }) => id)}::uuid[])`.execute(tx);
}

/** Something else is wished than a person was asked to make: whoever read the task before cannot confirm this one. */
async function renewTasks(
  tx: Tx,
  before: readonly KnownResource[],
  after: readonly KnownResource[],
): Promise<void> {
  const was = new Map(before.map((resource) => [resource.id, resource]));
  const renewed = after.filter((resource) => {
    const known = was.get(resource.id);
    return known !== undefined && resource.openTask !== null && !isWishedAlike(known, resource);
  });
  if (renewed.length === 0) return;
  await sql`
    update manual_task set id = gen_random_uuid() where resource_id = any(${renewed.map(({ id }) => id)}::uuid[])
      and action = 'create' and status in ('open', 'contradicted')`.execute(tx);
}

function isWishedAlike(before: KnownResource, after: KnownResource): boolean {
  const [was, is] = [liveClaims(before), liveClaims(after)];
  const holds = (some: readonly StoredClaim[], { attributes }: StoredClaim) =>
    some.some((one) => sameAttributes(one.attributes, attributes));
  return was.every((claim) => holds(is, claim)) && is.every((claim) => holds(was, claim));
}

/**
 * Nobody wishes any more what a person was asked to make, or to change: it is not asked any longer. What is to be taken away,
 * or asked back (`withdrawn`: the types that are withdrawn), may have been made: that has its own task, once it goes.
 */
export async function endVainTasks(tx: Tx, pair: PairKey, withdrawn: readonly string[]): Promise<void> {
  await sql`
    with vain as (
      select t.id, t.resource_id from claim c join manual_task t on t.resource_id = c.resource_id
        join portal_resource r on r.id = c.resource_id and r.revoke_state is null and r.type <> all(${[...withdrawn]}::text[])
      where c.connection_id = ${pair.connectionId} and c.client_id = ${pair.clientId} and c.released_at is not null
        and t.action = 'create' and t.status in ('open', 'contradicted')
        and not exists (select from claim o where o.resource_id = c.resource_id and o.released_at is null)
    ), closed as (
      update manual_task set status = 'closed', decided_at = coalesce(decided_at, now())
      where id in (select id from vain)
    )
    update portal_resource set state = case when portal_id is null then 'absent' else 'present' end
    where id in (select resource_id from vain) and state = 'manual'`.execute(tx);
}

/**
 * Forgets given-up claims that nothing hangs on any more: at once for what is kept or never was, for an access only when
 * its revoke is proven, for a request (`withdrawn`: the types that are withdrawn) only when nobody can accept it any more.
 */
export async function forgetReleasedClaims(
  tx: Tx,
  pair: PairKey,
  withdrawn: readonly string[],
): Promise<void> {
  await sql`
    delete from claim c using portal_resource r
    where c.connection_id = ${pair.connectionId} and c.client_id = ${pair.clientId} and c.released_at is not null
      and r.id = c.resource_id and ${isBeingRevoked} is not true
      and not (r.type = any(${[...withdrawn]}::text[]) and (r.state in ('waiting', 'uncertain') or r.doubtful
        or ${mayHaveLanded} or exists (select from manual_task t where t.resource_id = r.id and t.action = 'remove' and t.status in ('open', 'contradicted'))))`.execute(
    tx,
  );
}

function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';
}
