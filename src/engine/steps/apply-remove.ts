// Takes things away: the brake first, then the request, then the read-back that proves it (rules 17, 19 and 22).
import type { Outcome, Seen, Target } from '../../../connectors/connector.ts';
import type { ResourceChange } from '../../database/ledger/operations.ts';
import { contradictTask } from '../../database/people/tasks.ts';
import { SETTLE_MS } from '../../domain/landing.ts';
import type { Subject } from '../../domain/link.ts';
import type { KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { gone, LEFT_TO_PERSON, REVOKE_DUE, REVOKE_SENT, THERE } from '../../plan/resource-states.ts';
import { backOff, later, targetOf, traitsOfType, typeOf, type ClientRun, type Round } from '../client-run.ts';
import type { Learned, Step } from '../learned.ts';
import { mayNotShowYet, waitUntilShown } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { findForAbsence, lookForAbsence, readAbsence } from '../read-absence.ts';
import { askToTakeAway } from './leave-to-person.ts';
import { sendWrite, type Answering, type Sent } from './send-write.ts';
import { addressUnseen, concludeUnseen, nothingLeft } from './unseen.ts';

type Located = Operation & { readonly target: Target & { readonly portalId: string } };

/** `operations` share a type and a first parent. */
export async function* applyRemovals(run: ClientRun, round: Round, operations: readonly Operation[]): Step {
  const ready: Located[] = [];
  for (const operation of operations) {
    const target = yield* locate(run, round, operation);
    if (target !== null) ready.push({ ...operation, target });
  }
  if (ready.length > 1 && (yield* removeTogether(run, round, ready))) return;
  for (const { target, ...operation } of ready) {
    const type = typeOf(run, operation.type);
    const send = () => readAbsence(run, async (session) => type.remove?.(session, target));
    yield* sendRemoval(run, round, { operations: [operation], send });
  }
}

/** False when they must go one by one. */
async function* removeTogether(run: ClientRun, round: Round, operations: readonly Located[]): Step<boolean> {
  const type = operations[0] === undefined ? undefined : typeOf(run, operations[0].type);
  if (type?.removeMany === undefined) return false;
  const targets = operations.map(({ target }) => target);
  const send = () => type.removeMany?.(run.session, targets);
  return (yield* sendRemoval(run, round, { operations, send })).apart === null;
}

/** Found by natural key where a grant was sent but never answered. Null: nothing to take away now. */
async function* locate(run: ClientRun, round: Round, operation: Operation): Step<Located['target'] | null> {
  const resource = round.resourceById.get(operation.resourceId);
  if (resource === undefined) return null;
  const target = targetOf(round, resource.id);
  const { showsAbsence } = traitsOfType(run, operation.type);
  const portalId = target.portalId ?? (showsAbsence ? null : yield* addressUnseen(run, round, operation));
  if (portalId !== null) return { ...target, portalId };
  if (!showsAbsence) return null;
  const found = yield* readPortal(run, round, {
    about: operation.subjects,
    read: () => findForAbsence(run, round, resource),
  });
  if (found === null) return null;
  const [record] = found;
  if (record !== undefined) {
    // Kept, so that the read-back asks for this very thing.
    const { portalId } = record;
    yield { changes: [{ resourceId: resource.id, ...THERE, portalId }] };
    return { ...target, portalId };
  }
  yield mayStillLand(run, resource) ? waitForLanding(run, operation, resource) : noteGone(run, operation);
  return null;
}

async function* sendRemoval(
  run: ClientRun,
  round: Round,
  { operations, send }: { operations: readonly Operation[]; send: () => Answering },
): Step<Sent> {
  const sent = yield* sendWrite(run, round, {
    operations,
    send,
    read: (operation, outcome) => readRemoved(run, operation, outcome),
  });
  for (const [index, operation] of operations.entries())
    yield leaveStanding(run, operation, sent.outcomes[index]);
  return sent;
}

/** Nothing was taken away: a person must do it, or somebody must act first, or the portal refuses. It stays due, and says so. */
function leaveStanding(run: ClientRun, operation: Operation, outcome: Outcome | undefined): Learned {
  if (outcome?.status === 'manual') return askToTakeAway(run, operation);
  const isRefused = outcome?.status === 'refused' && typeOf(run, operation.type).grantsAccess;
  if (outcome?.status !== 'waiting' && !isRefused) return {};
  const error = isRefused && outcome.what !== 'LAST_ADMINISTRATOR' ? 'REVOKE_REFUSED' : outcome.what;
  const { lookAgainMs, lookAgainSoonMs } = run.connection.policy;
  const isSoon = outcome.status === 'waiting' && outcome.soon === true;
  const at = later(run, isSoon ? lookAgainSoonMs : lookAgainMs);
  return { reason: { about: operation.subjects, code: error }, retry: { at, costsAttempt: false, error } };
}

/** 2xx is not proof: an access counts as revoked when the portal, read back, no longer shows it. */
function readRemoved(run: ClientRun, operation: Operation, outcome: Outcome): ResourceChange | null {
  const { resourceId } = operation;
  const { grantsAccess } = typeOf(run, operation.type);
  // What the portal refuses to take away is no reason to give up.
  if (outcome.status === 'refused' && !grantsAccess)
    return { resourceId, refusedReason: outcome.what, refusedField: outcome.field ?? null };
  if (outcome.status !== 'done' && outcome.status !== 'gone') return null;
  return { resourceId, ...(grantsAccess ? REVOKE_SENT : gone(null)) };
}

/** `operations` share a type and a first parent: one request reads them all back. */
export async function* applyReadBacks(run: ClientRun, round: Round, operations: readonly Operation[]): Step {
  const located: Located[] = [];
  for (const operation of operations) {
    const resource = round.resourceById.get(operation.resourceId);
    if (resource !== undefined && !traitsOfType(run, operation.type).showsAbsence) {
      yield* concludeUnseen(run, round, { operation, resource });
      continue;
    }
    const target = yield* locate(run, round, operation);
    if (target !== null) located.push({ ...operation, target });
  }
  const [first] = located;
  if (first === undefined) return;
  const of = located.flatMap(({ resourceId }) => round.resourceById.get(resourceId) ?? []);
  const subjects = located.flatMap((operation) => operation.subjects);
  const read = () => lookForAbsence(run, round, of);
  const seen = yield* readPortal(run, round, { about: subjects, read });
  if (seen === null) return;
  for (const [index, operation] of located.entries())
    yield conclude(run, round, { operation, seen: seen[index] });
}

function conclude(
  run: ClientRun,
  round: Round,
  { operation, seen }: { operation: Operation; seen: Seen | undefined },
): Learned {
  const { resourceId, subjects } = operation;
  const resource = round.resourceById.get(resourceId);
  if (seen?.state === 'absent' && resource !== undefined && mayNotShowYet(run, resource))
    return { ...waitUntilShown(run, subjects, resource), reason: { about: subjects, code: 'REVOKE_SENT' } };
  if (seen?.state === 'absent') return noteGone(run, operation);
  const change = { resourceId, ...REVOKE_DUE };
  return traitsOfType(run, operation.type).leftToPerson.has('remove')
    ? { changes: [{ ...change, ...LEFT_TO_PERSON }], also: (tx) => contradictTask(tx, resourceId) }
    : { changes: [change], ...withoutEffect(run, subjects) };
}

/** Said after so many tries: somebody has to take the access away by hand. */
const TRIES_BEFORE_REFUSED = 5;

/** The portal says that it took the access away, and shows it all the same. */
function withoutEffect(run: ClientRun, about: readonly Subject[]): Learned {
  const error = 'REVOKE_WITHOUT_EFFECT';
  const isTried = run.run.attempts >= TRIES_BEFORE_REFUSED;
  const at = isTried ? later(run, run.connection.policy.lookAgainMs) : backOff(run);
  return {
    reason: { about, code: isTried ? 'REVOKE_REFUSED' : 'REVOKE_PENDING' },
    retry: { at, costsAttempt: !isTried, error },
  };
}

export function noteGone(run: ClientRun, { resourceId, type }: Operation): Learned {
  return nothingLeft(resourceId, typeOf(run, type).grantsAccess ? 'revoked_verified' : null);
}

/** Only a grant that could still land spoils a proof (rule 19). */
function mayStillLand(run: ClientRun, { grantUnansweredUntil }: KnownResource): boolean {
  return grantUnansweredUntil !== null && grantUnansweredUntil > run.now();
}

function waitForLanding(run: ClientRun, { subjects }: Operation, resource: KnownResource): Learned {
  const until = resource.grantUnansweredUntil ?? run.now();
  return {
    reason: { about: subjects, code: 'REVOKE_SENT' },
    retry: { at: new Date(until.getTime() + SETTLE_MS), costsAttempt: false, error: 'UNANSWERED' },
  };
}
