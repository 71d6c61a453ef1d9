// One plan of a run, and which of its operations are the next steps.
import { setTimeout as delay } from 'node:timers/promises';
import type { Tx } from '../database/open-store.ts';
import { outOfCircles } from '../database/out-of-circles.ts';
import { ReservationLostError } from '../database/ledger/settlements.ts';
import type { PlannedOperation } from '../plan/gate.ts';
import { liveClaims } from '../plan/known.ts';
import { typeOf, type ClientRun } from './client-run.ts';
import { gateClient, type PlannedClient } from './gate-client.ts';
import { settleClient, type SettledClient } from './plan-client.ts';
import { hasTried, type RunState } from './run-state.ts';

const MOST_TRIES = 20;
/** Several that want the same would go on meeting if they came back in step. */
const APART_MS = 10;

/** Null when the client is gone. */
export async function planRound(run: ClientRun, state: RunState): Promise<PlannedClient | null> {
  const { connector, connection, newId } = run;
  const ask = <T>(work: (tx: Tx) => Promise<T>) =>
    outOfCircles(() => run.store.inPractice(run.run.practiceId, work));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const context = { connector, connection, now: run.now(), newId, write: true };
      const settled = await ask((tx) => settleClient(tx, run.run, context));
      if (settled === null) return null;
      state.letGo ||= run.run.takesOver || givesUp(settled);
      for (const clientId of settled.toTell) state.wakes.add(clientId);
      if (run.run.takesOver) for (const clientId of sharers(run, settled)) state.wakes.add(clientId);
      return await gateClient(run.run, settled, { context, ask });
    } catch (error) {
      if (!(error instanceof ReservationLostError) || attempt >= MOST_TRIES) throw error;
      await delay(Math.random() * APART_MS * attempt);
    }
  }
}

/** Everybody who stands on what this client stands on, whatever was found out about it. */
function sharers(run: ClientRun, { resources }: SettledClient): readonly string[] {
  const shared = resources.filter(({ type }) => typeOf(run, type).scope === 'connection');
  const clientIds = shared.flatMap((resource) => liveClaims(resource).map(({ clientId }) => clientId));
  return clientIds.filter((id) => id !== run.run.clientId);
}

/** A key, or soon one: what is to be taken away keeps it until it was asked back. */
function givesUp({ settlement, resources }: SettledClient): boolean {
  const isAskedBack = resources.some(({ revokeState }) => revokeState === 'revoke_pending');
  return isAskedBack || settlement.releases.length > 0 || settlement.renamed.length > 0;
}

/** What this run has not tried yet; nothing where none of it goes. What is held goes once a step before it has made room. */
export function nextSteps(state: RunState, planned: PlannedClient): readonly PlannedOperation[] {
  const untried = planned.operations.filter((operation) => !hasTried(state, operation));
  return state.stopped || untried.every(({ gate }) => gate.heldBy !== null) ? [] : untried;
}
