// Waits until Koppel has nothing left to do for the demo's practice, and says where everything stands then.
import { connectorOf } from '../src/app/portals.ts';
import { countPending } from '../src/database/ledger/pairs.ts';
import { countStandings, NO_COUNTS, type ConnectionCounts } from '../src/database/people/status.ts';
import { accessTypesOfPortals } from '../src/engine/access-types.ts';
import { PRACTICE_ID, type Demo } from './story.ts';
import { waitUntil } from './wait-until.ts';

const TIMEOUT_MS = 170_000;

export interface Settling {
  readonly everyMs: number;
  /** Told how many clients are left. */
  readonly onPending: (clients: number) => void;
}

export async function settle(
  { foundation }: Demo,
  signal: AbortSignal,
  { everyMs, onPending }: Settling = { everyMs: 50, onPending: () => undefined },
): Promise<void> {
  const isSettled = async (): Promise<boolean> => {
    const pending = await foundation.store.oneStatement(PRACTICE_ID, countPending);
    onPending(pending);
    return pending === 0;
  };
  await waitUntil(isSettled, {
    what: 'Koppel to finish its work',
    everyMs,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
}

export async function readStandings({ foundation, story, connectionId }: Demo): Promise<ConnectionCounts> {
  const accessTypes = accessTypesOfPortals([story.portal], connectorOf);
  const counts = await foundation.store.inPractice(PRACTICE_ID, (tx) => countStandings(tx, accessTypes));
  return counts.get(connectionId) ?? NO_COUNTS;
}
