// What a run learned about its connection: that it works, that it is refused, or that the portal is down. Failures alone
// do not say the latter two, for a record may be poison to its portal: a plain read decides
// (docs/decisions/0014-portal-down.md, docs/decisions/0018-no-revoke-waits.md).
import { writeAudit } from '../database/people/audit.ts';
import {
  countFailure,
  countSuccess,
  noteWriteRefused,
  noteWriteTaken,
  setConnectionState,
} from '../database/portal/connections.ts';
import type { Tx } from '../database/open-store.ts';
import { countUnanswered, noteHostDown } from '../database/portal/portal-hosts.ts';
import { AccessError, KoppelError, TransientError } from '../errors.ts';
import type { ClientRun } from './client-run.ts';
import type { Health } from './learned.ts';
import { hadNoAnswer } from './no-answer.ts';
import { readALittle } from './read-a-little.ts';
import type { RunState } from './run-state.ts';

/** Each so many failures in a row, over all clients of a connection, Koppel asks whether the portal answers at all. */
const ASK_EVERY = 5;

/** One alert per change of state: whoever changes the row gives it. */
export async function learnAboutConnection(run: ClientRun, state: RunState): Promise<void> {
  const health = await judgeHealth(run, state);
  if (health !== null) await writeHealth(run, health);
  await learnAboutWrites(run, state);
}

/**
 * A plain read does not tell whether writing is allowed at all: that several clients in a row are refused does. It is said,
 * and nothing stops: each record goes on asking by itself, and the first write that is taken takes it back.
 */
async function learnAboutWrites(run: ClientRun, { writes, accessError }: RunState): Promise<void> {
  const { connection } = run;
  if (writes === 'none' || accessError !== null) return;
  if (writes === 'taken' && connection.writesRefused === 0) return;
  const change =
    writes === 'taken'
      ? { state: 'writes-taken', reason: null }
      : { state: 'writes-refused', reason: writes.refused };
  await tellOnce(run, async (tx) => {
    const isNews =
      writes === 'taken'
        ? await noteWriteTaken(tx, connection.id)
        : await noteWriteRefused(tx, connection.id, run.run.clientId);
    return isNews ? change : null;
  });
}

/** Null: nothing new. Most runs find a connection that works, as the last one did: then there is nothing to write. */
async function judgeHealth(run: ClientRun, told: RunState): Promise<Health | null> {
  const { connection, signal } = run;
  if (told.accessError !== null) return { portal: 'refused', code: told.accessError };
  if (told.answeredWell) {
    const { failuresInARow, hostInTrouble, state } = connection;
    return failuresInARow === 0 && !hostInTrouble && state === 'active' ? null : { portal: 'answers' };
  }
  // Requests that this process broke off because it ends say nothing about the portal.
  if (told.failed === 'no' || signal.aborted) return null;
  return told.health ?? ((await isTimeToAsk(run, told)) ? askPortal(run) : null);
}

/** The failures of a machine that does not answer count over all the connections to it, whosever they are. */
async function isTimeToAsk(
  { store, connection: { id, practiceId } }: ClientRun,
  { failed }: RunState,
): Promise<boolean> {
  const { own, host } = await store.inPractice(practiceId, async (tx) => ({
    own: await countFailure(tx, id),
    host: failed === 'unanswered' ? await countUnanswered(tx, id) : null,
  }));
  return own % ASK_EVERY === 0 || (host !== null && (host.isDown || host.failures % ASK_EVERY === 0));
}

/** One small read. Null when this process ends, or Koppel itself fails at it: then nothing was learned. */
export async function askPortal({
  connector,
  session,
  signal,
}: Pick<ClientRun, 'connector' | 'session' | 'signal'>): Promise<Health | null> {
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

export async function writeHealth(run: ClientRun, health: Health): Promise<void> {
  await tellOnce(run, (tx) => changeState(tx, run.connection.id, health));
}

interface StateChange {
  readonly state: string;
  readonly reason: string | null;
}

async function tellOnce(
  { connection, store, onConnectionState }: ClientRun,
  make: (tx: Tx) => Promise<StateChange | null>,
): Promise<void> {
  const { practiceId, id: connectionId } = connection;
  const change = await store.inPractice(practiceId, async (tx) => {
    const made = await make(tx);
    if (made === null) return null;
    const [action, details] = [`connection.${made.state}`, { reason: made.reason ?? '' }];
    await writeAudit(tx, [{ practiceId, actor: 'koppel', action, connectionId, details }]);
    return made;
  });
  if (change !== null) onConnectionState(connection, change.state, change.reason);
}

async function changeState(tx: Tx, connectionId: string, health: Health): Promise<StateChange | null> {
  if (health.portal === 'answers')
    return (await countSuccess(tx, connectionId)) ? { state: 'active', reason: null } : null;
  if (health.portal === 'down' && hadNoAnswer(health.code)) await noteHostDown(tx, connectionId);
  const state = health.portal === 'down' ? 'quarantined' : 'stopped';
  const change = { state, reason: health.code } as const;
  return (await setConnectionState(tx, connectionId, change)) ? change : null;
}
