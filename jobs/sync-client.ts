// sync-client: looks at one client on one connection and brings the portal to what the records say.
// Trigger: dispatch, and the dashboard's retry. Fails, with the reason codes, when the client or a contact of it cannot
// be pushed; the ledger retries, not the queue.
import { z } from 'zod';
import { forgetRefusals } from '../src/database/ledger/resources.ts';
import { syncClient, type SyncResult } from '../src/engine/sync-client.ts';
import { JobFailedError, type Job } from './job.ts';

const payload = z.strictObject({
  practiceId: z.string().max(40),
  connectionId: z.uuid(),
  clientId: z.uuid(),
});

export const syncClientJob: Job<z.infer<typeof payload>> = {
  name: 'sync-client',
  queue: 'sync-client',
  payload,
  async run(ports, pair, { signal, attempt }) {
    // A person who retries means: ask the portal again, even for what it refused.
    if (attempt > 1) await ports.store.inPractice(pair.practiceId, (tx) => forgetRefusals(tx, pair));
    const result = await syncClient(ports.sync, pair, signal);
    ports.nudge();
    if (result.bug !== null) throw result.bug;
    assertPushed(result);
    return { status: result.status };
  },
};

function assertPushed({ standings }: SyncResult): void {
  const failed = standings.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  const codes = [...new Set(failed.map(({ reason }) => reason))].sort();
  const subjects = failed.map(({ kind, reason }) => `${kind} ${reason}`).join(', ');
  throw new JobFailedError(
    codes.join('+'),
    `${failed.length} not pushed (${subjects}); koppel explain tells who and why`,
  );
}
