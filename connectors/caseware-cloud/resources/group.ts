// The contact group of an entity: its members are the contacts who may see the files of the client. One per entity,
// because the call that gives one person a role on one entity is not public.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { PortalRecord, ResourceType } from '../../connector.ts';
import { createdGroupSchema, createGroup, groupName, readGroup } from '../assumed.ts';
import { groupTask } from '../manual-tasks.ts';
import { collect, readPages } from '../read-pages.ts';
import { isDuplicate, isRefused, refused, REFUSED_STATUSES } from '../refusals.ts';
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

  // GET /groups?search=Name='…' [code: the list; doc: the search]
  async find(session, { parents }) {
    if (parents.entity === undefined) return [];
    const name = groupName(parents.entity);
    const query = { search: fieldEquals('Name', name) };
    const rows = await collect(readPages(session, { method: 'GET', path: '/groups', query }, groupSchema));
    return rows.filter((row) => row.Name === name).map(({ CWGuid }) => toRecord(CWGuid));
  },

  // By its own identifier: a group that someone renamed still lets its members in, and must not be taken for gone.
  async look(session, targets) {
    const seen = [];
    for (const { portalId } of targets) {
      const response = await session.send({ ...readGroup(portalId), accept: [404] });
      seen.push(
        response.status === 404
          ? ({ state: 'absent' } as const)
          : ({ state: 'present', record: toRecord(portalId) } as const),
      );
    }
    return seen;
  },

  async *list(session, parents) {
    yield* await group.find(session, { key: '', portalId: null, parents });
  },

  async create(session, { parents }) {
    const request = createGroup(groupName(parents.entity ?? ''));
    const response = await session.send({ ...request, accept: REFUSED_STATUSES });
    if (isDuplicate(response)) return { status: 'taken' };
    if (isRefused(response)) return refused();
    return { status: 'done', portalId: parseAnswer(createdGroupSchema, response, 'POST').CWGuid };
  },

  manual: (_action, names) => groupTask(names),
};

function toRecord(guid: string): PortalRecord {
  return { portalId: guid, key: '', attributes: {} };
}
