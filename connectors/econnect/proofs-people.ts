// Proofs of the calls about people: as far as they can be tried without reaching anybody.
import type { PortalRequest } from '../connector.ts';
import * as assumed from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import { comesAndStays, named } from '../kit/proofs.ts';
import { names } from './names.ts';
import type * as kit from '../kit/proofs.ts';
import { errorCode } from '../kit/write.ts';
import { findRole } from './resources/relationship-manager.ts';
import type { EConnectSession, EConnectSettings } from './settings.ts';

/** Where the test organisation is. */
export interface Place {
  readonly partner: string;
  readonly party: string;
}
export type Check = kit.Check<EConnectSettings, Place>;

export const proveManager: Check = (session, { partner }, made) => {
  const email = firstManager(session);
  const trial = {
    what: named(names['relationship-manager'], partner),
    make: () => session.send(assumed.connectManager(partner, email)),
    isThere: () => isListed(session, assumed.listManagers(partner), email),
    takeAway: () => session.send({ ...assumed.disconnectManager(partner, email), accept: [404] }),
  };
  return comesAndStays(trial, made);
};

/** The settings name one at least. */
export function firstManager({ settings }: EConnectSession): string {
  return settings.relationshipManagers[0]?.email ?? '';
}

export async function isListed(session: EConnectSession, list: PortalRequest, person: string) {
  const rows = await readRows(session, list, assumed.emailSchema);
  return rows.some(({ email }) => email.toLowerCase() === person);
}

export const proveMember: Check = async (session, place) => {
  const member = await firstColleague(session, place);
  if (member === null) {
    return {
      en: 'No colleague is a member of the test organisation: let its administrator add one first.',
      nl: 'Geen collega is lid van de testorganisatie: laat de beheerder ervan er eerst een toevoegen.',
    };
  }
  await session.send(assumed.changeMember(place, member.email, member.role));
  const rows = await readRows(session, assumed.listMembers(place), assumed.memberSchema);
  const isSame = rows.some(({ email, role }) => email === member.email && role === member.role);
  return isSame
    ? null
    : {
        en: 'A member does not show with the role that was given.',
        nl: 'Een lid is niet te zien met de rol die is gegeven.',
      };
};

async function firstColleague(session: EConnectSession, place: assumed.MemberPlace) {
  for (const member of await readRows(session, assumed.listMembers(place), assumed.memberSchema)) {
    if ((await findRole(session, member.email)) !== null) return member;
  }
  return null;
}

export const proveUsers: Check = async (session, { partner }) => {
  const users = await readRows(session, assumed.listUsers(partner), assumed.userSchema);
  return users.length > 0
    ? null
    : {
        en: 'The environment of the partner shows no users.',
        nl: 'De omgeving van de partner toont geen gebruikers.',
      };
};

export const proveConnection: Check = async (session, { partner }) => {
  const users = await readRows(session, assumed.listUsers(partner), assumed.userSchema);
  const connected = users.find((one) => one.connected);
  if (connected === undefined)
    return {
      en: 'No user of the partner is connected: press Connect for one first.',
      nl: 'Geen gebruiker van de partner is verbonden: kies er eerst voor een Verbind.',
    };
  await session.send(assumed.connectUser(partner, connected.email));
  return null;
};

/** What a real invitation does is not seen: it would mail somebody. */
export const proveGuest: Check = async (session) => {
  const party = session.settings.ownOrganisation;
  if (party === null)
    return {
      en: 'The settings name no organisation of the practice (ownOrganisation).',
      nl: 'De instellingen noemen geen organisatie van het kantoor (ownOrganisation).',
    };
  const [member] = await readRows(session, assumed.listMembers({ party }), assumed.memberSchema);
  if (member === undefined)
    return { en: 'The own organisation shows no members.', nl: 'De eigen organisatie toont geen leden.' };
  const { email, role } = member;
  const response = await session.send({ ...assumed.addMember(party, { email, role }), accept: [409] });
  const isKnown = response.status === 409 && errorCode(response) === 'EXISTS';
  return isKnown
    ? null
    : {
        en: 'Inviting somebody who is a member already is not refused.',
        nl: 'Iemand uitnodigen die al lid is, wordt niet geweigerd.',
      };
};
