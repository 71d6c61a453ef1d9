// What explains a missing tick in the words of the portal: why a client is in one of its two lists and not in the other.
import type { MembershipLine, Remark, ResourceFact } from '../portal-views.ts';

/** `since`: ISO 8601. [seed: a client missing in the Support Community has not ticked it] */
function tickMissing(email: string, since: string | null): Remark {
  const day = since === null ? null : since.slice(0, 10);
  return {
    en: `${email} is a member${day === null ? '' : ` since ${day}`}, the tick is missing: an administrator of the client must tick Support Community on the detail screen of this user in Panda, and confirm.`,
    nl: `${email} is lid${day === null ? '' : ` sinds ${day}`}, het vinkje ontbreekt: een beheerder van de klant moet in Panda op het detailscherm van deze gebruiker Support Community aanvinken en bevestigen.`,
  };
}

export function remarks(facts: readonly ResourceFact[]): readonly Remark[] {
  return facts
    .filter(({ type, waitingFor }) => type === 'application-access' && waitingFor === 'TICK_MISSING')
    .map(({ key, since, parents }) => {
      const memberSince = parents['membership']?.since;
      const email = key.slice(key.indexOf(':') + 1);
      return tickMissing(email, typeof memberSince === 'string' ? memberSince : since);
    });
}

type Lists = Pick<MembershipLine, 'member' | 'since' | 'isMember' | 'mayManageCases'>;

/** Null where the two lists agree. */
export function differenceOf({ member, since, isMember, mayManageCases }: Lists): Remark | null {
  if (isMember === mayManageCases) return null;
  if (isMember) return tickMissing(member, since);
  return {
    en: `${member} may manage cases and is not shown as a member: the membership ended, and the portal has not caught up.`,
    nl: `${member} mag cases beheren en wordt niet als lid getoond: het lidmaatschap is beëindigd en het portaal loopt achter.`,
  };
}
