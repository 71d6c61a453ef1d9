// Lets the connections of a restored practice go again by themselves: when a complete snapshot that is younger than the
// restore was written, nothing that it lacked is still undecided, and nothing sent before can land any more.
import { writeAudit } from '../database/people/audit.ts';
import {
  listConnections,
  setConnectionState,
  type StoredConnection,
} from '../database/portal/connections.ts';
import type { Tx } from '../database/open-store.ts';
import { readWholeness, RESTORED, type Wholeness } from '../database/ledger/restore.ts';
import { landsWithinMs } from '../domain/landing.ts';

export interface Released {
  readonly connections: readonly StoredConnection[];
  /** Some are still held, and the practice has a source whose next snapshot may release them. */
  readonly needsSnapshot: boolean;
}

/** For the practice of this transaction. Where switches are set in Koppel a person decides (`koppel connection resume`). */
export async function releaseRestored(tx: Tx, now: Date): Promise<Released> {
  const held = (await listConnections(tx)).filter(isHeld);
  if (held.length === 0) return { connections: [], needsSnapshot: false };
  const whole = await readWholeness(tx);
  const ready = held.filter((connection) => isWhole(whole, connection) && canNothingLand(connection, now));
  for (const connection of ready) await release(tx, connection);
  const waits = held.some((connection) => !isWhole(whole, connection));
  return { connections: ready, needsSnapshot: waits && whole.hasSource && !whole.linksFromKoppel };
}

/** Whether whoever was unlinked since the backup might be let in again, if this connection ran now. */
export async function waitsForSnapshot(tx: Tx, connection: StoredConnection): Promise<boolean> {
  if (connection.restoredAt === null) return false;
  const whole = await readWholeness(tx);
  return !whole.linksFromKoppel && !isWhole(whole, connection);
}

function isHeld({ state, stopReason }: StoredConnection): boolean {
  return state === 'stopped' && stopReason === RESTORED;
}

function isWhole(
  { linksFromKoppel, snapshotAsOf, missing }: Wholeness,
  { restoredAt }: StoredConnection,
): boolean {
  return (
    !linksFromKoppel &&
    missing === 0 &&
    restoredAt !== null &&
    snapshotAsOf !== null &&
    snapshotAsOf >= restoredAt
  );
}

/** What a process sent shortly before the restore is in nobody's books. */
function canNothingLand({ restoredAt, policy }: StoredConnection, now: Date): boolean {
  return restoredAt !== null && now.getTime() >= restoredAt.getTime() + landsWithinMs(policy);
}

async function release(tx: Tx, { id, practiceId }: StoredConnection): Promise<void> {
  await setConnectionState(tx, id, { state: 'active', reason: null });
  const details = { reason: RESTORED };
  await writeAudit(tx, [
    { practiceId, actor: 'koppel', action: 'connection.active', connectionId: id, details },
  ]);
}
