// Read this file first: one client on one connection. A run plans, performs the next steps, records what each came to, and
// plans anew until nothing goes; then it records where everybody stands. It is told only where to look: what it does comes
// from the records at that moment (docs/decisions/0001-postgres-decides.md).
import type { PairKey } from '../database/ledger/pairs.ts';
import type { ClientRun } from './client-run.ts';
import { abandonRun, finishRun, type SyncResult } from './finish-run.ts';
import type { PlannedClient } from './gate-client.ts';
import { openRun, type SyncPorts } from './open-run.ts';
import { nextSteps, planRound } from './plan-round.ts';
import { probePortal } from './probe-portal.ts';
import { keepRetry, type RunState } from './run-state.ts';
import { performSteps } from './steps/perform-steps.ts';

export type { SyncResult } from './finish-run.ts';
export type { SessionRequest, SyncPorts } from './open-run.ts';

export async function syncClient(ports: SyncPorts, pair: PairKey, signal: AbortSignal): Promise<SyncResult> {
  const opened = await openRun(ports, pair, signal);
  if (typeof opened === 'string') return { ...NOTHING_DONE, status: opened };
  const { run, state, close } = opened;
  try {
    if (run.run.probes) return await probePortal(run);
    const planned = await workThroughPlans(run, state);
    return planned === null ? { ...NOTHING_DONE, status: 'gone' } : await finishRun(run, state, planned);
  } catch (bug) {
    return await abandonRun(run, state, bug);
  } finally {
    close();
  }
}

const NOTHING_DONE = { standings: [], bug: null } as const;

/** A run that still finds work after so many plans gives way to the others and comes back. */
const MAX_ROUNDS = 20;

/** Returns the last plan; null when the client is gone. */
async function workThroughPlans(run: ClientRun, state: RunState): Promise<PlannedClient | null> {
  for (let round = 1; ; round += 1) {
    const planned = await planRound(run, state);
    if (planned === null) return null;
    const steps = nextSteps(state, planned);
    if (steps.length === 0) return planned;
    if (round >= MAX_ROUNDS || run.signal.aborted) {
      keepRetry(state, { at: run.now(), costsAttempt: false, error: 'GAVE_WAY' });
      return planned;
    }
    await performSteps(run, state, { planned, steps });
  }
}
