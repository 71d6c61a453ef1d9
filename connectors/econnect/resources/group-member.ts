// A member of the client's group: a colleague, or a contact whose user is connected. Sees what is shared with the group.
import { ACCESS, readRows } from '../../kit/listed-resource.ts';
import { refused } from '../../kit/write.ts';
import { addGroupMember, emailSchema, listGroupMembers, removeGroupMember } from '../assumed.ts';
import { listedBelow, makeBelow, personRow, takeAway } from '../look-below.ts';
import { groupMemberTask } from '../manual-group-tasks.ts';

export const groupMember = listedBelow({
  scope: 'client',
  below: ['group'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'idempotent',
  /** A group that is gone lets nobody in. */
  async read(session, { group = '' }) {
    if (group === '') return [];
    const rows = await readRows(session, listGroupMembers(group), emailSchema);
    return rows.map(({ email }) => personRow(email));
  },
  create: (session, { key, parents }) =>
    makeBelow(session, addGroupMember(parents.group ?? '', key), {
      done: key,
      // Of a colleague that is an address nobody here has; of a contact, a connection that was cut by hand.
      byCode: { NOT_CONNECTED: refused('email') },
    }),
  remove: (session, { portalId, parents }) =>
    // 404: no such group, or no such member, also one that does not show yet.
    takeAway(session, removeGroupMember(parents.group ?? '', portalId), { done: portalId }),
  manual: groupMemberTask,
});
