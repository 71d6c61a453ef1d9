// sync-client: looks at one client on one connection and brings the portal to what the records say.
// Trigger: dispatch, and the dashboard's retry. Says who could not be pushed, and fails only where operations must act: data
// that must be mended is the office's. The ledger retries, not the queue.
import { z } from 'zod';
import { forgetRefusals } from '../src/database/ledger/resources.ts';
import { whoMends } from '../src/domain/who-acts.ts';
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
    const left = notPushed(result, pair);
    if (left !== null) ports.log('info', 'not pushed', { job: 'sync-client', ...pair, ...left });
    return { status: result.status, ...left };
  },
};

function notPushed(
  { standings }: SyncResult,
  { practiceId, clientId }: { readonly practiceId: string; readonly clientId: string },
): Readonly<Record<string, string>> | null {
  const failed = standings.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return null;
  const who = failed.map(({ kind, reason }) => `${kind} ${reason}`).join(', ');
  const see = `koppel explain ${clientId.slice(0, 8)} --practice ${practiceId}`;
  const codes = new Set(
    failed.map(({ reason }) => reason).filter((reason) => whoMends(reason) === 'operations'),
  );
  if (codes.size > 0) throw new JobFailedError([...codes].sort().join('+'), `not pushed: ${who}; ${see}`);
  return { notPushed: who, see };
}
