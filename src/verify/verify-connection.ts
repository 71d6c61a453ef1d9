// Reads a portal back: what is there against what Koppel knows (rule 8). The first time this is the list that a first
// load goes by. Changes nothing in the portal itself: what it finds is put right by the runs of the clients.
import { writeAudit } from '../database/people/audit.ts';
import { readConnection, setConnectionState, type StoredConnection } from '../database/portal/connections.ts';
import { endVerification, readClock, type ConnectionKey } from '../database/portal/verify-turns.ts';
import { AccessError, KoppelError, RateLimitedError, TransientError } from '../errors.ts';
import { listChildren } from './list-children.ts';
import { listPortal } from './list-portal.ts';
import { askPortal } from '../engine/learn-about-connection.ts';
import type { SyncPorts } from '../engine/sync-client.ts';
import { noCounts, type Verification, type VerifyCounts } from './verification.ts';
import { readAgain } from './read-again.ts';
import { takePlace, type VerifyPlace } from './verify-place.ts';

export interface VerifyResult extends Readonly<VerifyCounts> {
  /** busy: another verification is under way, or the connection is not in use. broken-off: `reason` says why. */
  readonly status: 'complete' | 'busy' | 'gone' | 'stopped' | 'broken-off';
  /** Stable code of the error that ended it early; empty otherwise. */
  readonly reason: string;
}

export async function verifyConnection(
  ports: SyncPorts,
  { practiceId, connectionId }: ConnectionKey,
  signal: AbortSignal,
): Promise<VerifyResult> {
  const connection = await ports.store.inPractice(practiceId, (tx) => readConnection(tx, connectionId));
  if (connection === null) return { status: 'gone', reason: '', ...noCounts() };
  const place = await takePlace({ store: ports.store, connection, signal });
  if (place === null) return { status: 'busy', reason: '', ...noCounts() };
  try {
    return await verify(ports, { connection, place, signal });
  } finally {
    place.stop();
  }
}

interface Begun {
  readonly connection: StoredConnection;
  readonly place: VerifyPlace;
  readonly signal: AbortSignal;
}

async function verify(ports: SyncPorts, begun: Begun): Promise<VerifyResult> {
  const work = await open(ports, begun);
  try {
    await listPortal(work);
    await listChildren(work);
    await end(work, { verified: true, againMs: null });
    return { status: 'complete', reason: '', ...work.found };
  } catch (error) {
    return await breakOff(ports, work, error);
  }
}

async function open(ports: SyncPorts, { connection, place, signal }: Begun): Promise<Verification> {
  const { store } = ports;
  return {
    store,
    connector: ports.connectorOf(connection.portal),
    connection,
    session: readAgain(ports.openSession({ connection, deadline: { sendBy: null }, signal }), signal),
    signal,
    startedAt: await store.inPractice(connection.practiceId, readClock),
    found: noCounts(),
    giveWay: () => place.giveWay(),
  };
}

async function end(
  { store, connection }: Verification,
  result: { verified: boolean; againMs: number | null },
): Promise<void> {
  await store.inPractice(connection.practiceId, (tx) => endVerification(tx, connection.id, result));
}

const AGAIN_AFTER_FAILURE_MS = 30_000;
const AGAIN_AFTER_BUG_MS = 300_000;

/** What was read stays. A first list is tried again soon, because a first load waits for it. */
async function breakOff(ports: SyncPorts, work: Verification, error: unknown): Promise<VerifyResult> {
  const reason = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
  // That one thing is refused says nothing about the connection: a plain read does.
  const health = error instanceof AccessError ? await askPortal(work) : null;
  if (health?.portal === 'refused') {
    await end(work, { verified: false, againMs: null });
    await stopConnection(ports, work.connection, health.code);
    return { status: 'stopped', reason: health.code, ...work.found };
  }
  const againMs = waitAfter(error, work.signal);
  const isFirst = await isUnlisted(work);
  // Broken off because this process ends: another one takes it up.
  await end(work, { verified: false, againMs: isFirst || work.signal.aborted ? againMs : null });
  const isOfPortal = [AccessError, TransientError, RateLimitedError].some((kind) => error instanceof kind);
  if (isOfPortal || work.signal.aborted) return { status: 'broken-off', reason, ...work.found };
  throw error;
}

function waitAfter(error: unknown, signal: AbortSignal): number {
  if (signal.aborted) return 0;
  if (error instanceof RateLimitedError) return error.retryAfterMs;
  return error instanceof TransientError ? AGAIN_AFTER_FAILURE_MS : AGAIN_AFTER_BUG_MS;
}

async function isUnlisted({ store, connection }: Verification): Promise<boolean> {
  const now = await store.inPractice(connection.practiceId, (tx) => readConnection(tx, connection.id));
  return now?.listedAt === null;
}

/** One alert per change of state: whoever changes the row gives it. */
async function stopConnection(ports: SyncPorts, connection: StoredConnection, reason: string): Promise<void> {
  const { id, practiceId } = connection;
  const changed = await ports.store.inPractice(practiceId, async (tx) => {
    if (!(await setConnectionState(tx, id, { state: 'stopped', reason }))) return false;
    const details = { reason };
    await writeAudit(tx, [
      { practiceId, actor: 'koppel', action: 'connection.stopped', connectionId: id, details },
    ]);
    return true;
  });
  if (changed) ports.onConnectionState(connection, 'stopped', reason);
}
