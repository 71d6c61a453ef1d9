// Records on their way in: webhook, import and snapshot all write through here. Whatever comes in whatever order ends as if
// it had come in the order in which it was said; what is unchanged is not written as a change. Triggers make the right
// pairs due.
import { sql, type RawBuilder } from 'kysely';
import type { Deletion, FoundClients, Intake, Outcome, RecordKind } from '../../intake/intake.ts';
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
  const { rows } = await sql<{ key: string; isKnown: boolean }>`
    select k.key, exists (select from client c where c.source_key = k.key) as "isKnown"
    from unnest(${[...keys]}::text[]) as k(key)
    where ltrim(lower(k.key), '0') in (select ltrim(lower(c.source_key), '0') from client c)`.execute(tx);
  const known = new Set(rows.filter(({ isKnown }) => isKnown).map(({ key }) => key));
  return { known, alike: new Set(rows.map(({ key }) => key)) };
}

/** What is known of a key by what was switched off under it alone is no record yet. */
const unknownOf = (table: RawBuilder<unknown>, keys: readonly string[]): RawBuilder<unknown> => sql`
  select k.key from unnest(${[...keys]}::text[]) as k(key)
  where not exists (select from ${table} r where r.source_key = k.key and r.said_at > '-infinity')`;

async function findUnknown(tx: Tx, kind: RecordKind, keys: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`${unknownOf(sql.raw(kind), keys)}`.execute(tx);
  return rows.map(({ key }) => key);
}

async function findAlike(
  tx: Tx,
  kind: RecordKind,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const table = sql.raw(kind);
  const { rows } = await sql<{ key: string; known: string }>`
    with given as (select u.key, ltrim(lower(u.key), '0') as bare from (${unknownOf(table, keys)}) u)
    select g.key, min(r.source_key) as known from given g
    join ${table} r on ltrim(lower(r.source_key), '0') = g.bare and r.deleted_at is null and r.said_at > '-infinity'
    where g.bare <> '' group by g.key having count(*) = 1`.execute(tx);
  return new Map(rows.map(({ key, known }) => [key, known]));
}
