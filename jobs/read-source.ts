// read-source: reads a practice's records from where it keeps its exports, so that a lost webhook is made good within
// the window (rules 20 and 23). Trigger: every 30 minutes for every practice that has a source.
import { z } from 'zod';
import { listDueHints } from '../src/database/records/source-hints.ts';
import { listSources } from '../src/database/records/source-turns.ts';
import { readSource } from '../src/intake/read-source.ts';
import type { Job, JobPorts, QueuedJob } from './job.ts';

const payload = z.union([
  z.strictObject({ slot: z.iso.datetime() }),
  z.strictObject({ practiceId: z.string().max(40) }),
]);

export const readSourceJob: Job<z.infer<typeof payload>> = {
  name: 'read-source',
  queue: 'read-source',
  payload,
  async run(ports, wish, { signal }) {
    if ('slot' in wish) return { practices: await announce(ports, wish.slot) };
    const { problems, vanished, ...counts } = await readSource(ports, wish.practiceId, signal);
    ports.nudge();
    // Another process, or this one when it is back, need not wait for the next slot; nor who came while it was read.
    if (
      counts.status === 'broken-off' ||
      (counts.status !== 'busy' && (await isHinted(ports, wish.practiceId)))
    )
      await ports.enqueue([toReadSourceJob(wish.practiceId, `again.${ports.now().toISOString()}`)]);
    if (vanished.length > 0)
      ports.log('warn', 'records vanished from a source', { practice: wish.practiceId, kinds: vanished });
    if (problems.length > 0)
      ports.log('warn', 'a source, or rows of it, were refused', { practice: wish.practiceId, problems });
    return counts;
  },
};

async function isHinted({ store }: JobPorts, practiceId: string): Promise<boolean> {
  return (await store.inPractice(practiceId, listDueHints)).length > 0;
}

async function announce(ports: JobPorts, slot: string): Promise<number> {
  const practices = await ports.store.inSystem(listSources);
  await ports.enqueue(practices.map((practiceId) => toReadSourceJob(practiceId, slot)));
  return practices.length;
}

/** `occasion`: other each time it is to be read. */
export function toReadSourceJob(practiceId: string, occasion: string): QueuedJob {
  return {
    job: 'read-source',
    data: { practiceId },
    jobId: `read-source.${practiceId}.${occasion.replaceAll(':', '')}`,
  };
}
