// Somebody new who is seen to have access: whoever needs somebody inside need not wait for the next agreement.
import { viewNow } from './agree.ts';
import { drawNewcomer } from './draw-off.ts';
import { insist } from './insist.ts';
import type { Lab } from './lab.ts';
import { drawingOf, playOne } from './play-change.ts';
import { isEligible } from './practice-model.ts';
import type { Random } from './seeded-random.ts';

/** Gives up where the contact, or its client, changes meanwhile. */
export async function letSomebodyIn(lab: Lab, random: Random): Promise<void> {
  const newcomer = drawNewcomer(drawingOf(lab, random));
  if (newcomer === null) return;
  playOne(lab, newcomer);
  const { key, clientKey } = newcomer;
  const isStill = (): boolean => {
    const now = lab.model.practice().contacts.get(key)?.now;
    return now === newcomer.change.fields && isEligible(lab.model.practice(), now);
  };
  await insist(lab, `the new contact ${key} has access`, async () => {
    const client = lab.model.practice().clients.get(clientKey);
    const { access } = await viewNow(lab);
    if (!isStill()) return true;
    const isInside = client?.numbers.some((number) => access.get(number)?.includes(`${key}@example.nl`));
    if (isInside !== true) return false;
    if (lab.model.practice().clients.get(client?.now.key ?? '') === client) lab.model.noteInside(key);
    return true;
  });
}
