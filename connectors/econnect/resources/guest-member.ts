// A contact of a client as a member of the practice's own organisation: invited, and then accepted by the contact in
// Inbox IN. [doc]
import type { Creation, Outcome, Target } from '../../connector.ts';
import { ACCESS, readRows, resourceType, toRecord } from '../../kit/listed-resource.ts';
import { GONE, parentMissing, refused, TAKEN, write } from '../../kit/write.ts';
import { addMember, changeMember, listMembers, memberSchema, removeMember } from '../assumed.ts';
import { change, lookBelow, takeAway, type ReadBelow } from '../look-below.ts';
import { guestTask } from '../manual-tasks.ts';
import type { EConnectSession } from '../settings.ts';
import { answersOf } from './organisation.ts';

const INVITED = { on: 'contact', what: 'INVITATION_NOT_ACCEPTED' } as const;

// No list: the members of the practice's own organisation are its own people first of all.
export const guestMember = resourceType({
  scope: 'connection',
  below: ['user-connection', 'user'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'find',

  async find(session: EConnectSession, target) {
    const rows = await readGuest(target)(session, target.parents);
    return rows.map(toRecord);
  },
  look,
  observe: look,
  create: invite,
  update: (session, { key, portalId, changes }) =>
    change(session, changeMember({ party: key }, portalId, changes.role), answersOf(portalId)),
  remove: (session, { key, portalId }) =>
    takeAway(session, removeMember({ party: key }, portalId), answersOf(portalId)),
  manual: guestTask,
});

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
  const outcome = await write(session, addMember(key, { email, role: attributes.role }), {
    done: () => ({ status: 'waiting', portalId: email, ...INVITED }),
    byCode: {
      // The client's administrator decides on the roles in the client's environment.
      ROLE_TOO_LOW: { status: 'waiting', on: 'client', what: 'CONTACT_ROLE_TOO_LOW' },
      NOT_CONNECTED: GONE,
    },
    whenMissing: refused('ownOrganisation'),
    whenConflict: TAKEN,
    field: 'inviteToOwnOrganisation',
  });
  if (outcome === GONE) throw parentMissing();
  return outcome;
}
