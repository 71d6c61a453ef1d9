// Sends what changed, and nothing else (rule 10).
import type { Outcome } from '../../connectors/connector.ts';
import type { ResourceChange } from '../database/operations.ts';
import { doubtBelow } from '../database/verify.ts';
import { applyAttributes } from '../plan/attributes.ts';
import type { Operation } from '../plan/make-plan.ts';
import { leaveToPerson } from './apply-create.ts';
import { isManual, targetOf, typeOf, type ClientRun, type Round } from './client-run.ts';
import { sendWrite } from './send-write.ts';

export async function applyUpdate(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const resource = round.resourceById.get(operation.resourceId);
  const type = typeOf(run, operation.type);
  if (resource === undefined || resource.portalId === null) return;
  if (isManual(run, operation.type, 'update')) return leaveToPerson(run, round, operation);
  const { before, changes } = operation;
  const change = {
    ...targetOf(round, resource.id),
    portalId: resource.portalId,
    before,
    changes,
  };
  await sendWrite(run, round, {
    operations: [operation],
    send: async () => (type.update === undefined ? [] : [await type.update(run.session, change)]),
    read: readUpdated,
    also: ([outcome]) => (outcome?.status === 'gone' ? (tx) => doubtBelow(tx, [operation.resourceId]) : null),
  });
}

function readUpdated(operation: Operation, outcome: Outcome): ResourceChange | null {
  const { resourceId, before, changes, wanted } = operation;
  if (outcome.status === 'done') {
    const attributes = applyAttributes(changes, before);
    // A change may have replaced the record by another one.
    const { portalId } = outcome;
    return { resourceId, portalId, attributes, refused: null, refusedReason: null, refusedField: null };
  }
  // Deleted by hand in the portal: made again, since it is still wanted.
  if (outcome.status === 'gone') return { resourceId, state: 'absent', portalId: null, attributes: {} };
  if (outcome.status !== 'refused') return null;
  return { resourceId, refused: wanted, refusedReason: outcome.what, refusedField: outcome.field ?? null };
}
