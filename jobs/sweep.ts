// sweep: finds everything due, whether or not a webhook or the queue said so, and erases who was to be erased once all
// access is proven gone. Trigger: every 5 minutes. Reads the database only; costs no portal request by itself.
import { z } from 'zod';
import { eraseAsked } from '../src/actions/erase-contact.ts';
import { listOpenEvents, settleOvertaken, type OpenEvent } from '../src/database/records/events.ts';
import { settleOutdated } from '../src/database/records/outdated.ts';
import { listHinted } from '../src/database/records/source-hints.ts';
import { listPracticeIds } from '../src/database/records/practices.ts';
import { listUnfinishedSlots } from '../src/database/ledger/job-runs.ts';
import { findForgottenPairs } from '../src/database/ledger/sweep.ts';
import { readClock, takeVerifications } from '../src/database/portal/verify-turns.ts';
import { releaseRestored } from '../src/actions/release-restored.ts';
import { releaseHeld } from '../src/engine/release-held.ts';
import { placeInLine } from '../src/intake/event-line.ts';
import { toSlotJob, type Job, type JobPorts } from './job.ts';
import { toReadSourceJob } from './read-source.ts';
import { toReceiveJob } from './receive-event.ts';
import { toVerifyJob } from './verify-connection.ts';

const payload = z.strictObject({ slot: z.iso.datetime() });

/** Younger events are still on their way through the queue. */
const EVENT_AGE_MS = 30_000;

export const sweepJob: Job<z.infer<typeof payload>> = {
  name: 'sweep',
  queue: 'upkeep',
  payload,
  async run(ports, { slot }) {
    const practices = await ports.store.inSystem(listPracticeIds);
    let pairs = 0;
    let erased = 0;
    let unbraked = 0;
    for (const practiceId of practices) {
      pairs += await ports.store.inPractice(practiceId, findForgottenPairs);
      unbraked += await releaseHeld(ports.store, practiceId, ports.sync.connectorOf);
      erased += await eraseAsked(ports.store, practiceId);
    }
    const released = await releasePractices(ports, practices, slot);
    const events = await announceEvents(ports, practices, slot);
    const verifications = await announceVerifications(ports);
    const slots = await announceSlots(ports);
    const hinted = await announceHinted(ports, slot);
    ports.nudge();
    return { pairs, events, verifications, released, unbraked, erased, slots, hinted };
  },
};

async function announceEvents(ports: JobPorts, practices: readonly string[], slot: string): Promise<number> {
  let announced = 0;
  for (const practiceId of practices) {
    await ports.store.inPractice(practiceId, settleOvertaken);
    await ports.store.inPractice(practiceId, settleOutdated);
    const events = await ports.store.inPractice(practiceId, (tx) => listOpenEvents(tx, EVENT_AGE_MS));
    const placeOf = (event: OpenEvent, nth: number) => placeInLine(nth, { takesAway: event.isDeletion });
    await ports.enqueue(
      events.map((event, nth) => toReceiveJob(event, { turn: slot, priority: placeOf(event, nth) })),
    );
    announced += events.length;
  }
  return announced;
}

/** Connections held since a restore; the sources they wait for are read now, and not only at their own slot. */
async function releasePractices(
  ports: JobPorts,
  practices: readonly string[],
  slot: string,
): Promise<number> {
  let released = 0;
  const unread: string[] = [];
  for (const practiceId of practices) {
    const { connections, needsSnapshot } = await ports.store.inPractice(practiceId, async (tx) =>
      releaseRestored(tx, await readClock(tx)),
    );
    for (const connection of connections) ports.sync.onConnectionState(connection, 'active', null);
    released += connections.length;
    if (needsSnapshot) unread.push(practiceId);
  }
  await ports.enqueue(unread.map((practiceId) => toReadSourceJob(practiceId, `sweep.${slot}`)));
  return released;
}

/**
 * What was claimed and never came into the queue, or was lost there: a night would pass without it. A job that the queue
 * still has, as failed too, is not queued twice; a lost sweep is made up for by this one.
 */
async function announceSlots(ports: JobPorts): Promise<number> {
  const unfinished = await ports.store.inSystem(listUnfinishedSlots);
  const lost = unfinished.filter(({ job }) => job !== 'sweep');
  await ports.enqueue(lost.map(({ job, slot }) => toSlotJob(job, slot)));
  return lost.length;
}

/** What is to be looked at in a source although nobody, or the queue, says so: what was hinted at, and dates that have come. */
async function announceHinted(ports: JobPorts, slot: string): Promise<number> {
  const practices = await ports.store.inSystem(listHinted);
  await ports.enqueue(practices.map((practiceId) => toReadSourceJob(practiceId, `hinted.${slot}`)));
  return practices.length;
}

/** Portals never listed whose first load waits for it, and verifications that nobody took up. */
async function announceVerifications(ports: JobPorts): Promise<number> {
  const turns = await ports.store.inSystem(takeVerifications);
  await ports.enqueue(turns.map(toVerifyJob));
  return turns.length;
}
