// What a list did not show is looked at one by one before it counts as gone: a list may lag behind, or lose a record
// that moved between two pages while it was read.
import type { ResourceType } from '../../connectors/connector.ts';
import { doubt, lockRecords, readAddresses, type OurRecord } from '../database/portal/verify.ts';
import { judgeSightings, type Sighting } from './judge-findings.ts';
import { givenId } from '../plan/known.ts';
import { noteUnread, readPart, type Verification } from './verification.ts';

/** `ids`: records of this type that a list begun at `since` did not show. */
export async function lookAtMissing(
  work: Verification,
  { name, type }: { name: string; type: ResourceType },
  { ids, since }: { ids: readonly string[]; since: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const { id: connectionId, practiceId, policy } = work.connection;
  // What was written shortly before may not be visible yet.
  const settled = new Date(since.getTime() - policy.landingGraceMs);
  const where = { connectionId, type: name, since: settled };
  const { records, addresses } = await work.store.inPractice(practiceId, async (tx) => ({
    records: await lockRecords(tx, where, { ids }),
    addresses: await readAddresses(tx, ids),
  }));
  const asked = records.filter((record) => givenId(record) !== null);
  const quiet = asked.filter((record) => record.state === 'present' && !record.isBusy);
  work.found.skipped += records.length - quiet.length;
  for (const group of byParent(quiet)) await lookAtGroup(work, { type, group, addresses, where });
}

function byParent(records: readonly OurRecord[]): readonly (readonly OurRecord[])[] {
  const groups = new Map<string, OurRecord[]>();
  for (const record of records) {
    const key = record.parents[0] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()];
}

interface Group {
  readonly type: ResourceType;
  readonly group: readonly OurRecord[];
  readonly addresses: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly where: { readonly connectionId: string; readonly type: string; readonly since: Date };
}

async function lookAtGroup(work: Verification, { type, group, addresses, where }: Group): Promise<void> {
  const targets = group.map(({ id, key, portalId }) => ({
    key,
    portalId: portalId ?? '',
    parents: addresses.get(id) ?? {},
  }));
  const seen = await readPart(work, () => type.look(work.session, targets));
  if (seen === null) {
    const [first, another] = group;
    if (another !== undefined)
      for (const record of group) await lookAtGroup(work, { type, group: [record], addresses, where });
    else if (first !== undefined) await noteUnread(work, where.type, first.id);
    return;
  }
  const shownById = new Map(group.map(({ id }, index) => [id, seen[index]]));
  await work.store.inPractice(work.connection.practiceId, async (tx) => {
    const records = await lockRecords(tx, where, { ids: group.map(({ id }) => id) });
    const sightings = records.flatMap((record): Sighting[] => {
      const found = shownById.get(record.id);
      if (found?.state === 'absent') return [{ record, shown: null }];
      return found?.record === undefined ? [] : [{ record, shown: found.record }];
    });
    await judgeSightings(tx, work, sightings);
    // What waits for somebody, though it stood, is for a run of its client to look at: the sweep makes that due.
    const waiting = records.filter(({ id }) => shownById.get(id)?.state === 'waiting');
    await doubt(
      tx,
      waiting.map(({ id }) => id),
    );
  });
}
