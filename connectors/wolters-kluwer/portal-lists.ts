// What the portal's own lists say about somebody and an organisation: they tell for certain who is in, who has asked and
// who was invited, so that nothing that mails people is ever sent on a guess.
import { readRows } from '../kit/listed-resource.ts';
import * as assumed from './assumed.ts';
import { employeesOf, type PandaSession } from './settings.ts';

export function isColleague({ settings }: PandaSession, email: string): boolean {
  return settings.employees.some((employee) => employee.email === email);
}

export async function membershipOf(
  session: PandaSession,
  email: string,
  organisation: string,
): Promise<assumed.MembershipRow | null> {
  const rows = await readRows(session, assumed.listMemberships(email), assumed.membershipSchema);
  return rows.find(({ id }) => id === organisation) ?? null;
}

export async function maySupport(
  session: PandaSession,
  email: string,
  organisation: string,
): Promise<boolean> {
  const rows = await readRows(session, assumed.listSupported(email), assumed.organisationSchema);
  return rows.some(({ id }) => id === organisation);
}

/** The one that is open, or else the newest. */
export async function requestOf(
  session: PandaSession,
  email: string,
  organisation: string,
): Promise<assumed.RequestRow | null> {
  const rows = await readRows(session, assumed.listRequests(email), assumed.requestSchema);
  const own = rows.filter((row) => row.organisation === organisation);
  return own.find(({ status }) => status === 'pending') ?? own.at(-1) ?? null;
}

export async function invitationOf(
  session: PandaSession,
  place: assumed.Place,
  email: string,
): Promise<assumed.InvitationRow | null> {
  const rows = await readRows(session, assumed.listInvitations(place), assumed.invitationSchema);
  return newestOf(rows, email);
}

/** The one that is open, or else the newest. */
export function newestOf(
  rows: readonly assumed.InvitationRow[],
  email: string,
): assumed.InvitationRow | null {
  const own = rows.filter((row) => row.email.toLowerCase() === email);
  return own.find(({ status }) => status === 'open') ?? own.at(-1) ?? null;
}

/** Who of the practice is in the organisation, an administrator where one is. */
export async function insiderOf(
  session: PandaSession,
  organisation: string,
): Promise<{ readonly place: assumed.Place; readonly isAdministrator: boolean } | null> {
  let insider = null;
  for (const { email: actor } of employeesOf(session.settings)) {
    const membership = await membershipOf(session, actor, organisation);
    if (membership === null) continue;
    const place = { actor, organisation };
    if (membership.role === 'administrator') return { place, isAdministrator: true };
    insider ??= { place, isAdministrator: false };
  }
  return insider;
}

/** In whose name the practice can change something there; null where it administers nothing. */
export async function administratorOf(
  session: PandaSession,
  organisation: string,
): Promise<assumed.Place | null> {
  const insider = await insiderOf(session, organisation);
  return insider?.isAdministrator === true ? insider.place : null;
}
