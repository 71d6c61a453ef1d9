// A person decides what the brake asks: the access is taken away, or stays (rule 22).
import {
  decideBrakeRequest,
  listBrakeRequests,
  lockBrake,
  type BrakeRequest,
} from '../database/ledger/brake-requests.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import { writeAudit } from '../database/people/audit.ts';
import { readConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { UsageError } from '../errors.ts';

export interface BrakeDecision {
  readonly practiceId: string;
  readonly verb: 'approve' | 'reject';
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

/** Returns for how many hours it holds. What was shown is what is decided: a request that was replaced is refused. */
export async function decideBrake(
  store: Store,
  request: Pick<BrakeRequest, 'id' | 'connectionId' | 'resourceIds'>,
  { practiceId, verb, by }: BrakeDecision,
): Promise<number> {
  const { id, connectionId } = request;
  const approve = verb === 'approve';
  return store.inPractice(practiceId, async (tx) => {
    await lockBrake(tx, connectionId);
    const open = await listBrakeRequests(tx);
    if (!open.some((other) => other.id === id))
      throw new UsageError({
        en: 'The question is not open any more: it was decided, or another took its place. Look again.',
        nl: 'De vraag staat niet meer open: er is beslist, of er kwam een andere. Kijk opnieuw.',
      });
    const hours = (await readConnection(tx, connectionId))?.policy.brake.approvalHours ?? 24;
    const clientIds = await decideBrakeRequest(tx, id, { approve, by, hours });
    await lookAgain(tx, { connectionId, clientIds, lane: 0 });
    const details = { request: id, accesses: request.resourceIds.length, ...(approve ? { hours } : {}) };
    await writeAudit(tx, [
      { practiceId, actor: by, action: approve ? 'brake.approved' : 'brake.rejected', connectionId, details },
    ]);
    return hours;
  });
}
