// Takes things away: the brake first, then the request, then the read-back that proves it (rules 17, 19 and 22).
import type { Outcome, Seen, Target } from '../../../connectors/connector.ts';
import type { Tx } from '../../database/open-store.ts';
import { settleUnanswered, type ResourceChange } from '../../database/ledger/operations.ts';
import { contradictTask, closeTasks } from '../../database/people/tasks.ts';
import { SETTLE_MS } from '../../domain/landing.ts';
import type { Subject } from '../../domain/link.ts';
import type { KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { gone, LEFT_TO_PERSON, REVOKE_DUE, REVOKE_SENT, THERE } from '../../plan/resource-states.ts';
import {
  backOff,
  later,
  noteRetry,
  noteTrouble,
  targetOf,
  traitsOfType,
  typeOf,
  type ClientRun,
  type Round,
} from '../client-run.ts';
import { mayNotShowYet, waitUntilShown } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { readAbsence } from '../read-absence.ts';
import { askToTakeAway } from './leave-to-person.ts';
import { sendWrite, writeChanges, type Answering, type Sent } from './send-write.ts';
import { addressUnseen, concludeUnseen } from './unseen.ts';

type Located = Operation & { readonly target: Target & { readonly portalId: string } };

/** `operations` share a type and a first parent. */
export async function applyRemovals(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Promise<void> {
  const ready: Located[] = [];
  for (const operation of operations) {
    const target = await locate(run, round, operation);
    if (target !== null) ready.push({ ...operation, target });
  }
  if (ready.length > 1 && (await removeTogether(run, round, ready))) return;
  for (const { target, ...operation } of ready) {
    if (run.progress.stopped || run.progress.stale) return;
    const type = typeOf(run, operation.type);
    const send = () => readAbsence(run, async (session) => type.remove?.(session, target));
    await sendRemoval(run, round, { operations: [operation], send });
  }
}

/** False when they must go one by one. */
async function removeTogether(
  run: ClientRun,
  round: Round,
  operations: readonly Located[],
): Promise<boolean> {
  const type = operations[0] === undefined ? undefined : typeOf(run, operations[0].type);
  if (type?.removeMany === undefined) return false;
  const targets = operations.map(({ target }) => target);
  const send = () => type.removeMany?.(run.session, targets);
  return (await sendRemoval(run, round, { operations, send })).apart === null;
}

/** Found by natural key where a grant was sent but never answered. Null: nothing to take away now. */
async function locate(run: ClientRun, round: Round, operation: Operation): Promise<Located['target'] | null> {
  const resource = round.resourceById.get(operation.resourceId);
  if (resource === undefined) return null;
  const target = targetOf(round, resource.id);
  const { showsAbsence } = traitsOfType(run, operation.type);
  const portalId = target.portalId ?? (showsAbsence ? null : await addressUnseen(run, round, operation));
  if (portalId !== null) return { ...target, portalId };
  if (!showsAbsence) return null;
  const type = typeOf(run, operation.type);
  const found = await readPortal(run, operation.subjects, () =>
    readAbsence(run, (session) => type.find(session, target)),
  );
  if (found === null) return null;
  const [record] = found;
  if (record !== undefined) {
    // Kept, so that the read-back asks for this very thing.
    const { portalId } = record;
    await writeChanges(run, round, { changes: [{ resourceId: resource.id, ...THERE, portalId }] });
    return { ...target, portalId };
  }
  if (!mayStillLand(run, resource)) await noteGone(run, round, operation);
  else waitForLanding(run, operation, resource);
  return null;
}

async function sendRemoval(
  run: ClientRun,
  round: Round,
  { operations, send }: { operations: readonly Operation[]; send: () => Answering },
): Promise<Sent> {
  const sent = await sendWrite(run, round, {
    operations,
    send,
    read: (operation, outcome) => readRemoved(run, operation, outcome),
  });
  for (const [index, operation] of operations.entries())
    await leaveStanding(run, round, { operation, outcome: sent.outcomes[index] });
  return sent;
}

/** Nothing was taken away: a person must do it, or somebody must act first, or the portal refuses. It stays due, and says so. */
async function leaveStanding(
  run: ClientRun,
  round: Round,
  { operation, outcome }: { operation: Operation; outcome: Outcome | undefined },
): Promise<void> {
  if (outcome?.status === 'manual') await askToTakeAway(run, round, operation);
  const isRefused = outcome?.status === 'refused' && typeOf(run, operation.type).grantsAccess;
  if (outcome?.status !== 'waiting' && !isRefused) return;
  const error = isRefused && outcome.what !== 'LAST_ADMINISTRATOR' ? 'REVOKE_REFUSED' : outcome.what;
  noteTrouble(run, operation.subjects, error);
  const { lookAgainMs, lookAgainSoonMs } = run.connection.policy;
  const isSoon = outcome.status === 'waiting' && outcome.soon === true;
  noteRetry(run, { at: later(run, isSoon ? lookAgainSoonMs : lookAgainMs), costsAttempt: false, error });
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
export async function applyReadBacks(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Promise<void> {
  const located: Located[] = [];
  for (const operation of operations) {
    const resource = round.resourceById.get(operation.resourceId);
    if (resource !== undefined && !traitsOfType(run, operation.type).showsAbsence) {
      await concludeUnseen(run, round, { operation, resource });
      continue;
    }
    const target = await locate(run, round, operation);
    if (target !== null) located.push({ ...operation, target });
  }
  const [first] = located;
  if (first === undefined) return;
  const targets = located.map(({ target }) => target);
  const subjects = located.flatMap((operation) => operation.subjects);
  const seen = await readPortal(run, subjects, () =>
    readAbsence(run, (session) => typeOf(run, first.type).look(session, targets)),
  );
  if (seen === null) return;
  for (const [index, operation] of located.entries())
    await conclude(run, round, { operation, seen: seen[index] });
}

async function conclude(
  run: ClientRun,
  round: Round,
  { operation, seen }: { operation: Operation; seen: Seen | undefined },
): Promise<void> {
  const { resourceId, subjects } = operation;
  const resource = round.resourceById.get(resourceId);
  if (seen?.state === 'absent' && resource !== undefined && mayNotShowYet(run, resource)) {
    waitUntilShown(run, subjects, resource);
    noteTrouble(run, subjects, 'REVOKE_SENT');
    return;
  }
  if (seen?.state === 'absent') {
    await noteGone(run, round, operation);
    return;
  }
  const manual = traitsOfType(run, operation.type).leftToPerson.has('remove');
  await writeChanges(run, round, {
    changes: [{ resourceId, ...REVOKE_DUE, ...(manual ? LEFT_TO_PERSON : {}) }],
    ...(manual ? { also: (tx: Tx) => contradictTask(tx, resourceId) } : {}),
  });
  if (manual) return;
  noteWithoutEffect(run, subjects);
}

/** Said after so many tries: somebody has to take the access away by hand. */
const TRIES_BEFORE_REFUSED = 5;

/** The portal says that it took the access away, and shows it all the same. */
function noteWithoutEffect(run: ClientRun, subjects: readonly Subject[]): void {
  const error = 'REVOKE_WITHOUT_EFFECT';
  const isTried = run.run.attempts >= TRIES_BEFORE_REFUSED;
  const at = isTried ? later(run, run.connection.policy.lookAgainMs) : backOff(run);
  noteTrouble(run, subjects, isTried ? 'REVOKE_REFUSED' : 'REVOKE_PENDING');
  noteRetry(run, { at, costsAttempt: !isTried, error });
}

export async function noteGone(run: ClientRun, round: Round, { resourceId, type }: Operation): Promise<void> {
  const revokeState = typeOf(run, type).grantsAccess ? 'revoked_verified' : null;
  await writeChanges(run, round, {
    changes: [{ resourceId, ...gone(revokeState) }],
    also: async (tx) => {
      await settleUnanswered(tx, [resourceId]);
      await closeTasks(tx, [resourceId]);
    },
  });
}

/** Only a grant that could still land spoils a proof (rule 19). */
function mayStillLand(run: ClientRun, { grantUnansweredUntil }: KnownResource): boolean {
  return grantUnansweredUntil !== null && grantUnansweredUntil > run.now();
}

function waitForLanding(run: ClientRun, operation: Operation, resource: KnownResource): void {
  const until = resource.grantUnansweredUntil ?? run.now();
  noteTrouble(run, operation.subjects, 'REVOKE_SENT');
  noteRetry(run, { at: new Date(until.getTime() + SETTLE_MS), costsAttempt: false, error: 'UNANSWERED' });
}
