// What the portal shows nowhere (decision 21): it is addressed without having been seen, believed as its last answer said,
// and only what it hangs below, or a person, can tell that it is gone.
import type { Trace } from '../../../connectors/connector.ts';
import { settleChanges, settleUnanswered } from '../../database/ledger/operations.ts';
import { closeTasks } from '../../database/people/tasks.ts';
import { sameAttributes } from '../../plan/attributes.ts';
import { liveClaims, type KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { gone, NOTHING_REFUSED, REVOKE_DUE, THERE } from '../../plan/resource-states.ts';
import { backOff, targetOf, typeOf, type ClientRun, type Round } from '../client-run.ts';
import type { Learned, Step } from '../learned.ts';
import { mayNotShowYet, waitUntilShown } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { readAbsence } from '../read-absence.ts';
import { askToFindOut } from './leave-to-person.ts';

interface Unseen {
  readonly operation: Operation;
  readonly resource: KnownResource;
}

/** Null: the portal did not say. */
async function* traceOf(run: ClientRun, round: Round, operation: Operation): Step<Trace | null> {
  const targets = [targetOf(round, operation.resourceId)];
  const type = typeOf(run, operation.type);
  const read = async (): Promise<Trace> => {
    const traces = await readAbsence(run, async (session) => type.trace?.(session, targets));
    return traces?.[0] ?? 'unknown';
  };
  return yield* readPortal(run, round, { about: operation.subjects, read });
}

/** The id by which it is taken away although it was never seen. Null: it cannot be told, or not now. */
export async function* addressUnseen(
  run: ClientRun,
  round: Round,
  { resourceId, type, subjects }: Operation,
): Step<string | null> {
  const target = targetOf(round, resourceId);
  const read = async (): Promise<{ portalId: string | null }> => ({
    portalId: (await typeOf(run, type).addressOf?.(run.session, target)) ?? null,
  });
  const told = yield* readPortal(run, round, { about: subjects, read });
  if (told === null) return null;
  const { portalId } = told;
  yield portalId === null
    ? {
        reason: { about: subjects, code: 'RETRYING' },
        retry: { at: backOff(run), costsAttempt: true, error: 'LOOK_AGAIN' },
      }
    : { changes: [{ resourceId, portalId }] };
  return portalId;
}

/** A grant that was never answered is asked for again only where it cannot be there. */
export async function* mayRepeatUnseen(run: ClientRun, round: Round, unseen: Unseen): Step<boolean> {
  const { operation, resource } = unseen;
  if (resource.unansweredUntil === null) return true;
  const trace = yield* traceOf(run, round, operation);
  if (trace === null) return false;
  if (trace === 'unknown') {
    const isOther = resource.tried.some((tried) => !sameAttributes(tried, operation.changes));
    if (isOther) yield* takeForPresent(run, round, unseen);
    else yield askToFindOut(run, round, resource.id);
    return false;
  }
  yield { also: (tx) => settleUnanswered(tx, [resource.id]) };
  return true;
}

/** What may stand is not what is wished for now: it counts as there, so that it is changed instead of left beside that. */
async function* takeForPresent(
  run: ClientRun,
  round: Round,
  { operation, resource: { id, tried } }: Unseen,
): Step {
  const portalId = yield* addressUnseen(run, round, operation);
  if (portalId === null) return;
  const attributes = tried.at(-1) ?? {};
  const there = { ...THERE, attributes, origin: 'created', revokeState: null } as const;
  yield {
    changes: [{ resourceId: id, ...there }],
    also: (tx) => settleUnanswered(tx, [id]),
    stale: true,
  };
}

/** Whether an answered revoke may be called more than that: `revoked_sent` until something tells that it is gone. */
export async function* concludeUnseen(run: ClientRun, round: Round, unseen: Unseen): Step {
  const { operation, resource } = unseen;
  // A grant of which nobody knows when it took effect may have come after the revoke: it is revoked once more.
  if (resource.grantUnansweredUntil !== null) {
    yield {
      changes: [{ resourceId: resource.id, ...REVOKE_DUE }],
      also: (tx) => settleUnanswered(tx, [resource.id]),
      again: resource.id,
    };
    return;
  }
  const trace = yield* traceOf(run, round, operation);
  if (trace === 'parent-gone' || trace === 'none') {
    yield mayNotShowYet(run, resource)
      ? waitUntilShown(run, operation.subjects, resource)
      : noteAbsent(resource, trace === 'parent-gone');
  } else if (trace !== null) {
    const asked = resource.state === 'uncertain' ? {} : askToFindOut(run, round, resource.id);
    yield { ...asked, reason: { about: operation.subjects, code: 'REVOKE_UNSEEN' } };
  }
}

/** In doubt it is as its last answer said. Wished for again after an answered revoke, it is given again. */
export async function* lookAtUnseen(run: ClientRun, round: Round, unseen: Unseen): Step {
  const { operation, resource } = unseen;
  const isRevoked = resource.revokeState === 'revoked_sent' && liveClaims(resource).length > 0;
  const trace = isRevoked ? 'none' : yield* traceOf(run, round, operation);
  if (trace === null) return;
  const isOver = trace === 'parent-gone' || trace === 'none';
  if (isOver && !isRevoked && mayNotShowYet(run, resource)) {
    yield waitUntilShown(run, operation.subjects, resource);
    return;
  }
  if (isOver) yield { ...noteAbsent(resource, trace === 'parent-gone'), again: resource.id };
  else yield* believeLastAnswer(run, round, unseen);
}

/** With what an unanswered change may have added, which the next one is to take away; nothing where it cannot be told now. */
async function* believeLastAnswer(
  run: ClientRun,
  round: Round,
  { operation, resource: { id, tried } }: Unseen,
): Step {
  const isChanged = tried.length > 0;
  if (isChanged && (yield* addressUnseen(run, round, operation)) === null) return;
  const change = { doubtful: false, ...(isChanged ? { attributes: {} } : {}) };
  yield { changes: [{ resourceId: id, ...change }], also: (tx) => settleChanges(tx, id), again: id };
}

function noteAbsent(resource: KnownResource, isProof: boolean): Learned {
  if (liveClaims(resource).length > 0) return nothingLeft(resource.id, null);
  return nothingLeft(resource.id, isProof ? 'revoked_verified' : 'revoked_confirmed');
}

/** Nothing of it is left, and so nothing to wait for or to ask of anybody. */
export function nothingLeft(resourceId: string, revokeState: Parameters<typeof gone>[0]): Learned {
  return {
    changes: [{ resourceId, ...gone(revokeState), ...(revokeState === null ? {} : NOTHING_REFUSED) }],
    also: async (tx) => {
      await settleUnanswered(tx, [resourceId]);
      await closeTasks(tx, [resourceId]);
    },
  };
}
