// A change that the portal refuses because another record has the key it names. One of ours may be about to give it up: a
// number or an address that is handed on reaches the portal in any order.
import type { PortalRecord } from '../../../connectors/connector.ts';
import { lockHolders } from '../../database/portal/portal-records.ts';
import { retryDelayMs } from '../../domain/retry.ts';
import type { KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { noteRetry, noteTrouble, targetOf, typeOf, type ClientRun, type Round } from '../client-run.ts';
import { noteFailure } from '../note-failure.ts';
import { writeChanges } from './send-write.ts';

const FIRST_WAIT_MS = 5_000;

/** What others made keeps its key: refused until the records change. Else it is tried again, less and less often. */
export async function judgeTaken(
  run: ClientRun,
  round: Round,
  { operation, resource }: { operation: Operation; resource: KnownResource },
): Promise<void> {
  const { resourceId, type, subjects, wanted } = operation;
  const { keyInUse } = typeOf(run, type);
  const holders = await findHolders(run, round, operation);
  if (holders === null) return;
  if (await isAnyForeign(run, resource, holders)) {
    const refusal = { refused: wanted, refusedReason: keyInUse, refusedField: null };
    await writeChanges(run, round, { changes: [{ resourceId, ...refusal }] });
    return;
  }
  const waitMs = Math.max(FIRST_WAIT_MS, retryDelayMs(run.run.attempts + 1, Math.random));
  noteTrouble(run, subjects, keyInUse);
  noteRetry(run, { at: new Date(run.now().getTime() + waitMs), costsAttempt: true, error: 'KEY_HELD' });
}

/** Null: the portal did not say. */
async function findHolders(
  run: ClientRun,
  round: Round,
  { resourceId, type, subjects }: Operation,
): Promise<readonly PortalRecord[] | null> {
  try {
    return await typeOf(run, type).find(run.session, targetOf(round, resourceId));
  } catch (error) {
    await noteFailure(run, subjects, error);
    return null;
  }
}

/** Whether one of them is no record of ours. What is ours was given another key already, and only has to be changed. */
async function isAnyForeign(
  run: ClientRun,
  { id: resourceId, type, parents, ...own }: KnownResource,
  holders: readonly PortalRecord[],
): Promise<boolean> {
  const { connectionId, practiceId } = run.run;
  const others = holders.filter(({ portalId }) => portalId !== own.portalId);
  return run.store.inPractice(practiceId, async (tx) => {
    for (const { portalId } of others) {
      const ours = await lockHolders(tx, { connectionId, type, portalId, resourceId, parents });
      if (ours.length === 0) return true;
    }
    return false;
  });
}
