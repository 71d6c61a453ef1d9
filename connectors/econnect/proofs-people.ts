// Proofs of the calls about people: as far as they can be tried without reaching anybody.
import * as assumed from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import type { Check } from './proof.ts';
import { errorCode } from '../kit/refusals.ts';
import { findRole } from './resources/relationship-manager.ts';
import type { EConnectSession } from './settings.ts';

export const proveManager: Check = async (session, { partner }, made) => {
  const [first] = session.settings.relationshipManagers;
  if (first === undefined) return 'The settings name no relationship manager.';
  const isConnected = async (): Promise<boolean> => {
    const rows = await readRows(session, assumed.listManagers(partner), assumed.emailSchema);
    return rows.some(({ email }) => email.toLowerCase() === first.email);
  };
  const wasConnected = await isConnected();
  const undo = async () => {
    await session.send({ ...assumed.disconnectManager(partner, first.email), accept: [404] });
    return true;
  };
  if (!wasConnected) made({ what: `the first relationship manager with the partner ${partner}`, undo });
  const response = await session.send({
    ...assumed.connectManager(partner, first.email),
    accept: [404, 409],
  });
  if (response.status >= 400) return 'The first relationship manager cannot be connected.';
  return (await isConnected()) ? null : 'A relationship manager does not show after connecting.';
};

export const proveMember: Check = async (session, place) => {
  const member = await firstColleague(session, place);
  if (member === null) {
    return 'No colleague is a member of the test organisation: let its administrator add one first.';
  }
  await session.send(assumed.changeMember(place, member.email, member.role));
  const rows = await readRows(session, assumed.listMembers(place), assumed.memberSchema);
  const isSame = rows.some(({ email, role }) => email === member.email && role === member.role);
  return isSame ? null : 'A member does not show with the role that was given.';
};

async function firstColleague(session: EConnectSession, place: assumed.MemberPlace) {
  for (const member of await readRows(session, assumed.listMembers(place), assumed.memberSchema)) {
    if ((await findRole(session, member.email)) !== null) return member;
  }
  return null;
}

export const proveUsers: Check = async (session, { partner }) => {
  const users = await readRows(session, assumed.listUsers(partner), assumed.userSchema);
  return users.length > 0 ? null : 'The environment of the partner shows no users.';
};

export const proveConnection: Check = async (session, { partner }) => {
  const users = await readRows(session, assumed.listUsers(partner), assumed.userSchema);
  const connected = users.find((one) => one.connected);
  if (connected === undefined) return 'No user of the partner is connected: press Connect for one first.';
  await session.send(assumed.connectUser(partner, connected.email));
  return null;
};

/** What a real invitation does is not seen: it would mail somebody. */
export const proveGuest: Check = async (session) => {
  const party = session.settings.ownOrganisation;
  if (party === null) return 'The settings name no organisation of the practice (ownOrganisation).';
  const [member] = await readRows(session, assumed.listMembers({ party }), assumed.memberSchema);
  if (member === undefined) return 'The own organisation shows no members.';
  const { email, role } = member;
  const response = await session.send({ ...assumed.addMember(party, { email, role }), accept: [409] });
  const isKnown = response.status === 409 && errorCode(response) === 'EXISTS';
  return isKnown ? null : 'Inviting somebody who is a member already is not refused.';
};
