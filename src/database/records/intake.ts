// Records on their way in: webhook, import and snapshot all write through here. Whatever comes in whatever order ends as if
// it had come in the order in which it was said; what is unchanged is not written as a change. Triggers make the right
// pairs due.
import { sql } from 'kysely';
import type { Deletion, FoundClients, Intake, Outcome, RecordKind } from '../../intake/intake.ts';
import { matchKeys } from '../../domain/plain-key.ts';
import type { Store, Tx } from '../open-store.ts';
import { mergeLinks, type Relinked } from './merge-links.ts';
import { mergeRecords, type Batch, type Judged } from './merge-records.ts';
import { noteOutdated } from './outdated.ts';
import { noteRefusals } from './refusals.ts';
import { completeSnapshot } from './snapshot.ts';

export function createIntake(store: Store): Intake {
  return {
    upsertClients: (practiceId, records) =>
      store.inPractice(practiceId, (tx) => upsertRecords(tx, { practiceId, kind: 'client', records })),
    upsertContacts: (practiceId, records) =>
      store.inPractice(practiceId, (tx) => upsertRecords(tx, { practiceId, kind: 'contact', records })),
    deleteClient: (practiceId, deletion) =>
      store.oneStatement(practiceId, (tx) => buryRecord(tx, { practiceId, kind: 'client', deletion })),
    deleteContact: (practiceId, deletion) =>
      store.oneStatement(practiceId, (tx) => buryRecord(tx, { practiceId, kind: 'contact', deletion })),
    unknownConnections: (practiceId, names) =>
      store.inPractice(practiceId, (tx) => unknownConnections(tx, names)),
    findClients: (practiceId, keys) => store.inPractice(practiceId, (tx) => findClients(tx, keys)),
    findUnknown: (practiceId, kind, keys) =>
      store.inPractice(practiceId, (tx) => findUnknown(tx, kind, keys)),
    findAlike: (practiceId, kind, keys) => store.inPractice(practiceId, (tx) => findAlike(tx, kind, keys)),
    someKeys: (practiceId, kind) =>
      store.inPractice(practiceId, (tx) => readKeys(tx, kind, { after: '', most: SOME_KEYS })),
    noteRefused: (practiceId, rows) =>
      store.inPractice(practiceId, (tx) => noteRefusals(tx, { practiceId, ...rows, onlyKnown: true })),
    completeSnapshot: (practiceId, snapshot) =>
      store.inPractice(practiceId, (tx) => completeSnapshot(tx, snapshot)),
  };
}

export async function upsertRecords(tx: Tx, given: Batch): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const records of takeTurns(given.records)) {
    const batch = { ...given, records };
    const judged = await mergeRecords(tx, batch);
    const links = await mergeLinks(tx, batch, judged);
    const outdated = new Set(judged.filter((each) => each.isOutdated).map(({ sourceKey }) => sourceKey));
    for (const key of links.outdated) outdated.add(key);
    if (outdated.size > 0)
      await noteOutdated(tx, {
        ...given,
        statements: records.filter(({ sourceKey }) => outdated.has(sourceKey)),
      });
    outcomes.push(...judged.map((each) => tellOutcome(each, links)));
  }
  return outcomes;
}

/** One statement of each record at a time. */
function takeTurns<R extends { readonly sourceKey: string }>(
  records: readonly R[],
): readonly (readonly R[])[] {
  const turns: R[][] = [];
  const taken = new Map<string, number>();
  for (const record of records) {
    const turn = taken.get(record.sourceKey) ?? 0;
    taken.set(record.sourceKey, turn + 1);
    (turns[turn] ??= []).push(record);
  }
  return turns;
}

function tellOutcome({ sourceKey, judgement }: Judged, { changed, outdated }: Relinked): Outcome {
  if (judgement === 'orphaned') return { sourceKey, verdict: judgement };
  if (changed.has(sourceKey)) return { sourceKey, verdict: 'applied' };
  if (judgement !== 'unread' && judgement !== 'unchanged') return { sourceKey, verdict: judgement };
  return { sourceKey, verdict: outdated.has(sourceKey) ? 'stale' : 'unchanged' };
}

interface Burial {
  readonly practiceId: string;
  readonly kind: RecordKind;
  readonly deletion: Deletion;
}

/** A delete of a record never seen leaves a tombstone too: what was said before it may still be on its way. */
export async function buryRecord(tx: Tx, { practiceId, kind, deletion }: Burial): Promise<Outcome> {
  const { sourceKey, saidAt, changedAt } = deletion;
  const unseen = sql.raw(kind === 'client' ? `, 'company', 'former'` : '');
  const { rows } = await sql`
    insert into ${sql.raw(kind)} as c (practice_id, source_key, said_at, deleted_at, data_said_at, source_changed_at,
      newest_version_at${sql.raw(kind === 'client' ? ', kind, status' : '')})
    values (${practiceId}, ${sourceKey}, least(${saidAt}, now()), least(${saidAt}, now()), '-infinity', ${changedAt},
      least(${changedAt}, now())${unseen})
    on conflict (practice_id, source_key) do update set said_at = excluded.said_at, deleted_at = excluded.deleted_at,
      missing_since = null, newest_version_at = greatest(c.newest_version_at, excluded.newest_version_at)
    where c.said_at <= excluded.said_at returning id`.execute(tx);
  if (rows.length > 0) return { sourceKey, verdict: 'applied' };
  await noteOutdated(tx, { practiceId, kind, statements: [deletion] });
  return { sourceKey, verdict: 'stale' };
}

async function unknownConnections(tx: Tx, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select n.name from unnest(${[...names]}::text[]) as n(name)
    where not exists (select from connection c where c.name = n.name)`.execute(tx);
  return rows.map((row) => row.name);
}

async function findClients(tx: Tx, keys: readonly string[]): Promise<FoundClients> {
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) as k(key)
    where exists (select from client c where c.source_key = k.key)`.execute(tx);
  const alike = await findAlike(tx, 'client', keys);
  return { known: new Set(rows.map(({ key }) => key)), alike: new Set(alike.keys()) };
}

async function findUnknown(tx: Tx, kind: RecordKind, keys: readonly string[]): Promise<readonly string[]> {
  // What is known of a key by what was switched off under it alone is no record yet.
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) as k(key)
    where not exists (select from ${sql.raw(kind)} r where r.source_key = k.key and r.said_at > '-infinity')`.execute(
    tx,
  );
  return rows.map(({ key }) => key);
}

const SOME_KEYS = 100;
const KEYS_AT_A_TIME = 10_000;

async function findAlike(
  tx: Tx,
  kind: RecordKind,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { see, found } = matchKeys(keys);
  let read: readonly string[] = [];
  do {
    read =
      keys.length === 0 ? [] : await readKeys(tx, kind, { after: read.at(-1) ?? '', most: KEYS_AT_A_TIME });
    for (const key of read) see(key);
  } while (read.length === KEYS_AT_A_TIME);
  return found;
}

/** Of the records that are there, in their order. */
async function readKeys(
  tx: Tx,
  kind: RecordKind,
  { after, most }: { readonly after: string; readonly most: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    select source_key as key from ${sql.raw(kind)}
    where source_key > ${after} and deleted_at is null and said_at > '-infinity'
    order by source_key limit ${most}`.execute(tx);
  return rows.map(({ key }) => key);
}
