// The quiet moment: everything is delivered, the ledger has nothing due, the portal was read back. Then model and portal
// must agree exactly.
import { setTimeout as delay } from 'node:timers/promises';
import { openQueues } from '../../src/queue/open-queues.ts';
import { comparePortal } from './compare-portal.ts';
import type { Lab } from './lab.ts';
import { PRACTICE } from './open-lab.ts';
import { viewPortal, type PortalView } from './portal-view.ts';
import { noteAgreement, type ContactState, type Practice } from './practice-model.ts';

const PATIENCE_MS = 240_000;
const PAUSE_MS = 300;

/** What differs; empty when model and portal agree. */
export async function agree(lab: Lab): Promise<readonly string[]> {
  await lab.portal.disarm();
  await lab.sender.flush();
  await makeGood(lab);
  await quiet(lab);
  await readBack(lab);
  await quiet(lab);
  const portal = viewPortal(await lab.portal.state());
  const practice = lab.model.practice();
  const problems = comparePortal({ practice, portal, byHand: lab.model.byHand() });
  if (problems.length > 0) return problems;
  lab.model.noteAgreement(
    noteAgreement(practice, (contact) => emailOf(practice, portal, contact)),
    await lab.ledger.knownIds(),
  );
  lab.sender.noteAgreement();
  return [];
}

/** Lost webhooks are made good by the export; a lost delete only by a second one (rule 20). */
async function makeGood(lab: Lab): Promise<void> {
  const lost = lab.sender.takeLost();
  const isDeleteLost = lost.some(({ fields }) => fields.deleted);
  const exports = isDeleteLost ? 2 : lost.length > 0 || lab.sender.hasDeceived() ? 1 : 0;
  for (let left = exports; left > 0; left -= 1) {
    lab.model.tick();
    await lab.sender.writeExport(lab.model.practice());
    await delay(2);
  }
  await until(lab, 'the exports to be read', async () => {
    if (!(await lab.sender.hasUnread())) return [];
    await startJob(lab, 'read-source', { practiceId: PRACTICE });
    return ['an export is not read yet'];
  });
}

async function quiet(lab: Lab): Promise<void> {
  await until(lab, 'nothing to be due', async () => {
    const unsettled = await lab.ledger.unsettled();
    if (unsettled.length > 0) await hurry(lab, unsettled);
    return unsettled;
  });
}

/** Time is not waited for: what is due later is due now, and the sweep comes for webhooks that the queue lost. */
export async function hurry(lab: Lab, unsettled: readonly string[]): Promise<void> {
  await lab.ledger.hasten();
  if (unsettled.some((what) => what.startsWith('webhook')))
    await startJob(lab, 'sweep', { slot: new Date().toISOString() });
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
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await open();
    if (left.length === 0) return;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}: ${left.slice(0, 10).join('; ')}`);
    await lab.fleet.whenUp();
    await delay(PAUSE_MS);
  }
}

let jobs = 0;

/** A scheduled job, now and not at its minute. */
async function startJob(lab: Lab, name: string, data: Readonly<Record<string, string>>): Promise<void> {
  jobs += 1;
  const url = lab.redis?.url ?? (await lab.database.url());
  const queues = await openQueues({ url, onError: () => undefined });
  try {
    await queues.add('upkeep', [{ name, data, jobId: `faults-${name}-${Date.now()}-${jobs}` }]);
  } finally {
    await queues.close();
  }
  await delay(PAUSE_MS);
}

function emailOf({ clients }: Practice, portal: PortalView, { now, openings }: ContactState): string | null {
  const numbers = clients.get(now.clientKey)?.numbers ?? [];
  const inside = numbers.flatMap((number) => portal.access.get(number) ?? []);
  return Object.keys(openings).find((email) => inside.includes(email)) ?? null;
}
