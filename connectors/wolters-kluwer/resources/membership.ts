// Somebody in the client's organisation. A colleague is in by having added it, or asks to join, which is mailed to all its
// administrators [seed]; a contact is invited by a colleague who administers it. The lists of the portal tell for certain
// what was asked already, so that nobody is asked twice and nothing is left uncertain.
import type { Change, Creation, Known, Outcome, PortalRecord, Seen, Target } from '../../connector.ts';
import { ACCESS, bareRecord, lookOneByOne, seenResource } from '../../kit/listed-resource.ts';
import { askToJoin, changeRole, invite, resendInvitation, resendRequest } from '../assumed.ts';
import { membershipTask } from '../manual-tasks.ts';
import { forgetLastLook, invitationStatus, invitedId } from '../invitations.ts';
import { leave } from '../leave-organisation.ts';
import {
  administratorOf,
  insiderOf,
  invitationOf,
  isColleague,
  membershipOf,
  requestOf,
} from '../portal-lists.ts';
import { write } from '../refusals.ts';
import type { PandaSession } from '../settings.ts';

// Whoever else is in it is the client's business: the list names colleagues only, and contacts are looked at one by one.
export const membership = seenResource({
  scope: 'client',
  below: ['organisation', 'account'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'find',

  /** Also what is still to be answered, or was declined: it is not asked for again. */
  see: lookAt,
  look: (session, targets) =>
    lookOneByOne(targets, async (target) => withoutDeclined(await lookAt(session, target))),
  observe,
  async *list(session, { organisation = '' }) {
    for (const { email } of session.settings.employees) {
      const row = await membershipOf(session, email, organisation);
      if (row !== null) yield toRecord(email, row);
    }
  },

  create,
  resend,
  update,
  remove: leave,
  async removeMany(session, targets) {
    const outcomes = new Map<Target, Outcome>();
    // Those who administer it last: without them nobody of the practice could take the others away, or see who was invited.
    const contactsFirst = targets.toSorted((a, b) => rankOf(session, a) - rankOf(session, b));
    for (const target of contactsFirst) outcomes.set(target, await leave(session, target));
    return targets.flatMap((target) => outcomes.get(target) ?? []);
  },

  manual: membershipTask,
});

const NOT_INVITED: Outcome = { status: 'waiting', on: 'client', what: 'CONTACT_NOT_INVITED' };
const INVITED = { on: 'contact', what: 'INVITATION_OPEN' } as const;
const DECLINED = { state: 'declined', what: 'MEMBERSHIP_DECLINED' } as const;

/** A no lets nobody in: there is nothing left to take away. */
function withoutDeclined(seen: Seen): Seen {
  return seen.state === 'declined' ? { state: 'absent' } : seen;
}

function rankOf(session: PandaSession, { key }: Target): number {
  return isColleague(session, key) ? 1 : 0;
}

function toRecord(email: string, { role, since }: { role: string; since: string }): PortalRecord {
  return { portalId: email, key: email, attributes: { role, since } };
}

/** What was taken back by hand is not asked again by itself either. */
function observe(session: PandaSession, targets: readonly Target[]): Promise<readonly Seen[]> {
  return lookOneByOne(targets, async (target) => {
    const one = await lookAt(session, target);
    const isWithdrawn = one.state === 'absent' && (await wasWithdrawn(session, target));
    return isWithdrawn ? { state: 'declined', what: 'REQUEST_WITHDRAWN' } : one;
  });
}

async function wasWithdrawn(session: PandaSession, target: Target): Promise<boolean> {
  if (isColleague(session, target.key)) {
    return (await requestOf(session, target.key, placeOf(target)))?.status === 'withdrawn';
  }
  const insider = await insiderOf(session, placeOf(target));
  if (insider === null) return false;
  return (await invitationOf(session, insider.place, target.key))?.status === 'withdrawn';
}

/** Who is in, before what was asked and not answered yet, before what was answered with no. */
async function lookAt(session: PandaSession, target: Target): Promise<Seen> {
  const { key } = target;
  const row = await membershipOf(session, key, placeOf(target));
  if (row !== null) return { state: 'present', record: toRecord(key, row) };
  // Also of somebody who is no colleague any more, or asked by hand: it could still be approved.
  const asked = await requestOf(session, key, placeOf(target));
  if (asked?.status === 'pending') {
    return { state: 'waiting', ...(await notApproved(session, target)), record: bareRecord(key, key) };
  }
  if (!isColleague(session, key)) return observeInvitation(session, target);
  return asked?.status === 'declined' ? { ...DECLINED, record: bareRecord(key, key) } : { state: 'absent' };
}

function placeOf({ parents }: Target): string {
  return parents['organisation'] ?? '';
}

/** By an administrator of the client; or by a colleague, where the practice has added the organisation itself. */
async function notApproved(session: PandaSession, target: Target) {
  const own = await administratorOf(session, placeOf(target));
  return { on: own === null ? 'client' : 'employee', what: 'MEMBERSHIP_NOT_APPROVED' } as const;
}

async function observeInvitation(session: PandaSession, target: Target): Promise<Seen> {
  const { key } = target;
  const status = await invitationStatus(session, target, placeOf(target));
  if (status === 'open') {
    return { state: 'waiting', ...INVITED, record: bareRecord(invitedId(key), key) };
  }
  return status === 'declined' ? { ...DECLINED, record: bareRecord(key, key) } : { state: 'absent' };
}

/** Nothing is sent where anything was asked before, unless a person says that it be asked anew. */
async function create(session: PandaSession, creation: Creation): Promise<Outcome> {
  const { state } = await lookAt(session, creation);
  const mayAsk = state === 'absent' || (state === 'declined' && creation.anew === true);
  // Whoever added the organisation is in it: it is never asked to be joined.
  if (!mayAsk) return { status: 'taken' };
  return isColleague(session, creation.key) ? ask(session, creation) : inviteContact(session, creation);
}

async function ask(session: PandaSession, target: Target): Promise<Outcome> {
  const { key } = target;
  const wait = await notApproved(session, target);
  return write(session, askToJoin(key, placeOf(target)), {
    done: () => ({ status: 'waiting', portalId: key, ...wait }),
    byCode: { EXISTS: { status: 'taken' }, MEMBER_ALREADY: { status: 'taken' } },
  });
}

async function inviteContact(session: PandaSession, { attributes, ...target }: Creation): Promise<Outcome> {
  const { key } = target;
  const place = await administratorOf(session, placeOf(target));
  if (place === null) return NOT_INVITED;
  forgetLastLook(session, placeOf(target));
  return write(session, invite(place, { email: key, role: attributes.role }), {
    done: () => ({ status: 'waiting', portalId: invitedId(key), ...INVITED }),
    byCode: {
      EXISTS: { status: 'taken' },
      MEMBER_ALREADY: { status: 'taken' },
      NOT_ADMINISTRATOR: NOT_INVITED,
    },
  });
}

async function resend(session: PandaSession, target: Known): Promise<Outcome> {
  return isColleague(session, target.key) ? remindAll(session, target) : remindContact(session, target);
}

/** What became of it meanwhile is looked at. */
const NO_LONGER_OPEN: Outcome = { status: 'gone' };

async function remindAll(session: PandaSession, target: Known): Promise<Outcome> {
  const { key, portalId } = target;
  const open = await requestOf(session, key, placeOf(target));
  if (open?.status !== 'pending') return NO_LONGER_OPEN;
  const wait = await notApproved(session, target);
  return write(session, resendRequest(key, open.id), {
    done: () => ({ status: 'waiting', portalId, ...wait }),
    byCode: { NOT_OPEN: NO_LONGER_OPEN },
  });
}

async function remindContact(session: PandaSession, target: Known): Promise<Outcome> {
  const { key, portalId } = target;
  const place = await administratorOf(session, placeOf(target));
  const open = place === null ? null : await invitationOf(session, place, key);
  if (place === null || open?.status !== 'open') return NO_LONGER_OPEN;
  return write(session, resendInvitation(place, open.id), {
    done: () => ({ status: 'waiting', portalId, ...INVITED }),
    byCode: { NOT_OPEN: NO_LONGER_OPEN, NOT_ADMINISTRATOR: NO_LONGER_OPEN },
  });
}

/** The role of a contact. Where the practice administers nothing, it is for the client to change. */
async function update(session: PandaSession, change: Change): Promise<Outcome> {
  const { portalId, changes } = change;
  const place = await administratorOf(session, placeOf(change));
  if (place === null) return ROLE_NOT_OURS;
  return write(session, changeRole(place, portalId, changes.role), {
    done: portalId,
    byCode: {
      NOT_FOUND: { status: 'gone' },
      NOT_ADMINISTRATOR: ROLE_NOT_OURS,
      LAST_ADMINISTRATOR: { status: 'refused', what: 'LAST_ADMINISTRATOR', field: 'role' },
    },
  });
}

const ROLE_NOT_OURS: Outcome = { status: 'refused', what: 'ROLE_DIFFERS', field: 'role' };
