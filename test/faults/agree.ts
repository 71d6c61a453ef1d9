// The quiet moment: everything is delivered, the ledger has nothing due, the portal was read back. Then model and portal
// must agree exactly.
import { setTimeout as delay } from 'node:timers/promises';
import { readSourceJob } from '../../jobs/read-source.ts';
import { receiveEventJob } from '../../jobs/receive-event.ts';
import { sweepJob } from '../../jobs/sweep.ts';
import { comparePortal } from './compare-portal.ts';
import type { Lab } from './lab.ts';
import { drawChangeOf } from './draw-off.ts';
import { HELD } from './ledger.ts';
import { drawingOf, playOne } from './play-change.ts';
import { seededRandom } from './seeded-random.ts';
import { PRACTICE } from './practice-wire.ts';
import { startJobs } from './start-jobs.ts';
import { viewPortal, type PortalView } from './portal-view.ts';
import { noteAgreement, type ContactState, type Practice } from './practice-model.ts';

/** Four minutes where a look takes no time. */
const MOST_LOOKS = 800;
const PAUSE_MS = 300;

/** What differs; empty when model and portal agree. */
export async function agree(lab: Lab): Promise<readonly string[]> {
  await lab.portal.disarm();
  await lab.sender.flush();
  await makeGood(lab);
  await quiet(lab);
  await readBack(lab);
  await quiet(lab);
  if (await correctRefused(lab)) await quiet(lab);
  const portal = await viewNow(lab);
  const practice = lab.model.practice();
  const problems = comparePortal({ practice, portal, byHand: lab.model.byHand() });
  if (problems.length > 0) return problems;
  lab.model.noteAgreement(
    noteAgreement(practice, (contact) => emailOf(practice, portal, contact)),
    await lab.ledger.knownIds(),
  );
  lab.exports.noteAgreement();
  return writtenAgain(lab);
}

/** Somebody at the practice looks at what the portal refused, and changes it. */
async function correctRefused(lab: Lab): Promise<boolean> {
  const refused = await lab.ledger.refused();
  for (const { key } of refused) {
    const edit = drawChangeOf(drawingOf(lab, seededRandom(key)), key);
    if (edit !== null) playOne(lab, edit);
  }
  await lab.sender.flush();
  return refused.length > 0;
}

/** Rule 10: where all agrees, reading it back writes nothing, in whatever form the portal keeps it. */
async function writtenAgain(lab: Lab): Promise<readonly string[]> {
  const begunAt = Date.now();
  await readBack(lab);
  await quiet(lab);
  return (await lab.portal.requests())
    .filter(({ method, at }) => method !== 'GET' && at > begunAt)
    .map(({ method, path }) => `${method} ${path} was sent although all agreed (rule 10)`);
}

export async function viewNow(lab: Lab): Promise<PortalView> {
  return viewPortal(await lab.portal.state());
}

/** Lost webhooks are made good by the export; a lost delete only by a second one (rule 20). */
async function makeGood(lab: Lab): Promise<void> {
  const lost = lab.sender.takeLost();
  const isDeleteLost = lost.some(({ fields }) => fields.deleted);
  const exports = isDeleteLost ? 2 : lost.length > 0 || lab.exports.hasDeceived() ? 1 : 0;
  for (let left = exports; left > 0; left -= 1) {
    await lab.exports.write(lab.model.practice(), { asOf: lab.model.tick() });
  }
  await until(lab, 'the exports to be read', async () =>
    (await readExports(lab)) ? [] : ['an export is not read yet'],
  );
}

/** Whether none waits any more; else they are read now, and not at their minute. */
export async function readExports(lab: Lab): Promise<boolean> {
  if (!(await lab.exports.hasUnread())) return true;
  await startJobs(lab, [{ job: readSourceJob, data: { practiceId: PRACTICE } }]);
  return false;
}

async function quiet(lab: Lab): Promise<void> {
  await until(lab, 'nothing to be due', async () => {
    const unsettled = await lab.ledger.unsettled();
    if (unsettled.length > 0) await hurry(lab, unsettled);
    const isRejected = (await lab.ledger.rejectedClients()).length > 0;
    if (isRejected || unsettled.some((what) => what.includes(HELD))) await answerBrake(lab);
    return unsettled;
  });
}

/**
 * Everything was told: what is held still is gone in truth, and a person says yes. What somebody rejected before is asked
 * about again after a sync of its client.
 */
async function answerBrake(lab: Lab): Promise<void> {
  await startJobs(lab, [{ job: sweepJob, data: { slot: new Date().toISOString() } }]);
  for (const key of await lab.ledger.rejectedClients())
    await lab.koppelOnce('sync', key, '--practice', PRACTICE);
  if ((await lab.ledger.openQuestions()) > 0) await answer(lab, 'approve');
}

/** Of a person who is asked about what the brake holds. The question may have gone, or be another one, meanwhile. */
export async function answer(lab: Lab, verb: 'approve' | 'reject'): Promise<void> {
  lab.diary.write(`a person is asked about held accesses: ${verb}`);
  await lab.koppelOnce(verb, '--practice', PRACTICE, '--yes');
}

/** Time is not waited for: what is due later is due now, and webhooks that the queue lost are queued as the sweep would. */
export async function hurry(lab: Lab, unsettled: readonly string[]): Promise<void> {
  await lab.ledger.hasten();
  if (!unsettled.some((what) => what.startsWith('webhook'))) return;
  const events = await lab.ledger.openEvents();
  await startJobs(
    lab,
    events.map((webhookId) => ({ job: receiveEventJob, data: { practiceId: PRACTICE, webhookId } })),
  );
}

async function readBack(lab: Lab): Promise<void> {
  const at = await lab.ledger.askVerification();
  await until(lab, 'the portal to be read back', async () => {
    const verifiedAt = await lab.ledger.verifiedAt();
    if (verifiedAt !== null && verifiedAt > at) return [];
    await lab.ledger.askVerification();
    return ['the portal was not read back yet'];
  });
}

async function until(lab: Lab, what: string, open: () => Promise<readonly string[]>): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    const left = await open();
    if (left.length === 0) return;
    if (looks > MOST_LOOKS) throw new Error(`Waited in vain for ${what}: ${left.slice(0, 10).join('; ')}`);
    await lab.fleet.whenUp();
    await delay(PAUSE_MS);
  }
}

function emailOf({ clients }: Practice, portal: PortalView, { now, openings }: ContactState): string | null {
  const numbers = clients.get(now.clientKey)?.numbers ?? [];
  const inside = numbers.flatMap((number) => portal.access.get(number) ?? []);
  return Object.keys(openings).find((email) => inside.includes(email)) ?? null;
}
