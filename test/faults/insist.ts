// What must come true whatever else goes wrong: a run in which it does not has found something.
import { setTimeout as delay } from 'node:timers/promises';
import { hurry, readExports } from './agree.ts';
import type { Lab } from './lab.ts';
import type { Change } from './practice-model.ts';

/** Two and a half minutes where a look takes no time. On a machine that others use it takes some, as all of Koppel does. */
const MOST_LOOKS = 500;
const PAUSE_MS = 300;

/** Throws when it is not true after so many looks. What is due is hurried meanwhile. */
export async function insist(lab: Lab, what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (let looks = 1; !(await isTrue()); looks += 1) {
    if (looks > MOST_LOOKS) throw new Error(`It did not come true in time that ${what}.`);
    await hurry(lab, await lab.ledger.unsettled());
    await delay(PAUSE_MS);
  }
}

/** Of a link that was switched off, unless more was said of the record since. */
export async function insistOnOff(lab: Lab, change: Change): Promise<void> {
  const { record, fields } = change;
  await insist(
    lab,
    `the link of ${record} ${fields.key} is off`,
    async () => !isLast(lab, change) || (await lab.ledger.isOff(record, fields.key)),
  );
}

/** The access of a contact whose link was switched off ends, and that is proven, unless more was said of it since. */
export async function insistOnEnd(lab: Lab, change: Change): Promise<void> {
  const { key } = change.fields;
  await insist(
    lab,
    `the access of contact ${key} is proven to be gone`,
    async () =>
      !isLast(lab, change) || ((await lab.ledger.isOff('contact', key)) && (await lab.ledger.hasEnded(key))),
  );
}

function isLast({ model }: Lab, { record, fields }: Change): boolean {
  const { clients, contacts } = model.practice();
  return (record === 'client' ? clients : contacts).get(fields.key)?.now === fields;
}

export async function insistOnRead(lab: Lab): Promise<void> {
  await insist(lab, 'the exports are read', () => readExports(lab));
}
