// Invitations as the practice sees them: only whoever is in the organisation does. [assumed] What nobody of the practice
// sees any more may still be accepted, so that its absence is never taken for a proof.
import type { Target } from '../connector.ts';
import * as assumed from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import { insiderOf, newestOf } from './portal-lists.ts';
import type { PandaSession } from './settings.ts';

type Invited = Pick<Target, 'key' | 'portalId'>;
type Rows = readonly assumed.InvitationRow[];

/** Of somebody who was invited and is not in yet, told apart from a member, whom everybody's own list shows. */
export function invitedId(email: string): string {
  return `invited:${email}`;
}

/** Null: there is none. */
export async function invitationStatus(
  session: PandaSession,
  { key, portalId }: Invited,
  organisation: string,
): Promise<assumed.InvitationRow['status'] | null> {
  const insider = await insiderOf(session, organisation);
  const rows =
    insider === null ? await lastSeen(session, organisation) : await listAt(session, insider.place);
  const newest = newestOf(rows ?? [], key);
  if (newest !== null) return newest.status;
  return insider === null && portalId === invitedId(key) ? 'open' : null;
}

/** Somebody whose invitation is left to a person to withdraw: a colleague has to see that it was. */
export async function watch(session: PandaSession, email: string, organisation: string): Promise<void> {
  (await watchedIn(session, organisation)).add(email);
}

/** A last look right before a colleague leaves. False: what is watched is still open. */
export async function mayLookAway(session: PandaSession, place: assumed.Place): Promise<boolean> {
  const { organisation } = place;
  const rows = await listAt(session, place);
  forgetLastLook(session, organisation);
  await lastSeen(session, organisation, rows);
  const watched = await watchedIn(session, organisation);
  return ![...watched].some((email) => newestOf(rows, email)?.status === 'open');
}

/** What was seen then says nothing about an invitation of later. */
export function forgetLastLook(session: PandaSession, organisation: string): void {
  session.forget(memoryKey(organisation));
}

function listAt(session: PandaSession, place: assumed.Place): Promise<Rows> {
  return readRows(session, assumed.listInvitations(place), assumed.invitationSchema);
}

function lastSeen(
  session: PandaSession,
  organisation: string,
  rows: Rows | null = null,
): Promise<Rows | null> {
  return session.remember(memoryKey(organisation), () => Promise.resolve(rows));
}

function memoryKey(organisation: string): string {
  return `invitations:${organisation}`;
}

function watchedIn(session: PandaSession, organisation: string): Promise<Set<string>> {
  return session.remember(`watched:${organisation}`, () => Promise.resolve(new Set<string>()));
}
