// What a run learned about its connection: that it works, that its credentials are refused, or that the portal is down.
// Failures alone do not say the last, for a record may be poison to its portal: a plain read decides
// (docs/decisions/0014-portal-down.md).
import { writeAudit } from '../database/people/audit.ts';
import {
  countFailure,
  countSuccess,
  setConnectionState,
  type StoredConnection,
} from '../database/portal/connections.ts';
import type { Tx } from '../database/open-store.ts';
import { AccessError, KoppelError, TransientError } from '../errors.ts';
import type { ClientRun } from './client-run.ts';
import { readALittle } from './read-a-little.ts';

export type OnConnectionState = (connection: StoredConnection, state: string, reason: string | null) => void;

/** Each so many failures in a row, over all clients of a connection, Koppel asks whether the portal answers at all. */
const ASK_EVERY = 5;

/** `down` and `refused` carry a stable error code. */
export type Health =
  { readonly portal: 'answers' } | { readonly portal: 'down' | 'refused'; readonly code: string };

/** One alert per change of state: whoever changes the row gives it. */
export async function learnAboutConnection(run: ClientRun, onState: OnConnectionState): Promise<void> {
  const health = await judgeHealth(run);
  if (health !== null) await writeHealth(run, health, onState);
}

/** Null: nothing new. Most runs find a connection that works, as the last one did: then there is nothing to write. */
async function judgeHealth(run: ClientRun): Promise<Health | null> {
  const { connection, progress, signal } = run;
  if (progress.accessError !== null) return { portal: 'refused', code: progress.accessError };
  if (progress.answeredWell) {
    const wasWell = connection.failuresInARow === 0 && connection.state !== 'quarantined';
    return wasWell ? null : { portal: 'answers' };
  }
  // Requests that this process broke off because it ends say nothing about the portal.
  if (!progress.transientFailure || signal.aborted) return null;
  const failures = await run.store.inPractice(connection.practiceId, (tx) => countFailure(tx, connection.id));
  return failures % ASK_EVERY === 0 ? askPortal(run) : null;
}

/** One small read. Null when this process ends, or Koppel itself fails at it: then nothing was learned. */
export async function askPortal({ connector, session, signal }: ClientRun): Promise<Health | null> {
  try {
    await readALittle(connector, session);
    return { portal: 'answers' };
  } catch (error) {
    if (signal.aborted || !(error instanceof KoppelError)) return null;
    if (error instanceof AccessError) return { portal: 'refused', code: error.code };
    return error instanceof TransientError
      ? { portal: 'down', code: error.code }
      : // Refusing a read, or asking to wait, is an answer too.
        { portal: 'answers' };
  }
}

export async function writeHealth(run: ClientRun, health: Health, onState: OnConnectionState): Promise<void> {
  const { connection, store } = run;
  const { practiceId, id: connectionId } = connection;
  const change = await store.inPractice(practiceId, async (tx) => {
    const made = await changeState(tx, connectionId, health);
    if (made === null) return null;
    const [action, details] = [`connection.${made.state}`, { reason: made.reason ?? '' }];
    await writeAudit(tx, [{ practiceId, actor: 'koppel', action, connectionId, details }]);
    return made;
  });
  if (change !== null) onState(connection, change.state, change.reason);
}

async function changeState(tx: Tx, connectionId: string, health: Health) {
  if (health.portal === 'answers')
    return (await countSuccess(tx, connectionId)) ? { state: 'active', reason: null } : null;
  const state = health.portal === 'down' ? 'quarantined' : 'stopped';
  const change = { state, reason: health.code } as const;
  return (await setConnectionState(tx, connectionId, change)) ? change : null;
}
