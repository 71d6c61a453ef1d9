// receive-event: applies one stored webhook event to the records. Trigger: the webhook, and the sweep for what the queue
// lost. A contact whose client is unknown yet waits for it.
import { z } from 'zod';
import { listOrphans, readOpenEvent, settleEvent } from '../src/database/records/events.ts';
import { applyEvent } from '../src/intake/apply-event.ts';
import type { Verdict } from '../src/intake/intake.ts';
import { parseEvent } from '../src/intake/records/event-schema.ts';
import { JobFailedError, type Job, type JobPorts, type QueuedJob } from './job.ts';

const payload = z.strictObject({ practiceId: z.string().max(40), webhookId: z.string().max(200) });
type Payload = z.infer<typeof payload>;

/** `turn`: of those that announce the same event again, so that a job that is kept as finished does not stop another. */
export function toReceiveJob(
  { practiceId, webhookId }: Payload,
  { turn, priority }: { readonly turn?: string; readonly priority: number },
): QueuedJob {
  // The id is the sender's, and the queue refuses a colon: one such event would keep all the others out.
  const parts = [practiceId, webhookId, ...(turn === undefined ? [] : [turn])];
  return {
    job: 'receive-event',
    data: { practiceId, webhookId },
    jobId: parts.join('.').replaceAll(':', '_'),
    priority,
  };
}

export const receiveEventJob: Job<Payload> = {
  name: 'receive-event',
  queue: 'receive-event',
  payload,
  async run(ports, event) {
    const outcome = await applyStored(ports, event);
    if (outcome === 'failed') throw new JobFailedError('EVENT_INVALID', 'A stored event cannot be read.');
    if (outcome === 'applied') ports.nudge();
    return { outcome };
  },
};

type Result = Verdict | 'failed' | 'settled';

/**
 * A contact whose client is missing is tried a second time once it stands there as waiting: a client that came in between
 * found nobody waiting, and one that comes later finds it.
 */
async function applyStored(ports: JobPorts, event: Payload): Promise<Result> {
  const outcome = await applyOnce(ports, event);
  return outcome === 'orphaned' ? applyOnce(ports, event) : outcome;
}

/**
 * Whether its time lies in the future was judged when it was accepted: by the clock of a process that is behind, an event
 * that was answered 202 would be lost.
 */
const END_OF_TIME = new Date(8_640_000_000_000_000);

async function applyOnce(ports: JobPorts, { practiceId, webhookId }: Payload): Promise<Result> {
  const stored = await ports.store.oneStatement(practiceId, (tx) => readOpenEvent(tx, webhookId));
  if (stored === null) return 'settled';
  const parsed = parseEvent(JSON.parse(stored.payload), END_OF_TIME);
  // Applying is idempotent, by the record's own time: twice at once does no harm.
  const outcome = parsed.ok ? await applyEvent(ports.intake, practiceId, parsed.event) : 'failed';
  const clientKey =
    parsed.ok && parsed.event.type === 'contact.upserted' ? parsed.event.record.clientKey : null;
  await ports.store.oneStatement(practiceId, (tx) =>
    settleEvent(tx, webhookId, { status: outcome, clientKey }),
  );
  if (parsed.ok && parsed.event.type === 'client.upserted' && outcome === 'applied')
    await applyOrphans(ports, practiceId, parsed.event.record.sourceKey);
  return outcome;
}

/** A client arrived: its contacts that came before it can be applied now. */
async function applyOrphans(ports: JobPorts, practiceId: string, clientKey: string): Promise<void> {
  const orphans = await ports.store.oneStatement(practiceId, (tx) => listOrphans(tx, clientKey));
  for (const webhookId of orphans) await applyStored(ports, { practiceId, webhookId });
}
