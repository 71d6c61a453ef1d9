// The partner group of a client: people of both environments who share access to the same documents. Found by the number
// of the organisation, with which its name ends.
import { z } from 'zod';
import { readRows } from '../../kit/listed-resource.ts';
import * as assumed from '../assumed.ts';
import { change, doneWithId, listedBelow, makeBelow, takeAway } from '../look-below.ts';
import { groupTask, removeGroupTask } from '../manual-group-tasks.ts';
import { partyOfNumber } from '../party.ts';
import type { EConnectSession } from '../settings.ts';

export const group = listedBelow({
  scope: 'client',
  below: ['partnership'],
  evidence: 'assumed',
  grantsAccess: false,
  onRemove: 'remove',
  repeat: 'find',
  async read(session, { partnership = '' }) {
    if (partnership === '') return [];
    const rows = await readRows(session, assumed.listGroups(partnership), assumed.groupSchema);
    return rows.map(({ id, name }) => ({ portalId: id, key: partyInName(name), attributes: { name } }));
  },
  create: (session, { parents, attributes }) =>
    makeBelow(session, assumed.createGroup(parents.partnership ?? '', attributes.name), {
      done: doneWithId,
      field: 'name',
    }),
  update: (session, { portalId, changes }) =>
    change(session, assumed.renameGroup(portalId, changes.name), { done: portalId, field: 'name' }),
  // Takes everything in it along. What access Koppel gave in it was taken away before.
  async remove(session, { key, portalId }) {
    if (!(await isEmpty(session, portalId))) return { status: 'manual', task: removeGroupTask(key) };
    return takeAway(session, assumed.deleteGroup(portalId), { done: portalId });
  },
  manual: groupTask,
});

/** '' for a group that is of no one client. */
function partyInName(name: string): string {
  const number = /\((\d{8}|\d{10})\)\s*$/.exec(name)?.[1];
  return number === undefined ? '' : (partyOfNumber(number) ?? '');
}

/** What is left in it people put there by hand. Where Koppel may not look, it does not know. */
async function isEmpty(session: EConnectSession, id: string): Promise<boolean> {
  const contents = {
    'group-member': assumed.listGroupMembers(id),
    'document-share': assumed.listShares(id),
    'delegation-rule': assumed.listRules(id),
  };
  for (const [type, list] of Object.entries(contents)) {
    if (!session.mayCall(type)) return false;
    const rows = await readRows(session, list, z.unknown());
    if (rows.length > 0) return false;
  }
  return true;
}
