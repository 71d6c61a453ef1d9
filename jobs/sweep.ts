// sweep: finds everything due, whether or not a webhook or the queue said so, and erases who was to be erased once all
// access is proven gone. Trigger: every 5 minutes. Reads the database only; costs no portal request by itself.
import { z } from 'zod';
import { eraseAsked } from '../src/actions/erase-contact.ts';
import { listOpenEvents, settleOvertaken, type OpenEvent } from '../src/database/records/events.ts';
import { settleOutdated } from '../src/database/records/outdated.ts';
import { settleRefusals } from '../src/database/records/refusals.ts';
import { listHinted } from '../src/database/records/source-hints.ts';
import { listPracticeIds } from '../src/database/records/practices.ts';
import { listUnfinishedSlots } from '../src/database/ledger/job-runs.ts';
import { findForgottenPairs } from '../src/database/ledger/sweep.ts';
import { impatient } from '../src/database/impatient-store.ts';
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
  async run(given, { slot }) {
    const ports = { ...given, store: impatient(given.store) };
    const { store } = ports;
    const failures: unknown[] = [];
    // What is wrong in one place keeps nothing else waiting, and is seen at the end.
    const attempt = (work: () => Promise<number>): Promise<number> =>
      work().catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
    const counts = { pairs: 0, unbraked: 0, erased: 0, released: 0, events: 0 };
    for (const practiceId of await store.inSystem(listPracticeIds)) {
      await attempt(() => store.inPractice(practiceId, settleOvertaken));
      await attempt(() => store.inPractice(practiceId, (tx) => settleOutdated(tx).then(() => 0)));
      await attempt(() => store.inPractice(practiceId, (tx) => settleRefusals(tx).then(() => 0)));
      counts.events += await attempt(() => announceEvents(ports, practiceId, slot));
      counts.pairs += await attempt(() => store.inPractice(practiceId, findForgottenPairs));
      counts.unbraked += await attempt(() => releaseHeld(store, practiceId, ports.sync.connectorOf));
      counts.erased += await attempt(() => eraseAsked(store, practiceId));
      counts.released += await attempt(() => releasePractice(ports, practiceId, slot));
    }
    const verifications = await attempt(() => announceVerifications(ports));
    const slots = await attempt(() => announceSlots(ports));
    const hinted = await attempt(() => announceHinted(ports, slot));
    ports.nudge();
    if (failures.length > 0) throw failures[0];
    return { ...counts, verifications, slots, hinted };
  },
};

async function announceEvents(
  { store, enqueue }: JobPorts,
  practiceId: string,
  slot: string,
): Promise<number> {
  const events = await store.inPractice(practiceId, (tx) => listOpenEvents(tx, EVENT_AGE_MS));
  const placeOf = (event: OpenEvent, nth: number) => placeInLine(nth, { takesAway: event.isDeletion });
  await enqueue(
    events.map((event, nth) => toReceiveJob(event, { turn: slot, priority: placeOf(event, nth) })),
  );
  return events.length;
}

/** Connections held since a restore; the source they wait for is read now, and not only at its own slot. */
async function releasePractice(ports: JobPorts, practiceId: string, slot: string): Promise<number> {
  const { connections, needsSnapshot } = await ports.store.inPractice(practiceId, async (tx) =>
    releaseRestored(tx, await readClock(tx)),
  );
  for (const connection of connections) ports.sync.onConnectionState(connection, 'active', null);
  if (needsSnapshot) await ports.enqueue([toReadSourceJob(practiceId, `sweep.${slot}`)]);
  return connections.length;
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
