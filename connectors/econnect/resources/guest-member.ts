// A contact of a client as a member of the practice's own organisation: invited, and then accepted by the contact in
// Inbox IN. [doc]
import type { Change, Creation, Outcome, ResourceType, Target } from '../../connector.ts';
import { addMember, changeMember, listMembers, memberSchema, removeMember } from '../assumed.ts';
import { lookBelow, readRows, toRecord, type ReadBelow } from '../look-below.ts';
import { guestTask } from '../manual-tasks.ts';
import { errorCode, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';
import { judgeRefusal } from './organisation-member.ts';

const INVITED = { on: 'contact', what: 'INVITATION_NOT_ACCEPTED' } as const;

// No list: the members of the practice's own organisation are its own people first of all.
export const guestMember: ResourceType<EConnectSettings> = {
  scope: 'connection',
  below: ['user-connection', 'user'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: true,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, target) {
    const rows = await readGuest(target)(session, target.parents);
    return rows.map(toRecord);
  },

  look,
  observe: look,

  create: invite,
  update: changeRole,

  async remove(session, { key, portalId }) {
    const request = { ...removeMember({ party: key }, portalId), accept: [404, ...REFUSED_STATUSES] };
    const response = await session.send(request);
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? judgeRefusal(errorCode(response)) : { status: 'done', portalId };
  },

  manual: guestTask,
};

async function look(session: EConnectSession, targets: Parameters<typeof lookBelow>[1]) {
  const seen = [];
  for (const target of targets) seen.push(...(await lookBelow(session, [target], readGuest(target))));
  return seen;
}

/** The place of one user: the one who was invited, or else the one that the parents name. */
function readGuest({ key: party, portalId }: Target): ReadBelow {
  return async (session, { user: shown = '' }) => {
    const user = portalId ?? shown;
    // A user who is not shown may be a guest all the same.
    if (user === '') throw parentMissing();
    const rows = await readRows(session, listMembers({ party }), memberSchema);
    const mine = rows.filter(({ email }) => email.toLowerCase() === user);
    return mine.map(({ role, status }) => ({
      ...{ portalId: user, key: party, attributes: { role } },
      ...(status === 'invited' ? { wait: INVITED } : {}),
    }));
  };
}

async function invite(session: EConnectSession, creation: Creation): Promise<Outcome> {
  const { key, parents, attributes } = creation;
  const email = parents.user ?? '';
  const request = addMember({ party: key }, { email, role: attributes.role });
  const response = await session.send({ ...request, accept: [404, ...REFUSED_STATUSES] });
  if (response.status === 404) return refused('ownOrganisation');
  if (!isRefused(response)) return { status: 'waiting', portalId: email, ...INVITED };
  const code = errorCode(response);
  if (code === 'EXISTS') return { status: 'taken' };
  // The client's administrator decides on the roles in the client's environment.
  if (code === 'ROLE_TOO_LOW') return { status: 'waiting', on: 'client', what: 'ROLE_TOO_LOW' };
  if (code === 'NOT_CONNECTED') throw parentMissing();
  return refused('inviteToOwnOrganisation');
}

async function changeRole(session: EConnectSession, change: Change): Promise<Outcome> {
  const { key, portalId, changes } = change;
  const request = changeMember({ party: key }, portalId, changes.role);
  const response = await session.send({ ...request, accept: [404, ...REFUSED_STATUSES] });
  if (response.status === 404) return { status: 'gone' };
  return isRefused(response) ? judgeRefusal(errorCode(response)) : { status: 'done', portalId };
}
