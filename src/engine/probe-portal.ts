// The run on a connection whose portal is down or refuses it: one small read instead of the client's work. While it fails
// nothing else goes there; the first that succeeds makes everything due at once, this client too.
import { endRun } from '../database/ledger/pairs.ts';
import type { ClientRun } from './client-run.ts';
import type { SyncResult } from './finish-run.ts';
import { askPortal, writeHealth } from './learn-about-connection.ts';

export async function probePortal(run: ClientRun): Promise<SyncResult> {
  const health = await askPortal(run);
  const error = health !== null && 'code' in health ? health.code : 'PROBED';
  await run.store.inPractice(run.run.practiceId, (tx) =>
    // The pair stays pending. When it is its turn again is decided by the probes, not by its attempts.
    endRun(tx, run.run, {
      generation: run.run.generation,
      retry: { at: run.now(), costsAttempt: false, error },
      lookAgainAt: null,
    }),
  );
  if (health !== null) await writeHealth(run, health);
  return { status: 'retry', standings: [], bug: null };
}
