// Asks, over the whole connection, whether this would take away too much at once (rule 22).
import { countRevokes, lockBrake, openBrakeRequest } from '../database/ledger/brake.ts';
import { writeAudit } from '../database/people/audit.ts';
import { isBraked } from '../plan/brake.ts';
import type { ClientRun } from './client-run.ts';

/** True when none of the due revokes may run; the question for approval is then on file. */
export async function checkBrake(run: ClientRun): Promise<boolean> {
  const { connectionId, practiceId } = run.run;
  const { policy } = run.connection;
  const accessTypes = Object.entries(run.connector.resources)
    .filter(([, type]) => type.grantsAccess)
    .map(([name]) => name);
  return run.store.inPractice(practiceId, async (tx) => {
    await lockBrake(tx, connectionId);
    const counted = await countRevokes(tx, connectionId, {
      accessTypes,
      keepsIneligible: policy.onClientIneligible === 'keep',
    });
    const { dueIds, lastDay, standing } = counted;
    if (!isBraked({ due: dueIds.length, lastDay, standing, settings: policy.brake })) return false;
    const asked = await openBrakeRequest(tx, { practiceId, connectionId, resourceIds: dueIds });
    if (asked) {
      const details = { accesses: dueIds.length, lastDay, standing };
      await writeAudit(tx, [{ practiceId, actor: 'koppel', action: 'brake.asked', connectionId, details }]);
    }
    return true;
  });
}
