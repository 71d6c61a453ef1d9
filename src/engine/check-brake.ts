// Asks, over the whole connection, whether this would take away too much at once (rule 22).
import type { StoredConnection } from '../database/portal/connections.ts';
import { closeBrakeRequest, countRevokes, lockBrake, openBrakeRequest } from '../database/ledger/brake.ts';
import type { Tx } from '../database/open-store.ts';
import { writeAudit } from '../database/people/audit.ts';
import { decideBrake } from '../plan/brake.ts';
import { accessTypesOf } from './access-types.ts';
import type { ClientRun } from './client-run.ts';

/** The accesses that may not be taken away now; the question about them is then on file. */
export async function checkBrake({ store, connection, connector }: ClientRun): Promise<ReadonlySet<string>> {
  return store.inPractice(connection.practiceId, (tx) =>
    judgeRevokes(tx, connection, accessTypesOf(connector)),
  );
}

export async function judgeRevokes(
  tx: Tx,
  { id: connectionId, practiceId, policy }: StoredConnection,
  accessTypes: readonly string[],
): Promise<ReadonlySet<string>> {
  await lockBrake(tx, connectionId);
  const keepsIneligible = policy.onClientIneligible === 'keep';
  const { due, lastDay, standing } = await countRevokes(tx, connectionId, { accessTypes, keepsIneligible });
  const { held, asks } = decideBrake({ due, lastDay, standing, settings: policy.brake });
  const rejected = held.size - asks.length;
  if (asks.length === 0) {
    await closeBrakeRequest(tx, connectionId, rejected);
    return held;
  }
  if (await openBrakeRequest(tx, { practiceId, connectionId, resourceIds: asks, rejected })) {
    const details = { accesses: asks.length, lastDay, standing };
    await writeAudit(tx, [{ practiceId, actor: 'koppel', action: 'brake.asked', connectionId, details }]);
  }
  return held;
}
