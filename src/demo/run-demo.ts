// The demo as a whole: first load, events, two sweeps, and the check that everything fits. To be read first.
import type { ConnectionCounts } from '../database/status.ts';
import { findSumErrors, findSurprises } from './check-practice.ts';
import { footingOf } from './events.ts';
import { loadPractice } from './first-load.ts';
import { inventPractice, type InventedPractice } from './invent-practice.ts';
import type { Narrator } from './narrator.ts';
import type { Demo } from './open-demo.ts';
import { playAll, type PlayedEvent } from './play-events.ts';
import { readStandings, settle } from './settle.ts';
import type { PortalNumbers } from './story.ts';

/** What `koppel demo --json` prints. */
export interface DemoReport extends ConnectionCounts {
  readonly portal: PortalNumbers;
  readonly events: readonly PlayedEvent[];
  readonly secondSweepRequests: number;
}

interface Audience {
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
}

/** Throws when the numbers of Koppel and of the sandbox do not fit. */
export async function runDemo(demo: Demo, audience: Audience): Promise<DemoReport> {
  const { narrator, signal } = audience;
  const practice = inventPractice();
  const { clients, contacts } = practice;
  narrator.say(`Importing ${clients.length} clients and ${contacts.length} contacts, and pushing them:`);
  const { ms } = await loadPractice(demo, practice, audience);
  const requests = countRequests(await demo.story.readPortal(demo.sandbox));
  narrator.say(`  ${requests} requests in ${(ms / 1000).toFixed(1)} s`);
  await checkFirstLoad(demo, practice);

  narrator.say(
    '\nThen the practice software reports changes. From its signed webhook until the portal shows it:',
  );
  const events = await playAll(demo, demo.story.events(practice, demo.sandbox), audience);

  await sweep(demo, signal);
  const secondSweepRequests = await sweep(demo, signal);
  return checkEnd(demo, practice, { events, secondSweepRequests });
}

async function checkFirstLoad(demo: Demo, practice: InventedPractice): Promise<void> {
  const counts = await readStandings(demo);
  const portal = await demo.story.readPortal(demo.sandbox);
  assertNone([
    ...findSurprises(practice, counts),
    ...demo.story.findMisfits(counts, portal, footingOf(practice, 'loaded')),
  ]);
}

async function checkEnd(
  demo: Demo,
  practice: InventedPractice,
  { events, secondSweepRequests }: Pick<DemoReport, 'events' | 'secondSweepRequests'>,
): Promise<DemoReport> {
  const counts = await readStandings(demo);
  const portal = await demo.story.readPortal(demo.sandbox);
  const { clients, contacts } = counts;
  assertNone([
    ...findSumErrors('clients', clients),
    ...findSumErrors('contacts', contacts),
    ...demo.story.findMisfits(counts, portal, footingOf(practice, 'played')),
    ...(secondSweepRequests === 0
      ? []
      : [`A sweep with nothing to do made ${secondSweepRequests} requests.`]),
  ]);
  return { clients, contacts, portal, events, secondSweepRequests };
}

function assertNone(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`The numbers of Koppel and of the sandbox do not fit:\n  - ${problems.join('\n  - ')}`);
}

/** Returns how many requests it cost. */
async function sweep(demo: Demo, signal: AbortSignal): Promise<number> {
  const before = countRequests(await demo.story.readPortal(demo.sandbox));
  await demo.app.runJob('sweep', { slot: new Date().toISOString() });
  await settle(demo, signal);
  return countRequests(await demo.story.readPortal(demo.sandbox)) - before;
}

function countRequests({ requests }: PortalNumbers): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
