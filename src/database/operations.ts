// Operations: the intent of every portal write is stored before it is sent, and what came of it after. The intent is
// where lease, generation and brake are checked last (architecture.md, "Leases").
import { sql } from 'kysely';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Attributes } from '../plan/attributes.ts';
import type { ResourceState, RevokeState } from '../plan/known.ts';
import { json, type Tx } from './open-store.ts';
import type { Run } from './pairs.ts';

export interface Intent {
  readonly resourceId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'remove';
  readonly before: Attributes;
  readonly changes: Attributes;
  readonly countsForBrake: boolean;
  /** Take the resource's own lease: it is shared with other clients of the connection. */
  readonly shared: boolean;
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
  const shared = intents.filter((intent) => intent.shared).map((intent) => intent.resourceId);
  if (shared.length > 0) {
    const { rows: leased } = await sql`
      update portal_resource set fence = ${run.fence}, lease_until = clock_timestamp() + ${landsWithinMs} * interval '1 ms'
      where id in (select id from portal_resource where id = any(${shared}::uuid[])
          and (lease_until <= clock_timestamp() or fence = ${run.fence}) order by id for update skip locked)
      returning id`.execute(tx);
    if (leased.length < new Set(shared).size) return { status: 'busy' };
  }
  const rows = intents.map((intent) => ({
    resource_id: intent.resourceId,
    type: intent.type,
    action: intent.action,
    before: intent.before,
    changes: intent.changes,
    counts_for_brake: intent.countsForBrake,
  }));
  const { rows: stored } = await sql<{ id: number }>`
    insert into operation (practice_id, connection_id, client_id, resource_id, type, action, before, changes, fence, counts_for_brake, lands_by)
    select d.practice_id, d.connection_id, d.client_id, r.resource_id, r.type, r.action, r.before, r.changes, d.fence, r.counts_for_brake,
      clock_timestamp() + ${landsWithinMs} * interval '1 ms'
    from due_pair d, connection c,
      jsonb_to_recordset(${json(rows)}::jsonb)
        as r(resource_id uuid, type text, action text, before jsonb, changes jsonb, counts_for_brake boolean)
    where d.connection_id = ${run.connectionId} and d.client_id = ${run.clientId} and d.fence = ${run.fence}
      and d.lease_until > clock_timestamp() and d.generation = ${generation}
      and c.id = d.connection_id and c.state in ('active', 'quarantined')
    returning id`.execute(tx);
  if (stored.length < intents.length) return { status: 'stale' };
  return { status: 'go', operationIds: stored.map((row) => row.id) };
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
  readonly origin?: 'created' | 'adopted';
  readonly signIn?: string;
  readonly refused?: Attributes | null;
  readonly refusedReason?: ReasonCode | null;
  readonly refusedField?: string | null;
  readonly doubtful?: boolean;
  readonly revokeState?: RevokeState | null;
  readonly waitingOn?: string | null;
  readonly lookAgainAt?: Date | null;
}

export interface Answer {
  readonly operationId: number;
  /** Null: nobody knows whether it took effect; it stays unanswered. */
  readonly outcome: string | null;
  readonly reason?: string;
}

/** Closes operations. Facts about resources are written apart, by `writeResourceChanges`. */
export async function storeAnswers(tx: Tx, answers: readonly Answer[]): Promise<void> {
  const known = answers.filter((answer) => answer.outcome !== null);
  if (known.length === 0) return;
  await sql`
    update operation o set answered_at = clock_timestamp(), outcome = a.outcome, reason = a.reason
    from jsonb_to_recordset(${json(known.map((a) => ({ id: a.operationId, outcome: a.outcome, reason: a.reason ?? null })))}::jsonb)
      as a(id bigint, outcome text, reason text)
    where o.id = a.id`.execute(tx);
}

/** Unanswered attempts that can no longer land are settled by having looked: whatever they did is seen now. */
export async function settleUnanswered(tx: Tx, resourceIds: readonly string[]): Promise<void> {
  await sql`
    update operation set answered_at = clock_timestamp(), outcome = 'seen'
    where resource_id = any(${[...resourceIds]}::uuid[]) and answered_at is null and lands_by <= clock_timestamp()`.execute(
    tx,
  );
}

/**
 * Writes what is now known of resources. A resource that a later fence has written since keeps what the later run
 * found, and is marked doubtful, so that it is looked at before anything else is done with it. Returns whether that was so.
 */
export async function writeResourceChanges(
  tx: Tx,
  fence: number,
  changes: readonly ResourceChange[],
): Promise<boolean> {
  if (changes.length === 0) return false;
  const rows = changes.map(({ resourceId, ...change }) => ({ id: resourceId, change }));
  const { rows: written } = await sql<{ overtaken: boolean }>`
    update portal_resource p set
      fence = greatest(p.fence, ${fence}),
      lease_until = case when p.fence <= ${fence} then '-infinity' else p.lease_until end,
      portal_id = case when p.fence > ${fence} then p.portal_id when c ? 'portalId' then c ->> 'portalId' else p.portal_id end,
      state = case when p.fence > ${fence} then p.state when c ? 'state' then c ->> 'state' else p.state end,
      attributes = case when p.fence > ${fence} then p.attributes when c ? 'attributes' then c -> 'attributes' else p.attributes end,
      origin = coalesce(c ->> 'origin', p.origin),
      sign_in = coalesce(c ->> 'signIn', p.sign_in),
      refused = case when c ? 'refused' then nullif(c -> 'refused', 'null') else p.refused end,
      refused_reason = case when c ? 'refusedReason' then c ->> 'refusedReason' else p.refused_reason end,
      refused_field = case when c ? 'refusedField' then c ->> 'refusedField' else p.refused_field end,
      doubtful = case when p.fence > ${fence} then true when c ? 'doubtful' then (c ->> 'doubtful')::boolean else p.doubtful end,
      revoke_state = case when c ? 'revokeState' then c ->> 'revokeState' else p.revoke_state end,
      waiting_on = case when c ? 'waitingOn' then c ->> 'waitingOn' else p.waiting_on end,
      waiting_since = case when c ->> 'state' in ('waiting', 'manual', 'uncertain') then coalesce(p.waiting_since, now()) when c ? 'state' then null else p.waiting_since end,
      look_again_at = case when c ? 'lookAgainAt' then (c ->> 'lookAgainAt')::timestamptz else p.look_again_at end
    from jsonb_to_recordset(${json(rows)}::jsonb) as x(id uuid, change jsonb), lateral (select x.change as c) as y
    where p.id = x.id returning p.fence > ${fence} as overtaken`.execute(tx);
  return written.some((row) => row.overtaken);
}
