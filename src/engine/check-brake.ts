// Asks, over the whole connection, whether this would take away too much at once (rule 22).
import type { StoredConnection } from '../database/portal/connections.ts';
import { closeBrakeRequest, lockBrake, openBrakeRequest } from '../database/ledger/brake-requests.ts';
import { countRevokes } from '../database/ledger/count-revokes.ts';
import type { Tx } from '../database/open-store.ts';
import { writeAudit } from '../database/people/audit.ts';
import { decideBrake } from '../plan/brake.ts';

/** The accesses that may not be taken away now. */
export async function judgeRevokes(
  tx: Tx,
  { id: connectionId, practiceId, policy }: StoredConnection,
  {
    accessTypes,
    added,
    files,
  }: {
    readonly accessTypes: readonly string[];
    /** Accesses that a plan takes away: of a plan that is not written nobody has told yet. */
    readonly added: readonly string[];
    /** Puts the question about what is held on file: one decision at a time per connection. */
    readonly files: boolean;
  },
): Promise<ReadonlySet<string>> {
  if (files) await lockBrake(tx, connectionId);
  const keepsIneligible = policy.onClientIneligible === 'keep';
  const { due, lastDay, standing } = await countRevokes(tx, connectionId, { accessTypes, keepsIneligible });
  const uncounted = added.filter((id) => !due.some((counted) => counted.id === id));
  const all = [...due, ...uncounted.map((id) => ({ id, absence: null, rejected: false }))];
  const { held, asks } = decideBrake({ due: all, lastDay, standing, settings: policy.brake });
  const rejected = held.size - asks.length;
  if (!files) return held;
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
