// Jobs now, and not at their minute.
import { setTimeout as delay } from 'node:timers/promises';
import { KoppelError } from '../../src/errors.ts';
import { openQueues, type QueueName } from '../../src/queue/open-queues.ts';
import type { Lab } from './lab.ts';

const PAUSE_MS = 300;

interface LabJob {
  readonly job: { readonly name: string; readonly queue: QueueName };
  readonly data: Readonly<Record<string, string>>;
}

let jobs = 0;

/** Whoever waits for what they do starts them again where the queue was away. */
export async function startJobs(
  lab: Pick<Lab, 'redis' | 'database'>,
  wanted: readonly LabJob[],
): Promise<void> {
  const url = lab.redis?.url ?? (await lab.database.url());
  const queues = await openQueues({ url, onError: () => undefined }).catch(() => null);
  try {
    for (const { job, data } of wanted) {
      jobs += 1;
      const jobId = `faults-${job.name}-${Date.now()}-${jobs}`;
      await queues?.add(job.queue, [{ name: job.name, data, jobId }]);
    }
  } catch (error) {
    if (!(error instanceof KoppelError)) throw error;
  } finally {
    await queues?.close();
  }
  await delay(PAUSE_MS);
}
