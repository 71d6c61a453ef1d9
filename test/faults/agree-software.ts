// The quiet moment of the practice that is read from Exact Online: nothing goes wrong there any more, everything was read, and
// the ledger has nothing due. Then the software, the ledger and the portal must agree exactly.
import { setTimeout as delay } from 'node:timers/promises';
import { readSourceJob } from '../../jobs/read-source.ts';
import {
  accessOf,
  heldClients,
  heldContacts,
  heldOf,
  holdingOf,
  readOffice,
  type Held,
} from '../support/exact-office.ts';
import { insist } from './insist.ts';
import type { Lab } from './lab.ts';
import { viewPortal } from './portal-view.ts';
import { SOFTWARE_PRACTICE, type Software } from './software.ts';
import { startJobs } from './start-jobs.ts';

/** What differs; empty where all agree, or nothing of it was played. */
export async function agreeSoftware(lab: Lab): Promise<readonly string[]> {
  if (!lab.software.hasBegun()) return [];
  const problems: string[] = [];
  await lab.software.alone(async (software) => {
    await software.exact.tell('DELETE /faults');
    await software.exact.act('user regain-rights');
    await software.nextDay();
    await readUntilQuiet(lab, software);
    await insist(
      lab,
      'nothing is due of the practice that is read',
      async () => (await lab.ledger.unsettled(SOFTWARE_PRACTICE)).length === 0,
    );
    problems.push(...(await compare(lab, software)));
  });
  return problems;
}

const ROUNDS = 30;

/** Twice to the end: the second tells what the first only suspected. */
async function readUntilQuiet(lab: Lab, software: Software): Promise<void> {
  let quiet = 0;
  for (let round = 1; quiet < 2; round += 1) {
    if (round > ROUNDS) throw new Error(`The software is not read: ${(await software.state()).problem}`);
    await software.passMinutes(61);
    quiet = (await readNow(lab, software)) ? quiet + 1 : 0;
  }
}

/** A minute of its limits, and a busy machine. */
const LOOKS = 400;
const PAUSE_MS = 300;
const ASK_EVERY = 20;

/** False: it failed, or nothing of it was due. A person signs in where one is asked to. */
export async function readNow(lab: Lab, software: Software): Promise<boolean> {
  if (!(await software.state()).isSignedIn) await software.signIn();
  const before = await software.state();
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { isRead, isBusy, isSignedIn, failed } = await software.state();
    if (isRead && !isBusy) return true;
    if (!isSignedIn || (!isBusy && (failed > before.failed || looks > ASK_EVERY))) return false;
    if (!isBusy && looks % ASK_EVERY === 0) await startJobs(lab, [JOB]);
    await delay(PAUSE_MS);
  }
  return false;
}

const JOB = { job: readSourceJob, data: { practiceId: SOFTWARE_PRACTICE } };

async function compare({ ledger }: Lab, { exact, portal }: Software): Promise<readonly string[]> {
  const office = await readOffice(exact);
  const held = heldOf(
    await ledger.read<Held & Record<string, unknown>>(heldClients(SOFTWARE_PRACTICE)),
    await ledger.read<Held & Record<string, unknown>>(heldContacts(SOFTWARE_PRACTICE)),
  );
  const { clients, contacts } = holdingOf(office);
  const { access } = viewPortal(await portal.state());
  const seen = Object.fromEntries([...access].map(([number, people]) => [number, [...people].sort().join()]));
  const right = Object.fromEntries(
    Object.entries(accessOf(office)).map(([number, people]) => [number, people.join()]),
  );
  return [
    ...differences('client read', clients, held.clients),
    ...differences('contact read', contacts, held.contacts),
    ...differences('access to client', right, seen),
  ];
}

type Said = Readonly<Record<string, string>>;

function differences(what: string, right: Said, seen: Said): readonly string[] {
  const keys = new Set([...Object.keys(right), ...Object.keys(seen)]);
  return [...keys]
    .filter((key) => right[key] !== seen[key])
    .map((key) => `${what} ${key} must be ${right[key] ?? 'absent'}, is ${seen[key] ?? 'absent'}`);
}
