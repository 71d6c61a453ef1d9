// A day of the practice as a whole: first load, events, two sweeps, and the check that everything fits.
import type { ConnectionCounts } from '../src/database/people/status.ts';
import { findSumErrors, findSurprises } from './check-practice.ts';
import { footingOf } from './events.ts';
import { loadPractice } from './first-load.ts';
import { inventPractice, type InventedPractice } from './invent-practice.ts';
import { playAll, type PlayedEvent } from './play-events.ts';
import type { PortalNumbers, PracticeDay } from './practice-day.ts';
import { settle } from './settle.ts';
import { readStandings } from './standings.ts';
import type { Audience, Demo } from './story.ts';

/** What `koppel demo --json` prints of it. */
export interface DayReport extends ConnectionCounts {
  readonly portal: PortalNumbers;
  readonly events: readonly PlayedEvent[];
  readonly secondSweepRequests: number;
}

/** The day, and where it is played. */
interface Stage {
  readonly demo: Demo;
  readonly day: PracticeDay;
  readonly practice: InventedPractice;
}

/** Throws when the numbers of Koppel and of the sandbox do not fit. */
export async function playDay(demo: Demo, day: PracticeDay, audience: Audience): Promise<DayReport> {
  const { narrator } = audience;
  const practice = inventPractice();
  const stage: Stage = { demo, day, practice };
  const { clients, contacts } = practice;
  narrator.say({
    en: `Importing ${clients.length} clients and ${contacts.length} contacts, and pushing them:`,
    nl: `${clients.length} klanten en ${contacts.length} contactpersonen worden geïmporteerd en doorgezet:`,
  });
  const { ms } = await loadPractice(demo, practice, audience);
  const requests = countRequests(await day.readPortal(demo.sandbox));
  narrator.say({
    en: `  ${requests} requests in ${(ms / 1000).toFixed(1)} s`,
    nl: `  ${requests} verzoeken in ${(ms / 1000).toFixed(1)} s`,
  });
  await checkFirstLoad(stage);

  narrator.say({
    en: '\nThen the practice software reports changes. From its signed webhook until the portal shows it:',
    nl: '\nDaarna meldt de praktijksoftware wijzigingen. Van de ondertekende webhook tot het portaal het toont:',
  });
  const events = await playAll(demo, day.events(practice, demo.sandbox), audience);

  await sweep(stage, audience);
  const secondSweepRequests = await sweep(stage, audience);
  return checkEnd(stage, { events, secondSweepRequests });
}

async function checkFirstLoad({ demo, day, practice }: Stage): Promise<void> {
  const counts = await readStandings(demo);
  const portal = await day.readPortal(demo.sandbox);
  assertNone([
    ...findSurprises(practice, counts),
    ...day.findMisfits(counts, portal, footingOf(practice, 'loaded')),
  ]);
}

async function checkEnd(
  { demo, day, practice }: Stage,
  { events, secondSweepRequests }: Pick<DayReport, 'events' | 'secondSweepRequests'>,
): Promise<DayReport> {
  const counts = await readStandings(demo);
  const portal = await day.readPortal(demo.sandbox);
  const { clients, contacts } = counts;
  assertNone([
    ...findSumErrors('clients', clients),
    ...findSumErrors('contacts', contacts),
    ...day.findMisfits(counts, portal, footingOf(practice, 'played')),
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
async function sweep({ demo, day }: Stage, { signal }: Pick<Audience, 'signal'>): Promise<number> {
  const before = countRequests(await day.readPortal(demo.sandbox));
  await demo.app.runJob('sweep', { slot: new Date().toISOString() });
  await settle(demo, signal);
  return countRequests(await day.readPortal(demo.sandbox)) - before;
}

function countRequests({ requests }: PortalNumbers): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
