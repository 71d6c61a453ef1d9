// Asks the portal what is there where Koppel is not sure: an answer that came after its lease was lost, a grant wished
// for again before its revoke was proven, a step that waits for somebody.
import type { Seen } from '../../connectors/connector.ts';
import type { Tx } from '../database/open-store.ts';
import { settleUnanswered, type ResourceChange } from '../database/operations.ts';
import { closeTasks, openTask } from '../database/tasks.ts';
import { applyAttributes } from '../plan/attributes.ts';
import type { KnownResource } from '../plan/known.ts';
import type { Operation } from '../plan/make-plan.ts';
import { isManual, noteRetry, noteTrouble, typeOf, type ClientRun, type Round } from './client-run.ts';
import { noteFailure } from './note-failure.ts';
import { describeTarget } from './plan-client.ts';
import { writeChanges } from './send-write.ts';

const SETTLE_MS = 1_000;

export async function applyLook(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const resource = round.resourceById.get(operation.resourceId);
  if (resource === undefined) return;
  if (isManual(run, operation.type)) return leaveToPerson(run, round, resource);
  // An unanswered write may land after the look and make it wrong.
  if (resource.unansweredUntil !== null && resource.unansweredUntil > run.now()) {
    noteTrouble(run, operation.subjects, 'RETRYING');
    const at = new Date(resource.unansweredUntil.getTime() + SETTLE_MS);
    noteRetry(run, { at, costsAttempt: false, error: 'UNANSWERED' });
    return;
  }
  const type = typeOf(run, operation.type);
  const target = describeTarget(resource, round.resourceById);
  try {
    const seen =
      target.portalId === null
        ? fromRecords(await type.find(run.session, target))
        : (await type.look(run.session, [{ ...target, portalId: target.portalId }]))[0];
    run.progress.answeredWell = true;
    if (seen === undefined) return;
    const changes = [readSeen(operation, seen, type.grantsAccess)];
    const also = async (tx: Tx): Promise<void> => {
      await settleUnanswered(tx, [resource.id]);
      if (resource.state === 'manual') await closeTasks(tx, [resource.id]);
    };
    await writeChanges(run, round, { changes, also });
  } catch (error) {
    noteFailure(run, operation.subjects, error);
  }
}

/** A call that is only assumed is not sent: a person finds out, and what a person says is believed. */
async function leaveToPerson(run: ClientRun, round: Round, { id, state }: KnownResource): Promise<void> {
  if (state !== 'manual') {
    await writeChanges(run, round, { changes: [{ resourceId: id, doubtful: false }] });
    return;
  }
  await writeChanges(run, round, {
    changes: [{ resourceId: id, state: 'uncertain', revokeState: null }],
    also: async (tx) => {
      await closeTasks(tx, [id]);
      await openTask(tx, run.run, { resourceId: id, action: 'find-out' });
    },
  });
}

function fromRecords(records: readonly NonNullable<Seen['record']>[]): Seen {
  const [record] = records;
  return record === undefined ? { state: 'absent' } : { state: 'present', record };
}

function readSeen({ resourceId, before }: Operation, seen: Seen, grantsAccess: boolean): ResourceChange {
  if (seen.state === 'absent') {
    const revokeState = grantsAccess ? 'revoked_verified' : null;
    return { resourceId, state: 'absent', portalId: null, attributes: {}, doubtful: false, revokeState };
  }
  const attributes = applyAttributes(seen.record?.attributes ?? {}, before);
  const portalId = seen.record?.portalId;
  return {
    resourceId,
    state: seen.state,
    attributes,
    doubtful: false,
    revokeState: null,
    ...(portalId === undefined ? {} : { portalId }),
    ...(seen.record?.signIn === undefined ? {} : { signIn: seen.record.signIn }),
  };
}
