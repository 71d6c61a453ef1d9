// Reads the complete list of everything in a portal that stands by itself: remembers which keys exist there, so that a
// first load need not ask for each, and compares what is ours.
import type { PortalRecord } from '../../connectors/connector.ts';
import { addPortalRecords, finishListing } from '../database/portal/portal-records.ts';
import { lockRecords, readMissing } from '../database/portal/verify.ts';
import { judgeSightings } from './judge-findings.ts';
import { lookAtMissing } from './look-missing.ts';
import { BATCH, readableTypes, readPages, type ListedType, type Verification } from './verification.ts';

/** Writes a new list beside the old one, and puts it in its place only when it is complete. */
export async function listPortal(work: Verification): Promise<void> {
  const types = readableTypes(work).filter(([, type]) => type.below === undefined);
  for (const [name, type] of types) await listType(work, { name, type });
  const { id, practiceId } = work.connection;
  await work.store.inPractice(practiceId, (tx) => finishListing(tx, id, work.startedAt));
  for (const [name, type] of types) await lookAtUnlisted(work, { name, type });
}

interface NamedType {
  readonly name: string;
  readonly type: ListedType;
}

async function listType(work: Verification, { name, type }: NamedType): Promise<void> {
  let batch: PortalRecord[] = [];
  for await (const record of type.list(work.session, {})) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    await takeIn(work, name, batch);
    await work.giveWay();
    batch = [];
  }
  await takeIn(work, name, batch);
}

async function takeIn(work: Verification, type: string, batch: readonly PortalRecord[]): Promise<void> {
  if (batch.length === 0) return;
  const { id: connectionId, practiceId } = work.connection;
  const { startedAt } = work;
  const shownById = new Map(batch.map((record) => [record.portalId, record]));
  await work.store.inPractice(practiceId, async (tx) => {
    const rows = batch.map((record) => ({ ...record, signIn: record.signIn ?? ('unknown' as const) }));
    await addPortalRecords(tx, { practiceId, connectionId, type, seenAt: startedAt }, rows);
    const where = { connectionId, type, since: startedAt };
    const records = await lockRecords(tx, where, { portalIds: [...shownById.keys()] });
    const sightings = records.flatMap((record) => {
      const shown = shownById.get(record.portalId ?? '');
      return shown === undefined ? [] : [{ record, shown }];
    });
    await judgeSightings(tx, work, sightings);
  });
  work.found.listed += batch.length;
}

async function lookAtUnlisted(work: Verification, { name, type }: NamedType): Promise<void> {
  const { id: connectionId, practiceId } = work.connection;
  const since = work.startedAt;
  const pages = readPages((after) =>
    work.store.inPractice(practiceId, (tx) => readMissing(tx, { connectionId, type: name, since, after })),
  );
  for await (const page of pages) {
    await lookAtMissing(work, { name, type }, { ids: page.map(({ id }) => id), since });
    await work.giveWay();
  }
}
