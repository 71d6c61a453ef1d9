// Waits until Koppel has nothing left to do for the demo's practice.
import { countPending } from '../src/database/ledger/pairs.ts';
import { readMark } from './movement.ts';
import { PRACTICE_ID, type Demo } from './story.ts';
import { waitUntil } from './wait-until.ts';

export interface Settling {
  readonly everyMs: number;
  /** Told how many clients are left. */
  readonly onPending: (clients: number) => void;
}

export async function settle(
  demo: Demo,
  signal: AbortSignal,
  { everyMs, onPending }: Settling = { everyMs: 50, onPending: () => undefined },
): Promise<void> {
  const isSettled = async (): Promise<boolean> => {
    const pending = await demo.foundation.store.oneStatement(PRACTICE_ID, countPending);
    onPending(pending);
    return pending === 0;
  };
  await waitUntil(isSettled, {
    what: 'Koppel to finish its work',
    everyMs,
    signal,
    readMark: () => readMark(demo),
  });
}
