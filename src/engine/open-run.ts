// Begins a run: takes the fenced lease of the client, keeps it while the run works, and opens the session to the portal.
import type { PortalConnector, Session } from '../../connectors/connector.ts';
import { readConnection, type StoredConnection } from '../database/portal/connections.ts';
import { beginRun, renewRun, type PairKey } from '../database/ledger/pairs.ts';
import { SEND_WITHIN_MS } from '../domain/landing.ts';
import type { ClientRun } from './client-run.ts';
import { traitsOf } from './left-to-person.ts';
import { fold, newState, type RunState } from './run-state.ts';

export interface SyncPorts extends Pick<ClientRun, 'store' | 'newId' | 'onConnectionState'> {
  readonly connectorOf: (portal: string) => PortalConnector;
  readonly openSession: (request: SessionRequest) => Session;
  readonly leaseMs: number;
}

export interface SessionRequest {
  readonly connection: StoredConnection;
  readonly deadline: { readonly sendBy: number | null };
  readonly signal: AbortSignal;
}

interface OpenRun {
  readonly run: ClientRun;
  readonly state: RunState;
  readonly close: () => void;
}

/** gone: no such client or connection. busy: another run works on this client, or the connection has no room. */
export async function openRun(
  ports: SyncPorts,
  pair: PairKey,
  signal: AbortSignal,
): Promise<OpenRun | 'gone' | 'busy'> {
  const { store, newId, leaseMs, onConnectionState } = ports;
  // No transaction around them: whether a run may begin is read once more by the statement that begins it.
  const connection = await store.oneStatement(pair.practiceId, (tx) => readConnection(tx, pair.connectionId));
  if (connection === null) return 'gone';
  const begun = await store.oneStatement(pair.practiceId, (tx) => beginRun(tx, pair, leaseMs));
  if (begun === null) return 'busy';
  const connector = ports.connectorOf(connection.portal);
  const deadline: { sendBy: number | null } = { sendBy: null };
  const run: ClientRun = {
    store,
    newId,
    onConnectionState,
    signal,
    connector,
    connection,
    traits: traitsOf(connector, connection),
    run: begun,
    session: ports.openSession({ connection, deadline, signal }),
    inTime: async (send) => {
      deadline.sendBy = performance.now() + SEND_WITHIN_MS;
      return send().finally(() => (deadline.sendBy = null));
    },
    now: clockFrom(begun.begunAt),
  };
  const state = newState();
  return { run, state, close: keepLease(run, state, leaseMs) };
}

/**
 * What can still land, and when to come back, is told by the clock of the database: that of this machine may be wrong, or
 * be set while the run works.
 */
function clockFrom(begunAt: Date): () => Date {
  const from = performance.now();
  return () => new Date(begunAt.getTime() + performance.now() - from);
}

/** Once lost, the run stops sending, as its intents would be refused anyway; what it leaves undone stays due. */
function keepLease({ store, run, now }: ClientRun, state: RunState, leaseMs: number): () => void {
  const timer = setInterval(() => {
    store
      .oneStatement(run.practiceId, (tx) => renewRun(tx, run))
      .then((kept) => {
        if (!kept)
          fold(state, { stopped: true, retry: { at: now(), costsAttempt: false, error: 'GAVE_WAY' } });
      })
      // The database is away: the lease runs out by itself, and with it this run's right to write.
      .catch(() => undefined);
  }, leaseMs / 3);
  return () => clearInterval(timer);
}
