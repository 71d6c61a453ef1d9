// What a verification reads of the ledger and writes to it: which of our records a list of the portal should have shown,
// what it showed instead, and members that nobody here put there.
import { sql, type RawBuilder } from 'kysely';
import type { Attributes } from '../../plan/attributes.ts';
import { CONFIRMED_BY_HAND } from '../../plan/known.ts';
import { gone, REVOKE_DUE, THERE } from '../../plan/resource-states.ts';
import type { StoredForms } from '../../plan/stored-forms.ts';
import { isBeingRevoked, isMissing, mayHaveLanded } from '../ledger/may-stand.ts';
import { json, type Tx } from '../open-store.ts';

/** A record of ours, as far as a verification needs to know it. */
export interface OurRecord {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly portalId: string | null;
  readonly parents: readonly string[];
  readonly state: string;
  readonly attributes: Attributes;
  readonly stored: StoredForms;
  readonly signIn: string;
  readonly revokeState: string | null;
  /** Names of the attributes that its claims ask for. */
  readonly managed: readonly string[];
  /** Clients that claim it; none when nobody does. */
  readonly clientIds: readonly string[];
  /** A member nobody here put there, taken up to be revoked. */
  readonly isUnknown: boolean;
  /** Written by somebody since, or about to be: what the portal showed says nothing about it. */
  readonly isBusy: boolean;
  readonly isNewer: boolean;
  /** A grant of it was never answered. */
  readonly mayHaveLanded: boolean;
}

export type Choice =
  | { readonly portalIds: readonly string[] }
  | { readonly below: readonly string[] }
  | { readonly ids: readonly string[] };

export interface Where {
  readonly connectionId: string;
  readonly type: string;
  /** When the portal was asked, by the clock of the database. */
  readonly since: Date;
}

const UNKNOWN = 'unknown:';

/** Our records of a type, locked in the order of their ids, so that no run writes them meanwhile. */
export async function lockRecords(tx: Tx, where: Where, choice: Choice): Promise<readonly OurRecord[]> {
  const { rows: locked } = await sql<{ id: string }>`
    select id from portal_resource where connection_id = ${where.connectionId} and type = ${where.type} and ${chosen(choice)}
    order by id for update`.execute(tx);
  return readRecords(
    tx,
    locked.map((row) => row.id),
    where.since,
  );
}

function chosen(choice: Choice): RawBuilder<unknown> {
  if ('ids' in choice) return sql`id = any(${[...choice.ids]}::uuid[])`;
  if ('below' in choice) return sql`parents[1] = any(${[...choice.below]}::uuid[])`;
  return sql`parents = '{}' and portal_id = any(${[...choice.portalIds]}::text[])`;
}

async function readRecords(tx: Tx, ids: readonly string[], since: Date): Promise<readonly OurRecord[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<OurRecord>`
    select r.id, r.type, r.key, r.portal_id as "portalId", r.parents::text[], r.state, r.attributes, r.stored, r.sign_in as "signIn",
      r.revoke_state as "revokeState", r.owner like ${`${UNKNOWN}%`} as "isUnknown", r.created_at >= ${since} as "isNewer",
      ${mayHaveLanded} as "mayHaveLanded",
      coalesce((select array_agg(distinct name) from claim c, jsonb_object_keys(c.attributes) name
        where c.resource_id = r.id and c.released_at is null), '{}') as managed,
      coalesce((select array_agg(distinct c.client_id::text) from claim c
        where c.resource_id = r.id and c.released_at is null), '{}') as "clientIds",
      r.doubtful or r.lease_until > clock_timestamp() or ${isBeingRevoked} is true
        or exists (select from operation o where o.resource_id = r.id
          and case when o.answered_at is null then o.lands_by >= ${since} else o.answered_at >= ${since} end)
        or exists (select from claim c join due_pair d on d.connection_id = c.connection_id and d.client_id = c.client_id
          where c.resource_id = r.id and d.lease_until > clock_timestamp()) as "isBusy"
    from portal_resource r where r.id = any(${[...ids]}::uuid[]) order by r.id`.execute(tx);
  return rows;
}

/** What of ours a complete list did not show, in pages. Only what was there before the list began. */
export async function readMissing(
  tx: Tx,
  { connectionId, type, since, after }: Where & { readonly after: string },
): Promise<readonly { id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from portal_resource r
    where r.connection_id = ${connectionId} and r.type = ${type} and r.parents = '{}' and r.state = 'present'
      and r.portal_id is not null and not starts_with(r.portal_id, ${CONFIRMED_BY_HAND})
      and r.created_at < ${since} and r.id > ${after}
      and not exists (select from portal_record l where l.connection_id = r.connection_id and l.type = r.type
        and l.portal_id = r.portal_id)
    order by r.id limit 100`.execute(tx);
  return rows;
}

/** Something of ours below which the portal is asked for more. */
export interface Parent {
  readonly id: string;
  readonly owner: string;
  /** Portal ids of itself and its own parents, by type. */
  readonly portalIds: Readonly<Record<string, string>>;
}

export async function readParents(
  tx: Tx,
  { connectionId, type, since, after }: Where & { readonly after: string },
): Promise<readonly Parent[]> {
  const { rows } = await sql<Parent>`
    select r.id, r.owner, (select jsonb_object_agg(p.type, p.portal_id) from portal_resource p
        where (p.id = r.id or p.id = any(r.parents)) and p.portal_id is not null) as "portalIds"
    from portal_resource r
    where r.connection_id = ${connectionId} and r.type = ${type} and r.state = 'present' and r.portal_id is not null
      -- What may be gone is looked at first.
      and not r.doubtful and not exists (select from portal_resource p
        where (p.id = r.id or p.id = any(r.parents)) and starts_with(p.portal_id, ${CONFIRMED_BY_HAND}))
      and r.created_at < ${since} and r.id > ${after}
    order by r.id limit 50`.execute(tx);
  return rows;
}

/** How the portal addresses the parents of these records, by record id. */
export async function readAddresses(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { rows } = await sql<{ id: string; parents: Record<string, string> | null }>`
    select r.id, (select jsonb_object_agg(p.type, case when starts_with(p.portal_id, ${CONFIRMED_BY_HAND}) then ''
        else coalesce(p.portal_id, '') end) from portal_resource p
      where p.id = any(r.parents)) as parents
    from portal_resource r where r.id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.parents ?? {}]));
}

/** What the portal showed of one record. Absent members stay as they are. */
export interface Finding {
  readonly id: string;
  readonly attributes?: Attributes;
  readonly stored?: StoredForms;
  readonly signIn?: string;
  readonly isGone?: boolean;
}

export async function writeFindings(tx: Tx, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  const rows = findings.map(({ id, attributes, stored, signIn, isGone = false }) => ({
    id,
    attributes,
    stored,
    sign_in: signIn,
    gone: isGone,
  }));
  await sql`
    update portal_resource r set attributes = case when f.gone then '{}' else coalesce(f.attributes, r.attributes) end,
      stored = case when f.gone then '{}' else coalesce(f.stored, r.stored) end,
      sign_in = case when f.gone then 'unknown' else coalesce(f.sign_in, r.sign_in) end,
      state = case when f.gone then ${gone(null).state} else r.state end,
      portal_id = case when f.gone then null else r.portal_id end
    from jsonb_to_recordset(${json(rows)}::jsonb) as f(id uuid, attributes jsonb, stored jsonb, sign_in text, gone boolean)
    where r.id = f.id and r.id = any(${findings.map(({ id }) => id)}::uuid[])`.execute(tx);
  const lost = findings.filter(({ isGone }) => isGone === true);
  await doubtBelow(
    tx,
    lost.map(({ id }) => id),
  );
}

/** What hung below something that is gone may be gone with it: it is looked at before anything is built on it. */
export async function doubtBelow(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with recursive below as (
      select r.id from portal_resource r where r.parents && ${[...ids]}::uuid[]
      union
      select r.id from portal_resource r join below on r.parents[1] = below.id
    )
    update portal_resource r set doubtful = true from below
    where r.id = below.id and not ${isMissing}`.execute(tx);
}

/** Looked at before anything else is done with them. */
export async function doubt(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update portal_resource r set doubtful = true
    where r.id = any(${[...ids]}::uuid[]) and not ${isMissing}`.execute(tx);
}

/** Everything that stands in the portal for one client, what is shared with others too. */
export async function doubtClient(
  tx: Tx,
  { connectionId, clientId }: { connectionId: string; clientId: string },
): Promise<void> {
  await sql`
    update portal_resource set doubtful = true
    where state in ('present', 'waiting') and id in (
      select resource_id from claim where connection_id = ${connectionId} and client_id = ${clientId}
      union select id from portal_resource where connection_id = ${connectionId} and owner = ${`client:${clientId}`})`.execute(
    tx,
  );
}

export interface Member {
  readonly parentId: string;
  readonly portalId: string;
  readonly signIn: string;
}

/** Members that nobody here put there become ours to revoke (rule 18, `revokeUnknownContacts`). Returns which are new. */
export async function adoptUnknown(
  tx: Tx,
  where: { practiceId: string; connectionId: string; type: string },
  members: readonly Member[],
): Promise<readonly { id: string; parentId: string }[]> {
  if (members.length === 0) return [];
  const rows = members.map(({ parentId, portalId, signIn }) => ({
    parent: parentId,
    portal_id: portalId,
    sign_in: signIn,
    owner: `${UNKNOWN}${portalId}`,
  }));
  const { rows: adopted } = await sql<{ id: string; parentId: string }>`
    insert into portal_resource as r (practice_id, connection_id, type, identity, key, owner, parents, portal_id, state,
      origin, sign_in, revoke_state, revoke_requested_at)
    select ${where.practiceId}, ${where.connectionId}, ${where.type}, m.parent::text || '|' || m.owner, m.owner, m.owner,
      array[m.parent], m.portal_id, ${THERE.state}, 'adopted', m.sign_in, ${REVOKE_DUE.revokeState}, now()
    from jsonb_to_recordset(${json(rows)}::jsonb) as m(parent uuid, portal_id text, sign_in text, owner text)
    on conflict (connection_id, type, identity) do update set portal_id = excluded.portal_id, state = excluded.state,
      revoke_state = excluded.revoke_state, revoke_requested_at = now(), revoke_approved_until = null, doubtful = false
    where ${isMissing}
    returning r.id, r.parents[1] as "parentId"`.execute(tx);
  return adopted;
}

/** Members taken up to be revoked that are not to be any more: the setting is off, or somebody here wants them. */
export async function releaseUnknown(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update portal_resource r set state = ${gone(null).state}, portal_id = null, revoke_state = null, revoke_approved_until = null
    where r.id = any(${[...ids]}::uuid[]) and r.owner like ${`${UNKNOWN}%`} and r.revoke_state = ${REVOKE_DUE.revokeState}
      and not exists (select from operation o where o.resource_id = r.id and o.answered_at is null)`.execute(
    tx,
  );
}

/** The clients in whose runs these records come: those that claim them or their first parent, and the parent's owner. */
export async function clientsOf(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    with around as (
      select id, owner from portal_resource where id = any(${[...ids]}::uuid[])
      union
      select p.id, p.owner from portal_resource r join portal_resource p on p.id = r.parents[1]
      where r.id = any(${[...ids]}::uuid[])
    )
    select distinct c.client_id::text as id from claim c join around on around.id = c.resource_id
    union
    select substring(owner from 8) from around where owner like 'client:%'`.execute(tx);
  return rows.map((row) => row.id);
}
