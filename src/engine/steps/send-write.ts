// The one way a write reaches a portal: store its intent (which checks lease, generation and shared leases a last time),
// send, and say what came of it.
import type { Outcome } from '../../../connectors/connector.ts';
import type { Tx } from '../../database/open-store.ts';
import { outOfCircles } from '../../database/out-of-circles.ts';
import {
  readKeptMs,
  storeIntents,
  type Answer,
  type IntentResult,
  type ResourceChange,
} from '../../database/ledger/operations.ts';
import { doubt } from '../../database/portal/verify.ts';
import { landsWithinMs, SETTLE_MS } from '../../domain/landing.ts';
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  UnclearRefusalError,
} from '../../errors.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { REVOKE_SENT } from '../../plan/resource-states.ts';
import { later, traitsOfType, typeOf, type ClientRun, type Round } from '../client-run.ts';
import type { Learned, Retry, Step } from '../learned.ts';
import { isSeenAgain } from '../left-to-person.ts';
import { isParentMissing, isRefusedAlone, noteFailure } from '../note-failure.ts';

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

export async function* sendWrite(run: ClientRun, round: Round, request: WriteRequest): Step<Sent> {
  const { operations } = request;
  const announced = await storeIntent(run, round, operations);
  if (announced.status === 'stale') yield { stale: true };
  if (announced.status === 'busy') yield { retry: await whenFree(run, round, operations) };
  if (announced.status !== 'go') return NOTHING_KNOWN;
  const { operationIds } = announced;
  let outcomes: readonly Outcome[];
  let learned: Learned;
  try {
    outcomes = [(await run.inTime(async () => request.send())) ?? []].flat();
    learned = answer(run, round, { ...request, operationIds, outcomes });
  } catch (error) {
    return yield* failed(run, round, { ...request, operationIds, error });
  }
  const isTaken = outcomes.some(({ status }) => status === 'done' || status === 'waiting');
  yield { ...learned, portal: { answeredWell: true, ...(isTaken ? { writes: 'taken' } : {}) } };
  return { outcomes, apart: null };
}

function storeIntent(run: ClientRun, round: Round, operations: readonly Operation[]): Promise<IntentResult> {
  const input = {
    run: run.run,
    generation: round.planned.records.generation,
    intents: operations.map((operation) => toIntent(run, round, operation)),
    landsWithinMs: landsWithinMs(run.connection.policy),
  };
  const ask = () => run.store.oneStatement(run.run.practiceId, (tx) => storeIntents(tx, input));
  return outOfCircles(ask);
}

/** A write is answered in a moment, or not for long: whoever waits for it comes back less and less often. */
async function whenFree(run: ClientRun, round: Round, operations: readonly Operation[]): Promise<Retry> {
  const shared = operations.flatMap((operation) => toIntent(run, round, operation).leases);
  const keptMs = await run.store.oneStatement(run.run.practiceId, (tx) => readKeptMs(tx, shared));
  const sinceMs = landsWithinMs(run.connection.policy) - keptMs;
  const waitMs = Math.min(BUSY_RETRY_LONGEST_MS, Math.max(BUSY_RETRY_MS, sinceMs));
  return { at: later(run, waitMs), costsAttempt: false, error: 'SHARED_BUSY' };
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

function answer(run: ClientRun, round: Round, answered: Answered): Learned {
  const { operations, operationIds, outcomes } = answered;
  const changes = operations.flatMap((operation, index) => {
    const outcome = outcomes[index];
    // Without anything to say about it the resource is still given free.
    return outcome === undefined
      ? []
      : (answered.read(operation, outcome) ?? { resourceId: operation.resourceId });
  });
  return {
    changes,
    answered: {
      leased: operations.flatMap((operation) => rewrittenBy(run, round, operation)),
      answers: operationIds.map((operationId, index) => toAnswer(operationId, outcomes[index])),
      audit: operations.map((operation, index) => auditOf(run, operation, outcomes[index])),
      isSeenAgain: operations.every(({ type }) => isSeenAgain(run, type)),
    },
    also: answered.also?.(outcomes) ?? null,
  };
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

async function* failed(run: ClientRun, round: Round, failure: Failed): Step<Sent> {
  const { operations, error } = failure;
  const [operation, another] = operations;
  if (error instanceof AccessError) yield { portal: { writes: { refused: error.code } } };
  if (error instanceof RejectedError && operation !== undefined && another === undefined) {
    const { learned, outcomes } = refused(run, round, { ...failure, operation });
    yield learned;
    return { outcomes, apart: null };
  }
  if (!mayHaveLanded(error)) yield nothingDone(run, round, failure);
  // Late, or deleted by hand: the next try looks which.
  if (isParentMissing(error)) yield { also: (tx) => doubt(tx, parentsOf(round, operations)) };
  if (error instanceof UnclearRefusalError) return { outcomes: [], apart: 'unclear' };
  const isForSeveral =
    error instanceof AccessError && operations.length > 1 && (yield* isRefusedAlone(run, round));
  if (error instanceof RejectedError || isForSeveral) return { outcomes: [], apart: 'one-by-one' };
  yield* noteFailure(run, round, { about: operations.flatMap(({ subjects }) => subjects), error });
  return NOTHING_KNOWN;
}

const REFUSED = [{ status: 'refused', what: 'REJECTED_BY_PORTAL' }] as const;
const GONE = [{ status: 'gone' }] as const;

type OneFailed = Failed & { readonly operation: Operation };

function refused(
  run: ClientRun,
  round: Round,
  failure: OneFailed,
): { learned: Learned; outcomes: readonly Outcome[] } {
  if (!(failure.error instanceof UnclearRefusalError))
    return { learned: answer(run, round, { ...failure, outcomes: REFUSED }), outcomes: REFUSED };
  const outcomes = isRevoke(run, failure.operation) ? GONE : REFUSED;
  return { learned: unclear(run, round, failure), outcomes };
}

function nothingDone(run: ClientRun, round: Round, { operations, operationIds, error }: Failed): Learned {
  const answers = operationIds.map((operationId) => ({ operationId, outcome: 'not-done' }));
  const leased = operations.flatMap((operation) => rewrittenBy(run, round, operation));
  return {
    changes: operations.map((operation) => ({
      resourceId: operation.resourceId,
      ...doubtIfForbidden(run, operation, error),
    })),
    answered: { answers, audit: [], leased },
  };
}

/** Who is let in although that was forbidden is looked for before anything else is done about it. */
function doubtIfForbidden(run: ClientRun, { action, type }: Operation, error: unknown): { doubtful?: true } {
  const isForbidden = error instanceof AccessError && error.code === 'PORTAL_FORBIDDEN';
  const { grantsAccess, showsAbsence } = traitsOfType(run, type);
  return isForbidden && action === 'create' && grantsAccess && showsAbsence ? { doubtful: true } : {};
}

/**
 * Answered as if it were done, with errors beside it. What was changed, or taken away, is looked at right away; what was to be
 * made stays unanswered, so that it is looked for, and revoked wherever it landed.
 */
function unclear(run: ClientRun, round: Round, failure: Failed & { readonly operation: Operation }): Learned {
  const { resourceId, action, wanted } = failure.operation;
  const refusal = { refused: wanted, refusedReason: 'REJECTED_BY_PORTAL', refusedField: null } as const;
  if (action === 'create' || action === 'resend') {
    const until = later(run, landsWithinMs(run.connection.policy) + SETTLE_MS);
    return {
      changes: [{ resourceId, ...refusal }],
      retry: { at: until, costsAttempt: false, error: 'UNANSWERED' },
    };
  }
  // What lets nobody in is not asked for again: a look would only find it there.
  if (action === 'remove' && !isRevoke(run, failure.operation))
    return answer(run, round, { ...failure, outcomes: REFUSED });
  const change = isRevoke(run, failure.operation) ? REVOKE_SENT : { doubtful: true, ...refusal };
  return answer(run, round, { ...failure, outcomes: REFUSED, read: () => ({ resourceId, ...change }) });
}

function isRevoke(run: ClientRun, { action, type }: Operation): boolean {
  return action === 'remove' && typeOf(run, type).grantsAccess;
}

function parentsOf({ resourceById }: Round, operations: readonly Operation[]): readonly string[] {
  return [...new Set(operations.flatMap(({ resourceId }) => resourceById.get(resourceId)?.parents ?? []))];
}
