// Reads what hangs below each record of ours: addresses, groups, and who is let in. Compares what is ours, and counts
// members that nobody here put there; those are touched only where the connection says so (rule 18).
import type { PortalRecord } from '../../connectors/connector.ts';
import { writeAudit } from '../database/people/audit.ts';
import type { Tx } from '../database/open-store.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import {
  adoptUnknown,
  clientsOf,
  lockRecords,
  readParents,
  releaseUnknown,
  type Member,
  type OurRecord,
  type Parent,
} from '../database/portal/verify.ts';
import { readClock } from '../database/portal/verify-turns.ts';
import { judgeSightings } from './judge-findings.ts';
import { lookAtMissing } from './look-missing.ts';
import {
  noteUnread,
  readableTypes,
  readPages,
  readPart,
  type ListedType,
  type Verification,
} from './verification.ts';

export async function listChildren(work: Verification): Promise<void> {
  for (const [name, type] of readableTypes(work)) {
    const [parentType] = type.below ?? [];
    if (parentType !== undefined) await listBelow(work, { name, type, parentType });
  }
}

interface ChildType {
  readonly name: string;
  readonly type: ListedType;
  readonly parentType: string;
}

async function listBelow(work: Verification, child: ChildType): Promise<void> {
  const { id: connectionId, practiceId } = work.connection;
  const where = { connectionId, type: child.parentType, since: work.startedAt };
  const pages = readPages((after) =>
    work.store.inPractice(practiceId, (tx) => readParents(tx, { ...where, after })),
  );
  for await (const parents of pages) {
    const since = await work.store.inPractice(practiceId, readClock);
    await compareBelow(work, child, { parents, since });
  }
}

interface Page {
  readonly parents: readonly Parent[];
  /** Before the portal was asked. */
  readonly since: Date;
}

async function compareBelow(work: Verification, child: ChildType, { parents, since }: Page): Promise<void> {
  const shownByParent = new Map<string, Shown>();
  for (const parent of parents) {
    const shown = await readPart(work, () => readBelow(work, child, parent));
    if (shown === null) await noteUnread(work, child.name, parent.id);
    else shownByParent.set(parent.id, shown);
    work.found.listed += shown?.size ?? 0;
    await work.giveWay();
  }
  const where = { connectionId: work.connection.id, type: child.name, since };
  const below = [...shownByParent.keys()];
  const missing = await work.store.inPractice(work.connection.practiceId, async (tx) => {
    const records = await lockRecords(tx, where, { below });
    const sightings = records.flatMap((record) => {
      const shown = shownOf(shownByParent, record);
      return shown === undefined || record.isUnknown ? [] : [{ record, shown }];
    });
    await judgeSightings(tx, work, sightings);
    if (child.type.grantsAccess) await judgeMembers(tx, work, { type: child.name, records, shownByParent });
    return records.filter((record) => isMissing(shownByParent, record));
  });
  await lookAtMissing(work, child, { ids: missing.map(({ id }) => id), since });
}

async function readBelow(work: Verification, { type }: ChildType, { portalIds }: Parent): Promise<Shown> {
  const shown = new Map<string, PortalRecord>();
  for await (const record of type.list(work.session, portalIds)) shown.set(record.portalId, record);
  return shown;
}

type Shown = ReadonlyMap<string, PortalRecord>;
/** Of parents whose list could be read: of what hangs below others nothing is known. */
type ShownByParent = ReadonlyMap<string, Shown>;

function shownOf(shownByParent: ShownByParent, record: OurRecord): PortalRecord | undefined {
  return shownByParent.get(record.parents[0] ?? '')?.get(record.portalId ?? '');
}

function isMissing(shownByParent: ShownByParent, record: OurRecord): boolean {
  return record.state === 'present' && !record.isNewer && shownOf(shownByParent, record) === undefined;
}

interface Members {
  readonly type: string;
  readonly records: readonly OurRecord[];
  readonly shownByParent: ShownByParent;
}

async function judgeMembers(
  tx: Tx,
  work: Verification,
  { type, records, shownByParent }: Members,
): Promise<void> {
  const unknown = [...shownByParent].flatMap(([parentId, shown]) => unknownBelow(parentId, shown, records));
  work.found.unknown += unknown.length;
  const isOn = work.connection.policy.revokeUnknownContacts;
  const taken = records.filter((record) => record.isUnknown && record.revokeState === 'revoke_pending');
  const obsolete = taken.filter((record) => !isOn || isOurs(record, records));
  await releaseUnknown(
    tx,
    obsolete.map(({ id }) => id),
  );
  if (!isOn) return;
  // Where somebody is just being let in, a member may be that very person.
  const settled = unknown.filter(({ parentId }) => !isUnsettled(parentId, records));
  const { id: connectionId, practiceId } = work.connection;
  const adopted = await adoptUnknown(tx, { practiceId, connectionId, type }, settled);
  if (adopted.length === 0) return;
  work.found.revoking += adopted.length;
  const clientIds = await clientsOf(
    tx,
    adopted.map(({ id }) => id),
  );
  const details = { type, resources: adopted.map(({ id }) => id) };
  await writeAudit(tx, [{ practiceId, actor: 'koppel', action: 'access.unknown', connectionId, details }]);
  await lookAgain(tx, { connectionId, clientIds, lane: 0 });
}

function unknownBelow(parentId: string, shown: Shown, records: readonly OurRecord[]): readonly Member[] {
  const ours = new Set(
    records
      .filter((record) => record.parents[0] === parentId && !record.isUnknown && record.state !== 'absent')
      .map((record) => record.portalId),
  );
  return [...shown.values()]
    .filter((record) => !ours.has(record.portalId))
    .map(({ portalId, signIn = 'unknown' }) => ({ parentId, portalId, signIn }));
}

function isOurs(record: OurRecord, records: readonly OurRecord[]): boolean {
  return records.some(
    (other) =>
      !other.isUnknown &&
      other.state !== 'absent' &&
      other.parents[0] === record.parents[0] &&
      other.portalId === record.portalId,
  );
}

function isUnsettled(parentId: string, records: readonly OurRecord[]): boolean {
  return records.some(
    (record) =>
      record.parents[0] === parentId &&
      !record.isUnknown &&
      (record.isBusy ||
        record.isNewer ||
        (record.portalId === null && (record.state !== 'absent' || record.mayHaveLanded))),
  );
}
