// Somebody new who is seen to have access: whoever needs somebody inside need not wait for the next agreement.
import { viewNow } from './agree.ts';
import { drawNewcomer } from './draw-off.ts';
import { insist } from './insist.ts';
import type { Lab } from './lab.ts';
import { drawingOf, playOne } from './play-change.ts';
import { swallowedInRound } from './portal-faults.ts';
import { isEligible } from './practice-model.ts';
import type { Random } from './seeded-random.ts';

/**
 * Gives up where the contact, or its client, changes meanwhile, where the portal refuses one of them until a person corrects
 * it, where the webhook of one was lost until an export tells of it, and where the ledger was told of an access that the
 * portal has not, or no more: reading it back finds that later.
 */
export async function letSomebodyIn(lab: Lab, random: Random): Promise<void> {
  const newcomer = drawNewcomer(drawingOf(lab, random));
  if (newcomer === null) return;
  playOne(lab, newcomer);
  const { key, clientKey } = newcomer;
  const begun = lab.model.practice().contacts.get(key);
  const isStill = (): boolean => {
    const contact = lab.model.practice().contacts.get(key);
    return contact !== undefined && contact === begun && isEligible(lab.model.practice(), contact.now);
  };
  await insist(lab, `the new contact ${key} has access`, async () => {
    const client = lab.model.practice().clients.get(clientKey);
    const isGranted = await isGrantedInLedger(lab, newcomer);
    const { access } = await viewNow(lab);
    if (!isStill() || lab.sender.isLost([key, clientKey])) return true;
    const isInside = client?.numbers.some((number) => access.get(number)?.includes(`${key}@example.nl`));
    if (isInside !== true)
      return (isGranted && (await isDeceived(lab, clientKey))) || isRefused(lab, newcomer);
    if (lab.model.practice().clients.get(client?.now.key ?? '') === client) lab.model.noteInside(key);
    return true;
  });
}

interface Newcomer {
  readonly key: string;
  readonly clientKey: string;
}

/** And nothing is to be done for its client any more. */
async function isGrantedInLedger({ ledger }: Lab, { key, clientKey }: Newcomer): Promise<boolean> {
  if (!(await ledger.isGranted(key))) return false;
  return !(await ledger.unsettled()).some((what) => what.startsWith(`client ${clientKey} `));
}

/** The portal called something done that it did not do, or somebody took the client away in it by hand. */
async function isDeceived(lab: Lab, clientKey: string): Promise<boolean> {
  const isLost = lab.model.practice().clients.get(clientKey)?.lostSinceAgreement === true;
  return isLost || (await swallowedInRound(lab)) > 0;
}

async function isRefused({ ledger }: Lab, newcomer: Newcomer): Promise<boolean> {
  const keys = [newcomer.key, newcomer.clientKey];
  return (await ledger.refused()).some(({ key }) => keys.includes(key));
}
