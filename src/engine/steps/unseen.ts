// What the portal shows nowhere (decision 21): it is addressed without having been seen, believed as its last answer said,
// and only what it hangs below, or a person, can tell that it is gone.
import type { Trace } from '../../../connectors/connector.ts';
import { settleChanges, settleUnanswered } from '../../database/ledger/operations.ts';
import { closeTasks } from '../../database/people/tasks.ts';
import { sameAttributes } from '../../plan/attributes.ts';
import { liveClaims, type KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { gone, REVOKE_DUE, THERE } from '../../plan/resource-states.ts';
import { mayTryAgain, noteTrouble, targetOf, typeOf, type ClientRun, type Round } from '../client-run.ts';
import { mayNotShowYet, waitUntilShown } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { readAbsence } from '../read-absence.ts';
import { askToFindOut } from './leave-to-person.ts';
import { writeChanges } from './send-write.ts';

interface Unseen {
  readonly operation: Operation;
  readonly resource: KnownResource;
}

/** Null: the portal did not say. */
async function traceOf(run: ClientRun, round: Round, operation: Operation): Promise<Trace | null> {
  const targets = [targetOf(round, operation.resourceId)];
  const type = typeOf(run, operation.type);
  return readPortal(run, operation.subjects, async () => {
    const traces = await readAbsence(run, async (session) => type.trace?.(session, targets));
    return traces?.[0] ?? 'unknown';
  });
}

/** The id by which it is taken away although it was never seen. Null: it cannot be told, or not now. */
export async function addressUnseen(
  run: ClientRun,
  round: Round,
  { resourceId, type, subjects }: Operation,
): Promise<string | null> {
  const target = targetOf(round, resourceId);
  const told = await readPortal(run, subjects, async () => ({
    portalId: (await typeOf(run, type).addressOf?.(run.session, target)) ?? null,
  }));
  if (told === null) return null;
  const { portalId } = told;
  if (portalId !== null) await writeChanges(run, round, { changes: [{ resourceId, portalId }] });
  else noteTrouble(run, subjects, 'RETRYING');
  return portalId;
}

/** A grant that was never answered is asked for again only where it cannot be there. */
export async function mayRepeatUnseen(run: ClientRun, round: Round, unseen: Unseen): Promise<boolean> {
  const { operation, resource } = unseen;
  if (resource.unansweredUntil === null) return true;
  const trace = await traceOf(run, round, operation);
  if (trace === null) return false;
  if (trace === 'unknown') {
    const isOther = resource.tried.some((tried) => !sameAttributes(tried, operation.changes));
    if (isOther) await takeForPresent(run, round, unseen);
    else await askToFindOut(run, round, resource.id);
    return false;
  }
  await run.store.oneStatement(run.run.practiceId, (tx) => settleUnanswered(tx, [resource.id]));
  return true;
}

/** What may stand is not what is wished for now: it counts as there, so that it is changed instead of left beside that. */
async function takeForPresent(
  run: ClientRun,
  round: Round,
  { operation, resource: { id, tried } }: Unseen,
): Promise<void> {
  const portalId = await addressUnseen(run, round, operation);
  if (portalId === null) return;
  const attributes = tried.at(-1) ?? {};
  const there = { ...THERE, attributes, origin: 'created', revokeState: null } as const;
  await writeChanges(run, round, {
    changes: [{ resourceId: id, ...there }],
    also: (tx) => settleUnanswered(tx, [id]),
  });
  run.progress.stale = true;
}

/** Whether an answered revoke may be called more than that: `revoked_sent` until something tells that it is gone. */
export async function concludeUnseen(run: ClientRun, round: Round, unseen: Unseen): Promise<void> {
  const { operation, resource } = unseen;
  // A grant of which nobody knows when it took effect may have come after the revoke: it is revoked once more.
  if (resource.grantUnansweredUntil !== null) {
    await writeChanges(run, round, {
      changes: [{ resourceId: resource.id, ...REVOKE_DUE }],
      also: (tx) => settleUnanswered(tx, [resource.id]),
    });
    mayTryAgain(run, resource.id);
    return;
  }
  const trace = await traceOf(run, round, operation);
  if (trace === 'parent-gone' || trace === 'none') {
    if (mayNotShowYet(run, resource)) waitUntilShown(run, operation.subjects, resource);
    else await noteAbsent(run, round, { unseen, isProof: trace === 'parent-gone' });
  } else if (trace !== null) {
    noteTrouble(run, operation.subjects, 'REVOKE_UNSEEN');
    if (resource.state !== 'uncertain') await askToFindOut(run, round, resource.id);
  }
}

/** In doubt it is as its last answer said. Wished for again after an answered revoke, it is given again. */
export async function lookAtUnseen(run: ClientRun, round: Round, unseen: Unseen): Promise<void> {
  const { operation, resource } = unseen;
  const isRevoked = resource.revokeState === 'revoked_sent' && liveClaims(resource).length > 0;
  const trace = isRevoked ? 'none' : await traceOf(run, round, operation);
  if (trace === null) return;
  const isGone = trace === 'parent-gone' || trace === 'none';
  if (isGone && !isRevoked && mayNotShowYet(run, resource)) {
    waitUntilShown(run, operation.subjects, resource);
    return;
  }
  if (isGone) await noteAbsent(run, round, { unseen, isProof: trace === 'parent-gone' });
  else if (!(await believeLastAnswer(run, round, unseen))) return;
  mayTryAgain(run, resource.id);
}

/** With what an unanswered change may have added, which the next one is to take away. False: it cannot be told now. */
async function believeLastAnswer(
  run: ClientRun,
  round: Round,
  { operation, resource: { id, tried } }: Unseen,
): Promise<boolean> {
  const isChanged = tried.length > 0;
  if (isChanged && (await addressUnseen(run, round, operation)) === null) return false;
  const change = { doubtful: false, ...(isChanged ? { attributes: {} } : {}) };
  await writeChanges(run, round, {
    changes: [{ resourceId: id, ...change }],
    also: (tx) => settleChanges(tx, id),
  });
  return true;
}

async function noteAbsent(
  run: ClientRun,
  round: Round,
  { unseen: { resource }, isProof }: { unseen: Unseen; isProof: boolean },
): Promise<void> {
  const isWished = liveClaims(resource).length > 0;
  const revokeState = isProof ? 'revoked_verified' : 'revoked_confirmed';
  await writeChanges(run, round, {
    changes: [{ resourceId: resource.id, ...gone(isWished ? null : revokeState) }],
    also: async (tx) => {
      await settleUnanswered(tx, [resource.id]);
      await closeTasks(tx, [resource.id]);
    },
  });
}
