// The contact group of an entity, where a firm works with groups: its members are the contacts who may see the files of
// the client.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { PortalRecord, PortalRequest } from '../../connector.ts';
import { groupName, readGroup } from '../assumed.ts';
import { groupTask } from '../manual-tasks.ts';
import { collect, readPages } from '../read-pages.ts';
import { bareRecord, KEPT, seenOf, seenResource, type Parents } from '../../kit/listed-resource.ts';
import { MAY_BE_TAKEN, refusedOrTaken } from '../write-record.ts';
import { fieldEquals } from '../search.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import { groupSchema } from '../wire-schemas.ts';

export const group = seenResource<CaseWareSettings>({
  scope: 'client',
  below: ['entity'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'find',

  find: (session, { parents }) => findGroups(session, parents),

  // By its own identifier: a group that someone renamed still lets its members in, and must not be taken for gone.
  async see(session, { portalId }) {
    const id = portalId ?? '';
    const { status } = await session.send({ ...readGroup(id), accept: [404] });
    return seenOf(status === 404 ? null : bareRecord(id, ''));
  },

  async *list(session, parents) {
    yield* await findGroups(session, parents);
  },

  async create(session, { parents }) {
    const request = createGroup(groupName(parents.entity ?? ''));
    const response = await session.send({ ...request, accept: MAY_BE_TAKEN });
    if (response.status >= 400) return refusedOrTaken(response, () => Promise.resolve(false));
    return { status: 'done', portalId: parseAnswer(groupSchema, response, 'POST').CWGuid };
  },

  manual: (_action, names) => groupTask(names),
});

// GET /groups?search=BriefDescription='…' [code: the list; doc: the search and the field]
async function findGroups(session: CaseWareSession, { entity }: Parents): Promise<readonly PortalRecord[]> {
  if (entity === undefined) return [];
  const name = groupName(entity);
  const query = { search: fieldEquals('BriefDescription', name) };
  const rows = await collect(readPages(session, { method: 'GET', path: '/groups', query }, groupSchema));
  return rows.filter((row) => row.BriefDescription === name).map(({ CWGuid }) => bareRecord(CWGuid, ''));
}

// POST /groups [doc]
export function createGroup(name: string): PortalRequest {
  const body = { BriefDescription: name, OwnerType: 'Contact', BusinessUnits: { List: [] } };
  return { method: 'POST', path: '/groups', body };
}
