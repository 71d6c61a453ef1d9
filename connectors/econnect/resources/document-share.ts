// A document share of the client's group: documents of one place, at one level, with the group, the client's organisation
// or one person.
import { ACCESS, readRows, toRecord } from '../../kit/listed-resource.ts';
import { changeShare, createShare, deleteShare, listShares, shareSchema } from '../assumed.ts';
import {
  change,
  doneWithId,
  listedBelow,
  lookBelow,
  makeBelow,
  takeAway,
  type ReadBelow,
} from '../look-below.ts';
import { shareTask } from '../manual-group-tasks.ts';

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

export const documentShare = listedBelow({
  scope: 'client',
  below: ['group'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'find',
  keyInUse: 'NUMBER_IN_USE',
  // What people share by hand is no contact that nobody knows.
  unlisted: true,
  read: readShares,
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
  create: (session, { key, parents, attributes: { level } }) =>
    makeBelow(session, createShare({ ...placeOf(key, parents), group: parents.group ?? '', level }), {
      done: doneWithId,
      field: 'shares',
    }),
  update: (session, { portalId, changes }) =>
    change(session, changeShare(portalId, changes.level), { done: portalId, field: 'shares' }),
  remove: (session, { portalId }) => takeAway(session, deleteShare(portalId), { done: portalId }),
  manual: shareTask,
});
