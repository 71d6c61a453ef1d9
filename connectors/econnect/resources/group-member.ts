// A member of the client's group: a colleague, or a contact whose user is connected. Sees what is shared with the group.
import { ACCESS, readRows } from '../../kit/listed-resource.ts';
import { GONE, refused, write } from '../../kit/write.ts';
import { addGroupMember, emailSchema, listGroupMembers, removeGroupMember } from '../assumed.ts';
import { listedBelow, personRow, writeBelow } from '../look-below.ts';
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
    writeBelow(session, addGroupMember(parents.group ?? '', key), {
      done: key,
      // Of a colleague that is an address nobody here has; of a contact, a connection that was cut by hand.
      byCode: { NOT_CONNECTED: refused('email') },
    }),
  remove: (session, { portalId, parents }) =>
    write(session, removeGroupMember(parents.group ?? '', portalId), {
      done: portalId,
      // No such group, or no such member: also one that does not show yet.
      whenMissing: GONE,
    }),
  manual: groupMemberTask,
});
