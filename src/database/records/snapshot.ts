// What a complete snapshot says beyond its records: rule 20, of those that it lacks. Missing once is remembered; what two
// lack is deleted, and only what was last said to be there before both. In whatever order they are read, the last two count.
// None counts later than it arrived: what is said from then on is news.
import { sql, type RawBuilder } from 'kysely';
import type { KindOutcome, RecordKind, Snapshot, SnapshotOutcome } from '../../intake/intake.ts';
import type { Tx } from '../open-store.ts';

const KEYS_AT_A_TIME = 5_000;

export async function completeSnapshot(
  tx: Tx,
  { clientKeys, contactKeys, ...times }: Snapshot,
): Promise<SnapshotOutcome> {
  // By index: it has no statistics, and joined as a whole it would be gone through for every record.
  await sql`create temporary table snapshot_key (kind text, source_key text, primary key (kind, source_key)) on commit drop`.execute(
    tx,
  );
  await collectKeys(tx, 'client', clientKeys);
  await collectKeys(tx, 'contact', contactKeys);
  const asOf = await noteSnapshot(tx, times);
  const contact = await noteKind(tx, 'contact', asOf);
  const client = await noteKind(tx, 'client', asOf);
  return { client, contact };
}

async function noteKind(tx: Tx, kind: RecordKind, asOf: Date): Promise<KindOutcome> {
  await notePresent(tx, kind, asOf);
  return markMissing(tx, kind, asOf);
}

async function collectKeys(tx: Tx, kind: RecordKind, keys: Snapshot['clientKeys']): Promise<void> {
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0)
      await sql`insert into snapshot_key select ${kind}, key from unnest(${batch}::text[]) as k(key)
        on conflict do nothing`.execute(tx);
    batch = [];
  };
  for await (const key of keys) {
    batch.push(key);
    if (batch.length >= KEYS_AT_A_TIME) await flush();
  }
  await flush();
}

/** The same one twice is one, known by the time that it gives itself. Returns the time that it counts as. */
async function noteSnapshot(
  tx: Tx,
  { asOf, arrivedAt }: Pick<Snapshot, 'asOf' | 'arrivedAt'>,
): Promise<Date> {
  const { rows } = await sql<{ asOf: Date }>`
    with given as (
      select id, case when snapshot_told_as_of = ${asOf}::timestamptz then snapshot_as_of
        else date_trunc('milliseconds', least(${asOf}::timestamptz, ${arrivedAt ?? null}::timestamptz, now())) end as as_of from practice
    )
    update practice p set snapshot_as_of = greatest(p.snapshot_as_of, g.as_of),
      snapshot_told_as_of = case when p.snapshot_as_of >= g.as_of then p.snapshot_told_as_of else ${asOf}::timestamptz end,
      snapshot_before = case when p.snapshot_as_of < g.as_of then p.snapshot_as_of
        when p.snapshot_as_of > g.as_of then greatest(p.snapshot_before, g.as_of) else p.snapshot_before end
    from given g where g.id = p.id returning g.as_of as "asOf"`.execute(tx);
  const [noted] = rows;
  if (noted === undefined) throw new Error('the practice of the snapshot is not there');
  return noted.asOf;
}

function isIn(kind: RecordKind): RawBuilder<unknown> {
  return sql`exists (select from snapshot_key s where s.kind = ${kind} and s.source_key = r.source_key)`;
}

/** Also what stands there and could not be read is there. */
async function notePresent(tx: Tx, kind: RecordKind, asOf: Date): Promise<void> {
  await sql`
    update ${sql.raw(kind)} r set said_at = ${asOf}, missing_since = case when missing_since > ${asOf} then missing_since end
    where deleted_at is null and said_at < ${asOf} and ${isIn(kind)}`.execute(tx);
}

/**
 * Whether to believe it is for the brake to judge: beside each that is deleted is written how many are missing with it, of how
 * many that it could know. Missing are also those that one snapshot only lacked so far, and those of whom others said since that
 * they are there: it lacks them all the same. While something of one that was deleted by its absence is left in a portal, the
 * newest snapshot decides with how many it is missing: the others may be back. Of how many is never more than there were when it
 * was first missing: what came since makes its absence no more plausible.
 */
async function markMissing(tx: Tx, kind: RecordKind, asOf: Date): Promise<KindOutcome> {
  const table = sql.raw(kind);
  const isOlder = sql`(r.said_at < ${asOf} or r.created_at < ${asOf})`;
  const isLeft = sql`(deleted_at < ${asOf} and missing_since is not null and absent_with is not null
    and exists (select from claim m where m.${sql.raw(kind === 'client' ? 'client_id' : 'subject_id')} = r.id))`;
  const before = await sql<{ known: number; missing: number }>`
    select count(*) filter (where ${isOlder} or is_in)::integer as known,
      count(*) filter (where case when deleted_at is null then missing_since is not null or (${isOlder} and not is_in)
        else not is_in end)::integer as missing
    from ${table} r cross join lateral (select ${isIn(kind)} as is_in offset 0) s
    where deleted_at is null or ${isLeft}`.execute(tx);
  const { known = 0, missing = 0 } = before.rows[0] ?? {};
  const { rows } = await sql<{ id: string; gone: boolean }>`
    update ${table} r set missing_since = least(missing_since, ${asOf}),
      absent_of = case when missing_since is not null then least(absent_of, ${known}) else ${known} end,
      deleted_at = case when missing_since <> ${asOf} then greatest(missing_since, ${asOf}) end
    where deleted_at is null and said_at < ${asOf} and not ${isIn(kind)}
    returning id, deleted_at is not null as gone`.execute(tx);
  const gone = rows.filter((row) => row.gone).map(({ id }) => id);
  await sql`
    update ${table} r set absent_of = least(absent_of, ${known}), absent_with = ${missing} where id = any(${gone}::uuid[])
      or (${isLeft} and not ${isIn(kind)} and ${asOf} = (select snapshot_as_of from practice p where p.id = r.practice_id))`.execute(
    tx,
  );
  return { known, absent: rows.length - gone.length, deleted: gone.length };
}
