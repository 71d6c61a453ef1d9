// Requests that reach a person: asked once more only because a person said so, and taken back when they are not wished
// for any more, because otherwise a former client could accept one later (rules 15 and 26).
import type { Outcome } from '../../../connectors/connector.ts';
import type { ResourceChange } from '../../database/ledger/operations.ts';
import { liveClaims } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { declined, gone } from '../../plan/resource-states.ts';
import { noteGone } from './apply-remove.ts';
import { askToTakeAway, leaveToPerson } from './leave-to-person.ts';
import { targetOf, typeOf, waitingChange, type ClientRun, type Round } from '../client-run.ts';
import type { Step } from '../learned.ts';
import { readPortal } from '../note-failure.ts';
import { sendWrite } from './send-write.ts';

export async function* applyResend(run: ClientRun, round: Round, operation: Operation): Step {
  const { resourceId } = operation;
  const type = typeOf(run, operation.type);
  const target = targetOf(round, resourceId);
  const { portalId } = target;
  if (type.resend === undefined || portalId === null) {
    yield leaveToPerson(run, round, operation);
    return;
  }
  yield* sendWrite(run, round, {
    operations: [operation],
    send: () => type.resend?.(run.session, { ...target, portalId }),
    read: (_operation, outcome) => readResent(run, round, { resourceId, outcome }),
  });
}

function readResent(
  run: ClientRun,
  round: Round,
  { resourceId, outcome }: { resourceId: string; outcome: Outcome },
): ResourceChange {
  if (outcome.status === 'waiting') {
    const { portalId } = outcome;
    const wait = waitingChange(run, outcome, round.resourceById.get(resourceId));
    return { resourceId, ...wait, asked: null, ...(portalId === undefined ? {} : { portalId }) };
  }
  // Answered, declined or withdrawn meanwhile, or refused: what it is now is looked at.
  return { resourceId, asked: null, doubtful: true };
}

export async function* applyWithdrawal(run: ClientRun, round: Round, operation: Operation): Step {
  const { resourceId } = operation;
  const known = round.resourceById.get(resourceId);
  if (known?.state === 'manual' && known.portalId === null) {
    // Whoever was asked to send it knows whether it went.
    yield askToTakeAway(run, operation);
    return;
  }
  const portalId = yield* locate(run, round, operation);
  if (portalId === null) return;
  const type = typeOf(run, operation.type);
  if (type.remove === undefined) {
    yield askToTakeAway(run, operation);
    return;
  }
  yield* sendWrite(run, round, {
    operations: [operation],
    send: () => type.remove?.(run.session, { ...targetOf(round, resourceId), portalId }),
    read: (_operation, outcome) => readWithdrawn(round, resourceId, outcome),
  });
}

/** Of a request that was never answered nobody knows the id: the portal is asked, where it can tell. */
async function* locate(run: ClientRun, round: Round, operation: Operation): Step<string | null> {
  const target = targetOf(round, operation.resourceId);
  if (target.portalId !== null) return target.portalId;
  const answer = yield* readPortal(run, round, {
    about: operation.subjects,
    read: async () => (await typeOf(run, operation.type).observe?.(run.session, [target])) ?? [],
  });
  if (answer === null) return null;
  const [seen] = answer;
  if (seen?.record !== undefined) return seen.record.portalId;
  yield seen?.state === 'absent' ? noteGone(run, operation) : askToTakeAway(run, operation);
  return null;
}

function readWithdrawn(round: Round, resourceId: string, outcome: Outcome): ResourceChange {
  // No longer open: answered in the same moment, so what it is now is looked at.
  if (outcome.status !== 'done') return { resourceId, asked: null, doubtful: true };
  const resource = round.resourceById.get(resourceId);
  const isWanted = resource !== undefined && liveClaims(resource).length > 0;
  // Still linked, so a person withdrew it: not asked again until a person says so.
  return { resourceId, ...(isWanted ? declined('REQUEST_WITHDRAWN') : { ...gone(null), asked: null }) };
}
