// receive-event: applies one stored webhook event to the records. Trigger: the webhook, and the sweep for what the queue
// lost. A contact whose client is unknown yet waits for it.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isLocked } from '../src/database/impatient-store.ts';
import { listOrphans, readOpenEvent, settleEvent, type StoredEvent } from '../src/database/records/events.ts';
import { applyEvent } from '../src/intake/apply-event.ts';
import { placeInLine } from '../src/intake/event-line.ts';
import type { Verdict } from '../src/intake/intake.ts';
import { onlyCertain, parseEvent, type PracticeEvent } from '../src/intake/records/event-schema.ts';
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
    const outcome = await applyStored(ports, event).catch(async (error: unknown) => {
      if (!isLocked(error)) throw error;
      await ports.enqueue([toReceiveJob(event, { turn: randomUUID(), priority: END_OF_LINE })]);
      return 'locked' as const;
    });
    if (outcome === 'failed') throw new JobFailedError('EVENT_INVALID', 'A stored event cannot be read.');
    if (outcome === 'applied' || outcome === 'refused') ports.nudge();
    return { outcome };
  },
};

/** Where somebody has locked its record, the events of all others are applied before it is tried again. */
const END_OF_LINE = placeInLine(Infinity, { takesAway: false });

/** refused: only what is certain of it was taken over. settled: somebody else was faster. */
type EventOutcome = Verdict | 'refused' | 'failed' | 'settled';

/**
 * A contact whose client is missing is tried a second time once it stands there as waiting: a client that came in between
 * found nobody waiting, and one that comes later finds it.
 */
async function applyStored(ports: JobPorts, event: Payload): Promise<EventOutcome> {
  const outcome = await applyOnce(ports, event);
  return outcome === 'orphaned' ? applyOnce(ports, event) : outcome;
}

async function applyOnce(ports: JobPorts, { practiceId, webhookId }: Payload): Promise<EventOutcome> {
  const stored = await ports.store.oneStatement(practiceId, (tx) => readOpenEvent(tx, webhookId));
  if (stored === null) return 'settled';
  const { event, refused } = readStored(stored);
  // Applying is idempotent, by when it was said: twice at once does no harm.
  const verdict = event === null ? null : await applyEvent(ports.eventIntake, practiceId, event);
  const outcome = verdict === null ? 'failed' : refused ? 'refused' : verdict;
  const clientKey = event?.type === 'contact.upserted' ? event.record.clientKey : null;
  await ports.store.oneStatement(practiceId, (tx) =>
    settleEvent(tx, webhookId, {
      status: outcome === 'refused' ? 'failed' : outcome,
      clientKey,
      record: event?.record ?? null,
    }),
  );
  if (event?.type === 'client.upserted' && outcome === 'applied')
    await applyOrphans(ports, practiceId, event.record.sourceKey);
  return outcome;
}

/**
 * Whether its time lies in the future was judged when it was accepted: by the clock of a process that is behind, an event
 * that was answered 202 would be lost.
 */
const END_OF_TIME = new Date(8_640_000_000_000_000);

function readStored({ payload, receivedAt, refused }: StoredEvent): {
  readonly event: PracticeEvent | null;
  readonly refused: boolean;
} {
  const parsed = parseEvent(JSON.parse(payload), { now: END_OF_TIME, arrivedAt: receivedAt });
  if (!parsed.ok) return { event: parsed.certain, refused: true };
  return { event: refused ? onlyCertain(parsed.event) : parsed.event, refused };
}

/** A client arrived: its contacts that came before it can be applied now. */
async function applyOrphans(ports: JobPorts, practiceId: string, clientKey: string): Promise<void> {
  const orphans = await ports.store.oneStatement(practiceId, (tx) => listOrphans(tx, clientKey));
  for (const webhookId of orphans) await applyStored(ports, { practiceId, webhookId });
}
