// The one way a write reaches a portal: store its intent (which checks lease, generation and shared leases a last time),
// send, store the answer with what it says about the resources.
import type { Outcome } from '../../../connectors/connector.ts';
import type { Tx } from '../../database/open-store.ts';
import {
  readKeptMs,
  recordAnswers,
  storeIntents,
  writeResourceChanges,
  type Answer,
  type ResourceChange,
} from '../../database/ledger/operations.ts';
import { lookAgain } from '../../database/ledger/pairs.ts';
import { doubt } from '../../database/portal/verify.ts';
import { landsWithinMs, SEND_WITHIN_MS, SETTLE_MS } from '../../domain/landing.ts';
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  UnclearRefusalError,
} from '../../errors.ts';
import { liveClaims, type KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { REVOKE_SENT } from '../../plan/resource-states.ts';
import { later, noteRetry, typeOf, type ClientRun, type Round } from '../client-run.ts';
import { isSeenAgain } from '../left-to-person.ts';
import { isRefusedAlone, noteFailure, noteForbidden, PARENT_MISSING } from '../note-failure.ts';

const BUSY_RETRY_MS = 250;
const BUSY_RETRY_LONGEST_MS = 10_000;

/** One outcome, or those of all operations in their order; undefined where the portal has no such call. */
export type Answering = Promise<Outcome | readonly Outcome[] | undefined> | undefined;

export interface WriteRequest {
  readonly operations: readonly Operation[];
  readonly send: () => Answering;
  /** What an outcome says about the resource. */
  readonly read: (operation: Operation, outcome: Outcome) => ResourceChange | null;
  /** Further writes of the same transaction (tasks), where the outcomes call for any. */
  readonly also?: (outcomes: readonly Outcome[]) => ((tx: Tx) => Promise<void>) | null;
}

export interface Sent {
  /** In the order of the operations; none when nothing is known to have been done. */
  readonly outcomes: readonly Outcome[];
  /** The portal refused several records at once: they go one by one. unclear: some of it may be done. */
  readonly apart: 'one-by-one' | 'unclear' | null;
}

const NOTHING_KNOWN: Sent = { outcomes: [], apart: null };

export async function sendWrite(run: ClientRun, round: Round, request: WriteRequest): Promise<Sent> {
  const operationIds = await announce(run, round, request.operations);
  if (operationIds === null) return NOTHING_KNOWN;
  run.deadline.sendBy = performance.now() + SEND_WITHIN_MS;
  try {
    const outcomes = [(await request.send()) ?? []].flat();
    run.progress.answeredWell = true;
    if (outcomes.some(({ status }) => status === 'done' || status === 'waiting'))
      run.progress.writes = 'taken';
    await record(run, round, { ...request, operationIds, outcomes });
    return { outcomes, apart: null };
  } catch (error) {
    noteForbidden(run, error);
    return await recordFailure(run, round, { ...request, operationIds, error });
  } finally {
    run.deadline.sendBy = null;
  }
}

async function announce(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Promise<readonly number[] | null> {
  const result = await run.store.oneStatement(run.run.practiceId, (tx) =>
    storeIntents(tx, {
      run: run.run,
      generation: round.planned.records.generation,
      intents: operations.map((operation) => toIntent(run, round, operation)),
      landsWithinMs: landsWithinMs(run.connection.policy),
    }),
  );
  if (result.status === 'go') return result.operationIds;
  if (result.status === 'stale') run.progress.stale = true;
  else await waitForShared(run, round, operations);
  return null;
}

/** A write is answered in a moment, or not for long: whoever waits for it comes back less and less often. */
async function waitForShared(run: ClientRun, round: Round, operations: readonly Operation[]): Promise<void> {
  const shared = operations.flatMap((operation) => toIntent(run, round, operation).leases);
  const keptMs = await run.store.oneStatement(run.run.practiceId, (tx) => readKeptMs(tx, shared));
  const sinceMs = landsWithinMs(run.connection.policy) - keptMs;
  const waitMs = Math.min(BUSY_RETRY_LONGEST_MS, Math.max(BUSY_RETRY_MS, sinceMs));
  noteRetry(run, { at: later(run, waitMs), costsAttempt: false, error: 'SHARED_BUSY' });
}

function toIntent(run: ClientRun, round: Round, operation: Operation) {
  const { action, resourceId, type, before, changes } = operation;
  if (action === 'look' || action === 'read-back') throw new Error('a look is not a write');
  const traits = typeOf(run, type);
  const approved = round.resourceById.get(resourceId)?.revokeApproved === true;
  const countsForBrake = action === 'remove' && traits.grantsAccess && !approved;
  const leases = [
    ...(traits.scope === 'connection' ? [resourceId] : []),
    ...rewrittenBy(run, round, operation),
  ];
  return { action, resourceId, type, before, changes, countsForBrake, leases };
}

/** Parents that a write of this resource rewrites as well. */
function rewrittenBy(
  run: ClientRun,
  round: Round,
  { resourceId, type }: Pick<Operation, 'resourceId' | 'type'>,
): readonly string[] {
  const { rewrites = [] } = typeOf(run, type);
  const parents = round.resourceById.get(resourceId)?.parents ?? [];
  return parents.filter((id) => rewrites.includes(round.resourceById.get(id)?.type ?? ''));
}

interface Answered extends WriteRequest {
  readonly operationIds: readonly number[];
  readonly outcomes: readonly Outcome[];
}

async function record(run: ClientRun, round: Round, answered: Answered): Promise<void> {
  const { operations, operationIds, outcomes } = answered;
  const changes = operations.flatMap((operation, index) => {
    const outcome = outcomes[index];
    // Without anything to say about it the resource is still given free.
    return outcome === undefined
      ? []
      : (answered.read(operation, outcome) ?? { resourceId: operation.resourceId });
  });
  const leased = operations.flatMap(({ resourceId, type }) => rewrittenBy(run, round, { resourceId, type }));
  const recorded = {
    leased,
    answers: operationIds.map((operationId, index) => toAnswer(operationId, outcomes[index])),
    audit: operations.map((operation, index) => auditOf(run, operation, outcomes[index])),
    fence: run.run.fence,
    changes,
    isSeenAgain: operations.every(({ type }) => isSeenAgain(run, type)),
  };
  const write = (tx: Tx) => recordAnswers(tx, recorded);
  const { practiceId } = run.run;
  const also = answered.also?.(outcomes) ?? null;
  const { overtaken } =
    also === null
      ? await run.store.oneStatement(practiceId, write)
      : await run.store.inPractice(practiceId, async (tx) => {
          await also(tx);
          return write(tx);
        });
  if (overtaken) await lookAgainFirst(run);
  const told = changes.filter((change) => !isOnlyData(round.resourceById.get(change.resourceId), change));
  remember(round, changes);
  for (const { resourceId } of told) noteNeighbours(run, round.resourceById.get(resourceId));
}

/** What was there is there still, with other data as everybody wished: whoever shares it has nothing to do about that. */
function isOnlyData(before: KnownResource | undefined, change: ResourceChange): boolean {
  if (before === undefined || !isSettled(before) || change.attributes === undefined) return false;
  const { state = 'present', portalId = before.portalId, refusedReason = null, unconfirmed = null } = change;
  return (
    [refusedReason, unconfirmed, change.revokeState ?? null].every((open) => open === null) &&
    change.doubtful !== true &&
    state === 'present' &&
    portalId === before.portalId
  );
}

function isSettled({ state, doubtful, ...open }: KnownResource): boolean {
  const isOpen = [open.revokeState, open.refusedReason, open.unconfirmed].some((each) => each !== null);
  return state === 'present' && !doubtful && !isOpen;
}

/** Whoever stands on a shared resource looks again: what it waited for may be there now. */
export function noteNeighbours(run: ClientRun, resource: KnownResource | undefined): void {
  if (resource === undefined || typeOf(run, resource.type).scope !== 'connection') return;
  for (const { clientId } of liveClaims(resource))
    if (clientId !== run.run.clientId) run.progress.neighbours.add(clientId);
}

/** What an older run wrote came too late: the pair goes back to the ledger, to be looked at before all else. */
async function lookAgainFirst(run: ClientRun): Promise<void> {
  const { connectionId, clientId, practiceId } = run.run;
  await run.store.oneStatement(practiceId, (tx) =>
    lookAgain(tx, { connectionId, clientIds: [clientId], lane: 0 }),
  );
}

function toAnswer(operationId: number, outcome: Outcome | undefined): Answer {
  if (outcome === undefined) return { operationId, outcome: null };
  return outcome.status === 'refused'
    ? { operationId, outcome: outcome.status, reason: outcome.what }
    : { operationId, outcome: outcome.status };
}

function auditOf(run: ClientRun, operation: Operation, outcome: Outcome | undefined) {
  const { practiceId, connectionId, clientId } = run.run;
  return {
    practiceId,
    actor: 'koppel',
    action: `portal.${operation.action}`,
    connectionId,
    clientId,
    ...(operation.subjects[0] === undefined ? {} : { subjectId: operation.subjects[0].id }),
    details: {
      type: operation.type,
      resource: operation.resourceId,
      outcome: outcome?.status ?? 'unknown',
      fields: Object.keys(operation.changes),
    },
  };
}

/** Writes what became known, in the database and in this round. A lost lease sends the pair back to the ledger. */
export async function writeChanges(
  run: ClientRun,
  round: Round,
  { changes, also }: { changes: readonly ResourceChange[]; also?: (tx: Tx) => Promise<void> },
): Promise<void> {
  const { overtaken } = await run.store.inPractice(run.run.practiceId, async (tx) => {
    // The resource before its operations, as `recordAnswers` does: the other way round two runs could wait in a circle.
    const written = await writeResourceChanges(tx, run.run.fence, changes);
    await also?.(tx);
    return written;
  });
  if (overtaken) await lookAgainFirst(run);
  remember(round, changes);
}

function remember(round: Round, changes: readonly ResourceChange[]): void {
  for (const { resourceId, ...change } of changes) {
    const known = round.resourceById.get(resourceId);
    if (known !== undefined) round.resourceById.set(resourceId, withChange(known, change));
  }
}

function withChange(known: KnownResource, change: Omit<ResourceChange, 'resourceId'>): KnownResource {
  return {
    ...known,
    state: change.state ?? known.state,
    portalId: change.portalId === undefined ? known.portalId : change.portalId,
    attributes: change.attributes ?? known.attributes,
    origin: change.origin ?? known.origin,
    revokeState: change.revokeState === undefined ? known.revokeState : change.revokeState,
    doubtful: change.doubtful ?? known.doubtful,
    unconfirmed: change.unconfirmed === undefined ? known.unconfirmed : change.unconfirmed,
    confirmed: change.confirmed === undefined ? known.confirmed : change.confirmed,
  };
}

/** Whether a failed write may still take effect: then it stays unanswered, and nothing is built on its absence. */
function mayHaveLanded(error: unknown): boolean {
  if (error instanceof TransientError) return error.mayHaveLanded;
  if (error instanceof UnclearRefusalError) return true;
  return !(
    error instanceof RateLimitedError ||
    error instanceof AccessError ||
    error instanceof RejectedError
  );
}

type Failed = WriteRequest & { readonly operationIds: readonly number[]; readonly error: unknown };

async function recordFailure(run: ClientRun, round: Round, failed: Failed): Promise<Sent> {
  const { operations, error } = failed;
  const [operation, another] = operations;
  if (error instanceof RejectedError && operation !== undefined && another === undefined)
    return { outcomes: await recordRefusal(run, round, { ...failed, operation }), apart: null };
  if (!mayHaveLanded(error)) await recordNothingDone(run, round, failed);
  if (error instanceof TransientError && error.code === PARENT_MISSING)
    await doubtParents(run, round, operations);
  if (error instanceof UnclearRefusalError) return { outcomes: [], apart: 'unclear' };
  const isForSeveral = error instanceof AccessError && operations.length > 1 && (await isRefusedAlone(run));
  if (error instanceof RejectedError || isForSeveral) return { outcomes: [], apart: 'one-by-one' };
  const subjects = operations.flatMap((each) => each.subjects);
  await noteFailure(run, subjects, error);
  return NOTHING_KNOWN;
}

async function recordRefusal(
  run: ClientRun,
  round: Round,
  failed: Failed & { readonly operation: Operation },
): Promise<readonly Outcome[]> {
  if (failed.error instanceof UnclearRefusalError) return recordUnclear(run, round, failed);
  const outcomes: readonly Outcome[] = [{ status: 'refused', what: 'REJECTED_BY_PORTAL' }];
  await record(run, round, { ...failed, outcomes });
  return outcomes;
}

async function recordNothingDone(
  run: ClientRun,
  round: Round,
  { operations, operationIds }: Failed,
): Promise<void> {
  const answers = operationIds.map((operationId) => ({ operationId, outcome: 'not-done' }));
  const changes = operations.map(({ resourceId }) => ({ resourceId }));
  const leased = operations.flatMap((operation) => rewrittenBy(run, round, operation));
  const nothingDone = { answers, audit: [], fence: run.run.fence, changes, leased };
  await run.store.oneStatement(run.run.practiceId, (tx) => recordAnswers(tx, nothingDone));
}

/**
 * Answered as if it were done, with errors beside it. What was changed, or taken away, is looked at right away; what was to be
 * made stays unanswered, so that it is looked for, and revoked wherever it landed.
 */
async function recordUnclear(
  run: ClientRun,
  round: Round,
  failed: Failed & { readonly operation: Operation },
): Promise<readonly Outcome[]> {
  const { operation } = failed;
  const { resourceId, action, wanted, type } = operation;
  const outcomes = [{ status: 'refused', what: 'REJECTED_BY_PORTAL' }] as const;
  const refused = { refused: wanted, refusedReason: 'REJECTED_BY_PORTAL', refusedField: null } as const;
  if (action === 'create' || action === 'resend') {
    const until = later(run, landsWithinMs(run.connection.policy) + SETTLE_MS);
    await writeChanges(run, round, { changes: [{ resourceId, ...refused }] });
    noteRetry(run, { at: until, costsAttempt: false, error: 'UNANSWERED' });
    return outcomes;
  }
  const isRevoke = action === 'remove' && typeOf(run, type).grantsAccess;
  const change = isRevoke ? REVOKE_SENT : { doubtful: true, ...refused };
  await record(run, round, { ...failed, outcomes, read: () => ({ resourceId, ...change }) });
  return isRevoke ? [{ status: 'gone' }] : outcomes;
}

/** Late, or deleted by hand: the next try looks which. */
async function doubtParents(
  { store, run }: ClientRun,
  { resourceById }: Round,
  operations: readonly Operation[],
): Promise<void> {
  const parents = operations.flatMap(({ resourceId }) => resourceById.get(resourceId)?.parents ?? []);
  await store.inPractice(run.practiceId, (tx) => doubt(tx, [...new Set(parents)]));
}
