// A member of the client's group: a colleague, or a contact whose user is connected. Sees what is shared with the group.
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { addGroupMember, emailSchema, listGroupMembers, removeGroupMember } from '../assumed.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { groupMemberTask } from '../manual-group-tasks.ts';
import { errorCode, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const groupMember: ResourceType<EConnectSettings> = {
  scope: 'client',
  below: ['group'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: true,
  onRemove: 'remove',
  repeat: 'idempotent',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readMembers(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readMembers),
  async *list(session, parents) {
    yield* await readMembers(session, parents);
  },

  create: join,

  async remove(session, { portalId, parents }) {
    const request = removeGroupMember(parents.group ?? '', portalId);
    const response = await session.send({ ...request, accept: [404, ...REFUSED_STATUSES] });
    // No such group, or no such member: also one that does not show yet.
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? refused() : { status: 'done', portalId };
  },

  manual: groupMemberTask,
};

/** A group that is gone lets nobody in. */
const readMembers: ReadBelow = async (session, { group = '' }) => {
  if (group === '') return [];
  const rows = await readRows(session, listGroupMembers(group), emailSchema);
  return rows.map(({ email }) => {
    const key = email.toLowerCase();
    return { portalId: key, key, attributes: {} };
  });
};

async function join(session: EConnectSession, { key, parents }: Creation): Promise<Outcome> {
  const request = addGroupMember(parents.group ?? '', key);
  const response = await sendBelow(session, { ...request, accept: REFUSED_STATUSES });
  if (response.status === 404) throw parentMissing();
  if (!isRefused(response)) return { status: 'done', portalId: key };
  // Of a colleague that is an address nobody here has; of a contact, a connection that was cut by hand.
  return refused(errorCode(response) === 'NOT_CONNECTED' ? 'email' : undefined);
}
