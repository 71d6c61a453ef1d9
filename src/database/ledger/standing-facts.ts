// The facts from which standings are judged (src/domain/standing.ts), read for a whole practice in one statement and
// grouped: how many clients and contacts share each combination. Every record is in exactly one group, deleted ones
// included, so whatever is counted from them adds up (rule 5).
import { sql, type RawBuilder } from 'kysely';
import type { ConnectionState } from '../../domain/connection.ts';
import type { StandingFacts } from '../../domain/standing.ts';
import type { Tx } from '../open-store.ts';
import { mayStand } from './may-stand.ts';

/** The resource types of each portal that grant access. */
export interface AccessType {
  readonly portal: string;
  readonly type: string;
}

export interface FactGroup {
  readonly connectionId: string;
  readonly kind: 'client' | 'contact';
  readonly facts: StandingFacts;
  readonly records: number;
}

/** One group per connection, kind and combination of facts. */
export async function countByFacts(
  tx: Tx,
  accessTypes: readonly AccessType[],
): Promise<readonly FactGroup[]> {
  await readWholeTables(tx);
  const { rows } = await sql<FactRow>`
    ${withAccess(accessTypes)}, fact as (${clientFacts()} union all ${contactFacts()})
    select ${sql.raw(COLUMNS)}, count(*)::integer as records from fact group by ${sql.raw(COLUMNS)}`.execute(
    tx,
  );
  return rows.map(toGroup);
}

/** The facts about one client or contact on one connection; null when there is no such record. */
export async function readFacts(
  tx: Tx,
  { connectionId, kind, id }: { connectionId: string; kind: 'client' | 'contact'; id: string },
  accessTypes: readonly AccessType[],
): Promise<StandingFacts | null> {
  const one = kind === 'client' ? clientFacts() : contactFacts();
  const { rows } = await sql<FactRow>`
    ${withAccess(accessTypes)}, fact as (${one})
    select ${sql.raw(COLUMNS)}, 1 as records from fact
    where connection_id = ${connectionId} and subject_id = ${id}`.execute(tx);
  return rows[0] === undefined ? null : toGroup(rows[0]).facts;
}

/**
 * For the rest of the transaction. Tables just filled have no statistics yet, and the planner, taking them for small,
 * would go through all of one for every row of another: minutes instead of a second for a large practice.
 */
export async function readWholeTables(tx: Tx): Promise<void> {
  await sql`select set_config('enable_seqscan', 'on', true), set_config('enable_nestloop', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(
    tx,
  );
}

/** As a session does by itself (raise-walls.ts): what follows in the transaction is looked up by index again. */
export async function readByIndex(tx: Tx): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'on', true),
    set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(
    tx,
  );
}

export interface SubjectFacts {
  readonly kind: 'client' | 'contact';
  readonly id: string;
  readonly facts: StandingFacts;
}

/** A client and its contacts, the client first. */
export async function readFactsOfClient(
  tx: Tx,
  { connectionId, clientId }: { connectionId: string; clientId: string },
  accessTypes: readonly AccessType[],
): Promise<readonly SubjectFacts[]> {
  const { rows } = await sql<FactRow & { subject_id: string }>`
    ${withAccess(accessTypes)}, fact as (${clientFacts()} union all ${contactFacts()})
    select ${sql.raw(COLUMNS)}, subject_id, 1 as records from fact
    where connection_id = ${connectionId} and client_id = ${clientId} order by subject_kind, subject_id`.execute(
    tx,
  );
  return rows.map((row) => ({ kind: row.subject_kind, id: row.subject_id, facts: toGroup(row).facts }));
}

export interface LinkFacts extends SubjectFacts {
  readonly connectionId: string;
}

/** Of these clients and contacts, on every connection: for a page of a list. */
export async function readFactsOf(
  tx: Tx,
  ids: readonly string[],
  accessTypes: readonly AccessType[],
): Promise<readonly LinkFacts[]> {
  const among = (column: string): RawBuilder<unknown> =>
    sql`where ${sql.raw(column)} = any(${[...ids]}::uuid[])`;
  const { rows } = await sql<FactRow & { subject_id: string }>`
    ${withAccess(accessTypes, among('cm.subject_id'))}, fact as (
      ${clientFacts()} ${among('k.id')} union all ${contactFacts()} ${among('c.id')})
    select ${sql.raw(COLUMNS)}, subject_id, 1 as records from fact`.execute(tx);
  return rows.map((row) => ({
    connectionId: row.connection_id,
    kind: row.subject_kind,
    id: row.subject_id,
    facts: toGroup(row).facts,
  }));
}

const COLUMNS = `connection_id, connection_state, keeps, subject_kind, client_known, client_kind, client_status,
  client_deleted, client_linked, contact_deleted, contact_linked, known_pair, pending, failing, stored, changed_since, questioned, access`;

interface FactRow {
  connection_id: string;
  connection_state: ConnectionState;
  keeps: boolean;
  subject_kind: 'client' | 'contact';
  client_known: boolean;
  client_kind: 'company' | 'person';
  client_status: NonNullable<StandingFacts['client']>['status'];
  client_deleted: boolean;
  client_linked: boolean;
  contact_deleted: boolean;
  contact_linked: boolean;
  known_pair: boolean;
  pending: boolean;
  failing: boolean;
  stored: string | null;
  changed_since: boolean;
  questioned: boolean;
  access: StandingFacts['access'];
  records: number;
}

function withAccess(
  accessTypes: readonly AccessType[],
  among: RawBuilder<unknown> = sql`where true`,
): RawBuilder<unknown> {
  const portals = accessTypes.map(({ portal }) => portal);
  const types = accessTypes.map(({ type }) => type);
  return sql`with access as (
    select cm.connection_id, cm.subject_kind, cm.subject_id,
      case when bool_or(cm.released_at is not null) then 'released' else 'claimed' end as access
    from claim cm join portal_resource r on r.id = cm.resource_id join connection p on p.id = cm.connection_id
    join unnest(${portals}::text[], ${types}::text[]) as grants(portal, type) on grants.portal = p.portal and grants.type = r.type
    ${among} and ${mayStand}
    group by 1, 2, 3)`;
}

const CONNECTION_COLUMNS = `p.id as connection_id, p.state as connection_state,
  coalesce(p.policy ->> 'onClientIneligible', '') = 'keep' as keeps`;
const PAIR_COLUMNS = `d.client_id is not null as known_pair, coalesce(d.pending and not d.only_looks, false) as pending,
  coalesce(d.attempts > 0 or d.last_error is not null, false) as failing`;

/** When the last of what was said of each record, and was refused or waits, was said. */
function openWords(kind: 'client' | 'contact'): RawBuilder<unknown> {
  return sql`(select record_key, max(said_at) as said_at from (
      select record_key, said_at from received_event
      where status in ('orphaned', 'failed') and type like ${`${kind}.%`}
      union all select key, said_at from source_refusal where kind = ${kind}
    ) word group by record_key)`;
}

function clientFacts(): RawBuilder<unknown> {
  return sql`
    select k.id as subject_id, k.id as client_id, ${sql.raw(CONNECTION_COLUMNS)}, 'client' as subject_kind, true as client_known,
      k.kind as client_kind, k.status as client_status, k.deleted_at is not null as client_deleted,
      coalesce(kl.enabled, false) as client_linked, false as contact_deleted, false as contact_linked,
      ${sql.raw(PAIR_COLUMNS)}, s.reason as stored,
      coalesce(greatest(k.source_changed_at, kl.changed_at) > s.judged_at, false) as changed_since,
      coalesce(e.said_at > k.data_said_at, false) as questioned,
      coalesce(a.access, 'none') as access
    from connection p cross join client k
    left join client_link kl on kl.connection_id = p.id and kl.client_id = k.id
    left join due_pair d on d.connection_id = p.id and d.client_id = k.id
    left join standing s on s.connection_id = p.id and s.subject_kind = 'client' and s.subject_id = k.id
    left join access a on a.connection_id = p.id and a.subject_kind = 'client' and a.subject_id = k.id
    left join ${openWords('client')} e on e.record_key = k.source_key`;
}

function contactFacts(): RawBuilder<unknown> {
  return sql`
    select c.id as subject_id, c.client_id, ${sql.raw(CONNECTION_COLUMNS)}, 'contact' as subject_kind, k.id is not null as client_known,
      k.kind as client_kind, k.status as client_status, k.deleted_at is not null as client_deleted,
      coalesce(kl.enabled, false) as client_linked, c.deleted_at is not null as contact_deleted,
      coalesce(cl.enabled, false) as contact_linked, ${sql.raw(PAIR_COLUMNS)}, s.reason as stored,
      coalesce(greatest(c.source_changed_at, cl.changed_at) > s.judged_at, false) as changed_since,
      c.unplaced_said_at is not null or coalesce(e.said_at > c.data_said_at, false) as questioned,
      coalesce(a.access, 'none') as access
    from connection p cross join contact c
    left join client k on k.id = c.client_id
    left join client_link kl on kl.connection_id = p.id and kl.client_id = k.id
    left join contact_link cl on cl.connection_id = p.id and cl.contact_id = c.id
    left join due_pair d on d.connection_id = p.id and d.client_id = k.id
    left join standing s on s.connection_id = p.id and s.subject_kind = 'contact' and s.subject_id = c.id
    left join access a on a.connection_id = p.id and a.subject_kind = 'contact' and a.subject_id = c.id
    left join ${openWords('contact')} e on e.record_key = c.source_key`;
}

function toGroup(row: FactRow): FactGroup {
  const client = {
    kind: row.client_kind,
    status: row.client_status,
    deleted: row.client_deleted,
    linked: row.client_linked,
  };
  return {
    connectionId: row.connection_id,
    kind: row.subject_kind,
    records: row.records,
    facts: {
      client: row.client_known ? client : null,
      contact:
        row.subject_kind === 'client' ? null : { deleted: row.contact_deleted, linked: row.contact_linked },
      pair: row.known_pair ? { pending: row.pending, failing: row.failing } : null,
      stored: row.stored,
      changedSince: row.changed_since,
      isQuestioned: row.questioned,
      access: row.access,
      connection: { state: row.connection_state, keepsIneligible: row.keeps },
    },
  };
}
