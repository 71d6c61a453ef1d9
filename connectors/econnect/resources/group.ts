// The partner group of a client: people of both environments who share access to the same documents. Found by the number
// of the organisation, with which its name ends.
import { z } from 'zod';
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import {
  createdSchema,
  createGroup,
  deleteGroup,
  groupSchema,
  listGroupMembers,
  listGroups,
  listRules,
  listShares,
  renameGroup,
} from '../assumed.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { groupTask, removeGroupTask } from '../manual-group-tasks.ts';
import { partyOfNumber } from '../party.ts';
import { isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

export const group: ResourceType<EConnectSettings> = {
  scope: 'client',
  below: ['partnership'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readGroups(session, parents);
    return rows.filter((row) => row.key === key).map(toRecord);
  },
  look: (session, targets) => lookBelow(session, targets, readGroups),
  async *list(session, parents) {
    yield* await readGroups(session, parents);
  },

  create: makeGroup,

  async update(session, { portalId, changes }) {
    const request = { ...renameGroup(portalId, changes.name), accept: [404, ...REFUSED_STATUSES] };
    const response = await session.send(request);
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? refused('name') : { status: 'done', portalId };
  },

  // Takes everything in it along. What access Koppel gave in it was taken away before.
  async remove(session, { key, portalId }) {
    if (!(await isEmpty(session, portalId))) return { status: 'manual', task: removeGroupTask(key) };
    const request = { ...deleteGroup(portalId), accept: [404, ...REFUSED_STATUSES] };
    return isRefused(await session.send(request)) ? refused() : { status: 'done', portalId };
  },

  manual: groupTask,
};

const readGroups: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, listGroups(partnership), groupSchema);
  return rows.map(({ id, name }) => ({ portalId: id, key: partyInName(name), attributes: { name } }));
};

/** '' for a group that is of no one client. */
function partyInName(name: string): string {
  const number = /\((\d{8}|\d{10})\)\s*$/.exec(name)?.[1];
  return number === undefined ? '' : (partyOfNumber(number) ?? '');
}

/** What is left in it people put there by hand. Where Koppel may not look, it does not know. */
async function isEmpty(session: EConnectSession, id: string): Promise<boolean> {
  const contents = {
    'group-member': listGroupMembers(id),
    'document-share': listShares(id),
    'delegation-rule': listRules(id),
  };
  for (const [type, list] of Object.entries(contents)) {
    if (!session.mayCall(type)) return false;
    const rows = await readRows(session, list, z.unknown());
    if (rows.length > 0) return false;
  }
  return true;
}

async function makeGroup(session: EConnectSession, { parents, attributes }: Creation): Promise<Outcome> {
  const request = createGroup(parents.partnership ?? '', attributes.name);
  const response = await sendBelow(session, { ...request, accept: REFUSED_STATUSES });
  if (response.status === 404) throw parentMissing();
  if (isRefused(response)) return refused('name');
  return { status: 'done', portalId: parseAnswer(createdSchema, response, 'POST').id };
}
