// The contact group of an entity, where a firm works with groups: its members are the contacts who may see the files of
// the client.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { PortalRecord, PortalRequest, ResourceType } from '../../connector.ts';
import { groupName, readGroup } from '../assumed.ts';
import { groupTask } from '../manual-tasks.ts';
import { collect, readPages } from '../read-pages.ts';
import { lookOneByOne } from '../../kit/listed-resource.ts';
import { MAY_BE_TAKEN, refusedOrTaken } from '../refusals.ts';
import { fieldEquals } from '../search.ts';
import type { CaseWareSettings } from '../settings.ts';
import { groupSchema } from '../wire-schemas.ts';

export const group: ResourceType<CaseWareSettings> = {
  scope: 'client',
  below: ['entity'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  // GET /groups?search=BriefDescription='…' [code: the list; doc: the search and the field]
  async find(session, { parents }) {
    if (parents.entity === undefined) return [];
    const name = groupName(parents.entity);
    const query = { search: fieldEquals('BriefDescription', name) };
    const rows = await collect(readPages(session, { method: 'GET', path: '/groups', query }, groupSchema));
    return rows.filter((row) => row.BriefDescription === name).map(({ CWGuid }) => toRecord(CWGuid));
  },

  // By its own identifier: a group that someone renamed still lets its members in, and must not be taken for gone.
  look: (session, targets) =>
    lookOneByOne(targets, async ({ portalId }) => {
      const { status } = await session.send({ ...readGroup(portalId), accept: [404] });
      return status === 404 ? { state: 'absent' } : { state: 'present', record: toRecord(portalId) };
    }),

  async *list(session, parents) {
    yield* await group.find(session, { key: '', portalId: null, parents });
  },

  async create(session, { parents }) {
    const request = createGroup(groupName(parents.entity ?? ''));
    const response = await session.send({ ...request, accept: MAY_BE_TAKEN });
    if (response.status >= 400) return refusedOrTaken(response, () => Promise.resolve(false));
    return { status: 'done', portalId: parseAnswer(groupSchema, response, 'POST').CWGuid };
  },

  manual: (_action, names) => groupTask(names),
};

// POST /groups [doc]
export function createGroup(name: string): PortalRequest {
  const body = { BriefDescription: name, OwnerType: 'Contact', BusinessUnits: { List: [] } };
  return { method: 'POST', path: '/groups', body };
}

function toRecord(guid: string): PortalRecord {
  return { portalId: guid, key: '', attributes: {} };
}
