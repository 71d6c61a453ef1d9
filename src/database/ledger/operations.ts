// Operations: the intent of every portal write is stored before it is sent, and what came of it after. The intent is
// where lease, generation and brake are checked last (docs/decisions/0003-leases-and-intents.md).
import { sql, type RawBuilder } from 'kysely';
import { insertAudit, type AuditEntry } from '../people/audit.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { isEmpty, type Attributes } from '../../plan/attributes.ts';
import type { ConfirmedChange, Unconfirmed } from '../../plan/known.ts';
import type { ResourceState, RevokeState } from '../../plan/resource-states.ts';
import type { StoredForms } from '../../plan/stored-forms.ts';
import { json, UNAWAITED, type Tx } from '../open-store.ts';
import type { Run } from './pairs.ts';

export interface Intent {
  readonly resourceId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'remove' | 'resend' | 'withdraw';
  readonly before: Attributes;
  readonly changes: Attributes;
  readonly countsForBrake: boolean;
  /** Resources whose own lease it takes: it writes them, and other clients of the connection may too. */
  readonly leases: readonly string[];
}

export interface IntentInput {
  readonly run: Run;
  readonly generation: number;
  readonly intents: readonly Intent[];
  /** How long from now the request could still take effect if no answer comes. */
  readonly landsWithinMs: number;
}

export type IntentResult =
  | { readonly status: 'go'; readonly operationIds: readonly number[] }
  /** The lease was lost or the records changed: plan anew. */
  | { readonly status: 'stale' }
  /** Another run writes one of the shared resources now. */
  | { readonly status: 'busy' };

/** Stores the intents of one request, if lease and generation still stand and every shared resource could be leased. */
export async function storeIntents(
  tx: Tx,
  { run, generation, intents, landsWithinMs }: IntentInput,
): Promise<IntentResult> {
  const shared = [...new Set(intents.flatMap((intent) => intent.leases))];
  const rows = intents.map((intent) => ({
    resource_id: intent.resourceId,
    type: intent.type,
    action: intent.action,
    before: intent.before,
    changes: intent.changes,
    counts_for_brake: intent.countsForBrake,
  }));
  const isDone = isDoneAlready(intents);
  const { rows: result } = await sql<{ valid: boolean; ids: number[] }>`
    with checked as (
      select d.practice_id, d.connection_id, d.client_id, d.fence from due_pair d join connection c on c.id = d.connection_id
      where d.connection_id = ${run.connectionId} and d.client_id = ${run.clientId} and d.fence = ${run.fence}
        and d.lease_until > clock_timestamp() and d.generation = ${generation} and c.state in ('active', 'quarantined')
      -- Whoever takes the lease over, or changes the records, waits until this intent can be seen, or is seen here.
      for share of d
    ), free as (
      select id from portal_resource where id = any(${shared}::uuid[]) and exists (select from checked)
        and (lease_until <= clock_timestamp() or fence = ${run.fence}) and not ${isDone}
      order by id for update
    ), leased as (
      -- All or none: a lease taken for a request that is not sent would keep others waiting.
      update portal_resource set fence = ${run.fence}, lease_until = clock_timestamp() + ${landsWithinMs} * interval '1 ms'
      where id = any(array(select id from free)) and (select count(*) from free) = ${shared.length}
      returning id
    ), stored as (
      insert into operation (practice_id, connection_id, client_id, resource_id, type, action, before, changes, fence,
        counts_for_brake, lands_by)
      select d.practice_id, d.connection_id, d.client_id, r.resource_id, r.type, r.action, r.before, r.changes, d.fence,
        r.counts_for_brake, clock_timestamp() + ${landsWithinMs} * interval '1 ms'
      from checked d, jsonb_to_recordset(${json(rows)}::jsonb)
        as r(resource_id uuid, type text, action text, before jsonb, changes jsonb, counts_for_brake boolean)
      where (select count(*) from leased) = ${shared.length}
      returning id
    )
    select exists (select from checked) and not exists (
      select from portal_resource where id = any(${shared}::uuid[]) and ${isDone}
    ) as valid, array(select id from stored order by id) as ids`.execute(tx);
  const { valid = false, ids = [] } = result[0] ?? {};
  if (ids.length === intents.length) return { status: 'go', operationIds: ids.map(Number) };
  return { status: valid ? 'busy' : 'stale' };
}

/**
 * What several clients share, another of them may have made, or changed alike, since this one looked. Of a row of
 * `portal_resource`; no subquery: a row that was waited for would not be held against it again.
 */
function isDoneAlready(intents: readonly Intent[]): RawBuilder<unknown> {
  const toMake = intents.filter(({ action }) => action === 'create').map(({ resourceId }) => resourceId);
  const toChange = intents.filter(({ action, changes }) => action === 'update' && !isEmpty(changes));
  const changesById = Object.fromEntries(toChange.map(({ resourceId, changes }) => [resourceId, changes]));
  return sql`((state = 'present' and id = any(${toMake}::uuid[]))
    or coalesce(attributes @> (${json(changesById)}::jsonb -> id::text), false))`;
}

/** For how long at the most one of these resources is kept by whoever writes it. */
export async function readKeptMs(tx: Tx, resourceIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from max(lease_until) - clock_timestamp())::double precision * 1000 as ms from portal_resource
    where id = any(${[...resourceIds]}::uuid[]) and lease_until > clock_timestamp()`.execute(tx);
  return rows[0]?.ms ?? 0;
}

export interface Answer {
  readonly operationId: number;
  /** Null: nobody knows whether it took effect; it stays unanswered. */
  readonly outcome: string | null;
  readonly reason?: string;
}

/** Closes operations, notes them in the audit trail and writes what is now known of their resources, in one statement. */
export async function recordAnswers(
  tx: Tx,
  { answers, audit, fence, changes, leased, isSeenAgain }: RecordedAnswers,
): Promise<{ overtaken: boolean }> {
  const known = answers.filter((answer) => answer.outcome !== null);
  const ids = known.map(({ operationId }) => operationId);
  const outcomes = known.map(({ outcome }) => outcome);
  const reasons = known.map(({ reason }) => reason ?? null);
  const changed = changes.map((change) => change.resourceId);
  // A write that was not answered may still land: what it rewrites stays leased until then.
  const free = known.length === answers.length ? [...leased] : [];
  const { rows } = await sql<{ overtaken: boolean }>`
    with answered as (
      update operation o set answered_at = clock_timestamp(), outcome = a.outcome, reason = a.reason
      from unnest(${ids}::bigint[], ${outcomes}::text[], ${reasons}::text[]) as a(id, outcome, reason)
      where o.id = a.id and o.id = any(${ids}::bigint[]) returning o.resource_id
    ), freed as (
      -- What did not reach the portal need not be waited for. A resource that changes is freed below.
      update portal_resource set lease_until = '-infinity'
      where id = any(array(select resource_id from answered) || ${free}::uuid[]) and fence = ${fence}
        and not id = any(${changed}::uuid[])
    ), noted as (${insertAudit(audit)}), changed as (${updateResources(fence, changes)})
    select overtaken${isSeenAgain === true ? sql`, ${UNAWAITED}` : sql``} from changed`.execute(tx);
  return { overtaken: rows.some((row) => row.overtaken) };
}

export interface RecordedAnswers {
  readonly answers: readonly Answer[];
  readonly audit: readonly AuditEntry[];
  readonly fence: number;
  readonly changes: readonly ResourceChange[];
  /** An answer that is lost is made good by looking at the portal. */
  readonly isSeenAgain?: boolean;
  /** Resources that were leased for it beside those that it changes. */
  readonly leased: readonly string[];
}

/** What was written to the portal for a client since: action and type, each as often as it was. */
export async function listWritesSince(
  tx: Tx,
  { connectionId, clientId, since }: { connectionId: string; clientId: string; since: Date },
): Promise<readonly { readonly action: string; readonly type: string }[]> {
  const { rows } = await sql<{ action: string; type: string }>`
    select action, type from operation
    where client_id = ${clientId} and connection_id = ${connectionId} and intended_at >= ${since} order by id`.execute(
    tx,
  );
  return rows;
}

/** Unanswered attempts that can no longer land are settled by having looked: whatever they did is seen now. */
export async function settleUnanswered(tx: Tx, resourceIds: readonly string[]): Promise<void> {
  await sql`
    update operation set answered_at = clock_timestamp(), outcome = 'seen'
    where resource_id = any(${[...resourceIds]}::uuid[]) and answered_at is null and lands_by <= clock_timestamp()`.execute(
    tx,
  );
}

/** Changes that were never answered are settled by a look: what lands after it, another look finds. */
export async function settleChanges(tx: Tx, resourceId: string): Promise<void> {
  await sql`
    update operation set answered_at = clock_timestamp(), outcome = 'seen'
    where resource_id = ${resourceId} and answered_at is null and action = 'update'`.execute(tx);
}

/** Unanswered attempts whose effect was seen in the portal. */
export async function answerAsSeen(tx: Tx, resourceId: string): Promise<void> {
  await sql`
    update operation set answered_at = clock_timestamp(), outcome = 'seen'
    where resource_id = ${resourceId} and answered_at is null`.execute(tx);
}

/** What became of one resource through an operation. Absent members stay as they are. */
export interface ResourceChange {
  readonly resourceId: string;
  readonly portalId?: string | null;
  readonly state?: ResourceState;
  readonly attributes?: Attributes;
  readonly stored?: StoredForms;
  readonly origin?: 'created' | 'adopted';
  readonly signIn?: string;
  readonly refused?: Attributes | null;
  readonly refusedReason?: ReasonCode | null;
  readonly refusedField?: string | null;
  readonly doubtful?: boolean;
  readonly revokeState?: RevokeState | null;
  readonly waitingOn?: string | null;
  readonly waitingFor?: ReasonCode | null;
  readonly asked?: 'resend' | 'withdraw' | null;
  readonly waitingSince?: Date | null;
  readonly lookAgainAt?: Date | null;
  readonly unconfirmed?: Unconfirmed | null;
  readonly confirmed?: ConfirmedChange | null;
}

/**
 * Writes what is now known of resources. A resource that a later fence has written since keeps what the later run
 * found, and is marked doubtful, so that it is looked at before anything else is done with it. Returns whether that was so.
 */
export async function writeResourceChanges(
  tx: Tx,
  fence: number,
  changes: readonly ResourceChange[],
): Promise<{ overtaken: boolean }> {
  if (changes.length === 0) return { overtaken: false };
  const { rows } = await updateResources(fence, changes).execute(tx);
  return { overtaken: rows.some((row) => row.overtaken) };
}

/** Columns that an outcome may set, by the name they have in a ResourceChange, with the type they are read as. */
const CHANGEABLE = {
  portalId: ['portal_id', 'text'],
  state: ['state', 'text'],
  attributes: ['attributes', 'jsonb'],
  stored: ['stored', 'jsonb'],
  origin: ['origin', 'text'],
  signIn: ['sign_in', 'text'],
  refused: ['refused', 'jsonb'],
  refusedReason: ['refused_reason', 'text'],
  refusedField: ['refused_field', 'text'],
  waitingOn: ['waiting_on', 'text'],
  waitingFor: ['waiting_for', 'text'],
  asked: ['asked', 'text'],
  lookAgainAt: ['look_again_at', 'timestamptz'],
  unconfirmed: ['unconfirmed', 'jsonb'],
  confirmed: ['confirmed', 'jsonb'],
} as const;

const overtaken = 'p.fence > own.fence';

/** What a change does not name stays, and so does everything that a later fence has written. */
function assignments(): string {
  const columns = Object.entries(CHANGEABLE).map(
    ([name, [column, type]]) =>
      `${column} = case when ${overtaken} or not x.change ? '${name}' then p.${column} else (x.change ->> '${name}')::${type} end`,
  );
  return [
    ...columns,
    // What another run has proven gone meanwhile is not merely sent.
    `revoke_state = case when ${overtaken} or not x.change ? 'revokeState' or (x.change ->> 'revokeState' = 'revoked_sent'
      and p.revoke_state in ('revoked_verified', 'revoked_confirmed')) then p.revoke_state else x.change ->> 'revokeState' end`,
    'fence = greatest(p.fence, own.fence)',
    `lease_until = case when ${overtaken} then p.lease_until else '-infinity' end`,
    // An approval is for one revoke: a later grant of the same access is not approved to be taken away too.
    `revoke_approved_until = case when ${overtaken} or coalesce(x.change ->> 'revokeState', '') not in ('revoked_verified', 'revoked_confirmed')
      then p.revoke_approved_until end`,
    `doubtful = ${overtaken} or coalesce((x.change ->> 'doubtful')::boolean, p.doubtful)`,
    // Another state, or another thing to wait for, is another wait.
    `waiting_since = case when x.change ->> 'waitingSince' is not null then (x.change ->> 'waitingSince')::timestamptz
      when coalesce(x.change ->> 'state', p.state) in ('waiting', 'manual', 'uncertain', 'declined')
      then case when coalesce(x.change ->> 'state', p.state) = p.state
        and (not x.change ? 'waitingFor' or (x.change ->> 'waitingFor') is not distinct from p.waiting_for)
      then coalesce(p.waiting_since, now()) else now() end end`,
  ].join(', ');
}

function updateResources(
  fence: number,
  changes: readonly ResourceChange[],
): RawBuilder<{ overtaken: boolean }> {
  // In the order in which a plan locks them.
  const ordered = [...changes].sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1));
  const ids = ordered.map(({ resourceId }) => resourceId);
  const each = ordered.map((change) => json(change));
  return sql<{ overtaken: boolean }>`
    update portal_resource p set ${sql.raw(assignments())}
    from unnest(${ids}::uuid[], ${each}::jsonb[]) as x(id, change), (values (${fence}::bigint)) as own(fence)
    where p.id = x.id and p.id = any(${ids}::uuid[]) returning ${sql.raw(overtaken)} as overtaken`;
}
