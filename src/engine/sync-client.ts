// One client, one connection: read what is, plan what must be done, do it, read back, record. The function to read first.
// A run is told only where to look; what it does comes from the records at that moment
// (docs/decisions/0001-postgres-decides.md).
import { setTimeout as delay } from 'node:timers/promises';
import type { PortalConnector, Session } from '../../connectors/connector.ts';
import { readConnection, type StoredConnection } from '../database/portal/connections.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { beginRun, renewRun, type PairKey, type Run } from '../database/ledger/pairs.ts';
import { ReservationLostError } from '../database/ledger/settlements.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { applyOperations } from './steps/apply-operations.ts';
import {
  newProgress,
  noteRetry,
  noteTrouble,
  operationKey,
  type ClientRun,
  type Round,
} from './client-run.ts';
import { abandonRun, finishRun, type SyncResult } from './finish-run.ts';
import { gateClient, type PlannedClient } from './gate-client.ts';
import { traitsOf } from './left-to-person.ts';
import { probePortal } from './probe-portal.ts';
import { settleClient, type SettledClient } from './plan-client.ts';

export type { SyncResult } from './finish-run.ts';

export interface SyncPorts {
  readonly store: Store;
  readonly connectorOf: (portal: string) => PortalConnector;
  readonly openSession: (request: SessionRequest) => Session;
  readonly newId: () => string;
  readonly leaseMs: number;
  /** Told once per change of state: a connection was stopped, quarantined or came back; refuses every write, or takes them again. */
  readonly onConnectionState: (connection: StoredConnection, state: string, reason: string | null) => void;
}

export interface SessionRequest {
  readonly connection: StoredConnection;
  readonly deadline: { readonly sendBy: number | null };
  readonly signal: AbortSignal;
}

/** A run that still finds work after so many plans gives way to the others and comes back. */
const MAX_ROUNDS = 20;

export async function syncClient(ports: SyncPorts, pair: PairKey, signal: AbortSignal): Promise<SyncResult> {
  const begun = await begin(ports, pair);
  if (begun === null) return { status: 'gone', standings: [], bug: null };
  if (begun.run === null) return { status: 'busy', standings: [], bug: null };
  const run = openRun(ports, { connection: begun.connection, run: begun.run, signal });
  const stopRenewing = keepLease(ports, run);
  try {
    if (begun.run.probes) return await probePortal(run, ports.onConnectionState);
    const planned = await workThroughPlans(run);
    if (planned === null) return { status: 'gone', standings: [], bug: null };
    return await finishRun(run, planned, ports.onConnectionState);
  } catch (bug) {
    return await abandonRun(run, bug);
  } finally {
    stopRenewing();
  }
}

async function begin(
  ports: SyncPorts,
  pair: PairKey,
): Promise<{ connection: StoredConnection; run: Run | null } | null> {
  const { store, leaseMs } = ports;
  // No transaction around them: whether a run may begin is read once more by the statement that begins it.
  const connection = await store.oneStatement(pair.practiceId, (tx) => readConnection(tx, pair.connectionId));
  if (connection === null) return null;
  return { connection, run: await store.oneStatement(pair.practiceId, (tx) => beginRun(tx, pair, leaseMs)) };
}

function openRun(
  ports: SyncPorts,
  { connection, run, signal }: { connection: StoredConnection; run: Run; signal: AbortSignal },
): ClientRun {
  const deadline: { sendBy: number | null } = { sendBy: null };
  const { store, newId } = ports;
  const connector = ports.connectorOf(connection.portal);
  const session = ports.openSession({ connection, deadline, signal });
  return {
    store,
    connector,
    connection,
    traits: traitsOf(connector, connection),
    run,
    session,
    deadline,
    now: clockFrom(run.begunAt),
    newId,
    signal,
    progress: newProgress(),
  };
}

/**
 * What can still land, and when to come back, is told by the clock of the database: that of this machine may be wrong, or
 * be set while the run works.
 */
function clockFrom(begunAt: Date): () => Date {
  const from = performance.now();
  return () => new Date(begunAt.getTime() + performance.now() - from);
}

/** Plans and applies until nothing is left that may run now. Returns the last plan. */
async function workThroughPlans(run: ClientRun): Promise<PlannedClient | null> {
  for (let round = 1; ; round += 1) {
    const planned = await plan(run);
    if (planned === null) return null;
    noteOvertaken(run, planned);
    const operations = planned.operations.filter(
      (operation) => !run.progress.attempted.has(operationKey(operation)),
    );
    if (run.progress.stopped || operations.every(({ gate }) => gate.heldBy !== null)) {
      noteHeld(run, planned);
      if (run.progress.retry === null && isLeftOpen(run, planned)) {
        const at = new Date(run.now().getTime() + retryDelayMs(run.run.attempts + 1, Math.random));
        noteRetry(run, { at, costsAttempt: true, error: 'LOOK_AGAIN' });
      }
      return planned;
    }
    if (round >= MAX_ROUNDS || run.signal.aborted) {
      noteRetry(run, { at: run.now(), costsAttempt: false, error: 'GAVE_WAY' });
      return planned;
    }
    await apply(run, planned, operations);
  }
}

function noteHeld(run: ClientRun, { operations }: PlannedClient): void {
  for (const { gate } of operations) {
    if (gate.reason !== null) noteTrouble(run, gate.about, gate.reason);
    if (gate.until !== null) noteRetry(run, { at: gate.until, costsAttempt: false, error: 'UNANSWERED' });
  }
}

/** What was written for records that have changed since is called for again: the client stays due, for another run. */
function noteOvertaken({ progress }: ClientRun, { operations, records }: PlannedClient): void {
  for (const operation of operations) {
    const triedAt = progress.attempted.get(operationKey(operation));
    const isWrite = operation.action === 'create' || operation.action === 'update';
    if (isWrite && triedAt !== undefined && triedAt !== records.generation) progress.heldAt ??= triedAt;
  }
}

/** What this run has tried already and that is called for again: it is neither proven nor waited for. */
function isLeftOpen({ progress }: ClientRun, { operations, resources, grounds }: PlannedClient): boolean {
  const resourceById = new Map(resources.map((resource) => [resource.id, resource]));
  return operations.some(({ action, resourceId }) => {
    const resource = resourceById.get(resourceId);
    if (resource === undefined || !progress.attempted.has(operationKey({ action, resourceId }))) return false;
    if (action === 'look') return resource.doubtful;
    const isRevoke = (action === 'remove' || action === 'read-back') && resource.revokeState !== null;
    // `manual` and `uncertain`: somebody was asked.
    const isAsked = resource.state === 'manual' || resource.state === 'uncertain';
    return isRevoke && !grounds.braked.has(resource.id) && !isAsked;
  });
}

async function apply(
  run: ClientRun,
  planned: PlannedClient,
  operations: PlannedClient['operations'],
): Promise<void> {
  const resourceById = new Map(planned.resources.map((resource) => [resource.id, resource]));
  const round: Round = { planned, resourceById, madeNow: run.progress.madeNow };
  await applyOperations(run, round, operations);
  if (!run.progress.stale) return;
  run.progress.stale = false;
  run.progress.attempted.clear();
}

/** Several that want the same would go on meeting if they came back in step. */
const APART_MS = 10;

async function plan(run: ClientRun): Promise<PlannedClient | null> {
  const { connector, connection, newId } = run;
  const ask = <T>(work: (tx: Tx) => Promise<T>) => run.store.inPractice(run.run.practiceId, work);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const context = { connector, connection, now: run.now(), newId, write: true };
      const settled = await ask((tx) => settleClient(tx, run.run, context));
      if (settled === null) return null;
      run.progress.generation = settled.records.generation;
      if (givesUp(settled)) run.progress.letGo = true;
      for (const clientId of settled.toTell) run.progress.neighbours.add(clientId);
      return await gateClient(run.run, settled, { context, ask });
    } catch (error) {
      if (!(error instanceof ReservationLostError) || attempt >= MAX_ROUNDS) throw error;
      await delay(Math.random() * APART_MS * attempt);
    }
  }
}

/** A key, or soon one: what is to be taken away keeps it until it was asked back. */
function givesUp({ settlement, resources }: SettledClient): boolean {
  const isAskedBack = resources.some(({ revokeState }) => revokeState === 'revoke_pending');
  return isAskedBack || settlement.releases.length > 0 || settlement.renamed.length > 0;
}

/** Keeps the lease while the run works. Once lost, the run stops sending; its intents would be refused anyway. */
function keepLease(ports: SyncPorts, run: ClientRun): () => void {
  const timer = setInterval(() => {
    ports.store
      .oneStatement(run.run.practiceId, (tx) => renewRun(tx, run.run))
      .then((kept) => {
        if (!kept) run.progress.stopped = true;
      })
      // The database is away: the lease runs out by itself, and with it this run's right to write.
      .catch(() => undefined);
  }, ports.leaseMs / 3);
  return () => clearInterval(timer);
}
