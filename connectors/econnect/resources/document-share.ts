// A document share of the client's group: documents of one place, at one level, with the group, the client's organisation
// or one person.
import { parseAnswer } from '../../../src/portal-http/parse-answer.ts';
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { changeShare, createdSchema, createShare, deleteShare, listShares, shareSchema } from '../assumed.ts';
import { lookBelow, readRows, sendBelow, toRecord, type ReadBelow } from '../look-below.ts';
import { shareTask } from '../manual-group-tasks.ts';
import { errorCode, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { EConnectSession, EConnectSettings } from '../settings.ts';

// No list: what people share by hand is no contact that nobody knows.
export const documentShare: ResourceType<EConnectSettings> = {
  scope: 'client',
  below: ['group'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: true,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { key, parents }) {
    const rows = await readShares(session, parents);
    const place = placeOf(key, parents);
    const wanted = `${place.location}:${place.with.kind}:${place.with.key}`;
    return rows.filter((row) => row.key === wanted).map((row) => ({ ...toRecord(row), key }));
  },

  async look(session, targets) {
    const seen = await lookBelow(session, targets, readShares);
    return seen.map((one, index) => {
      const key = targets[index]?.key;
      if (one.record === undefined || key === undefined) return one;
      return { ...one, record: { ...one.record, key } };
    });
  },

  create: share,

  async update(session, { portalId, changes }) {
    const request = { ...changeShare(portalId, changes.level), accept: [404, ...REFUSED_STATUSES] };
    const response = await session.send(request);
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? refused('shares') : { status: 'done', portalId };
  },

  async remove(session, { portalId }) {
    const request = { ...deleteShare(portalId), accept: [404, ...REFUSED_STATUSES] };
    const response = await session.send(request);
    if (response.status === 404) return { status: 'gone' };
    return isRefused(response) ? refused() : { status: 'done', portalId };
  },

  manual: shareTask,
};

/** A key says `<location>:<kind>:<target>`; the portal knows a group by its own id. */
function placeOf(key: string, { group = '' }: Readonly<Record<string, string>>) {
  const [location = '', kind = '', ...target] = key.split(':');
  return { location, with: { kind, key: kind === 'group' ? group : target.join(':') } };
}

const readShares: ReadBelow = async (session, { group = '' }) => {
  if (group === '') return [];
  const rows = await readRows(session, listShares(group), shareSchema);
  return rows.map(({ id, location, level, with: { kind, key } }) => {
    const target = kind === 'user' ? key.toLowerCase() : key;
    return { portalId: id, key: `${location}:${kind}:${target}`, attributes: { level } };
  });
};

async function share(session: EConnectSession, { key, parents, attributes }: Creation): Promise<Outcome> {
  const request = createShare({
    ...placeOf(key, parents),
    group: parents.group ?? '',
    level: attributes.level,
  });
  const response = await sendBelow(session, { ...request, accept: REFUSED_STATUSES });
  if (response.status === 404) throw parentMissing();
  if (!isRefused(response)) {
    return { status: 'done', portalId: parseAnswer(createdSchema, response, 'POST').id };
  }
  return errorCode(response) === 'EXISTS' ? { status: 'taken' } : refused('shares');
}
