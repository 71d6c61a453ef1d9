// What was read of a record, in a row of an export or in practice software, and could not be taken over: kept by record until
// something is said later of it, so that it is not called in sync meanwhile (rule 22). Events keep their own rows.
import { sql, type RawBuilder } from 'kysely';
import type { RecordKind, RefusedRecord, SaidOf } from '../../intake/intake.ts';
import { json, type Tx } from '../open-store.ts';

export interface Refusals {
  readonly practiceId: string;
  /** What was taken over: of these nothing that was said before is refused any more. */
  readonly said: readonly SaidOf[];
  readonly refused: readonly RefusedRecord[];
  /** Of who is not known here nothing is kept. */
  readonly onlyKnown: boolean;
}

export async function noteRefusals(
  tx: Tx,
  { practiceId, said, refused, onlyKnown }: Refusals,
): Promise<void> {
  if (said.length > 0)
    await sql`
      delete from source_refusal f
      using jsonb_to_recordset(${json(said)}::jsonb) as s(kind text, key text, "saidAt" timestamptz)
      where f.kind = s.kind and f.key = s.key and f.said_at <= s."saidAt"`.execute(tx);
  if (refused.length > 0)
    await sql`
      insert into source_refusal as f (practice_id, kind, key, problems, said_at)
      select distinct on (s.kind, s.key) ${practiceId}, s.kind, s.key, s.problems, least(s."saidAt", now())
      from jsonb_to_recordset(${json(refused)}::jsonb)
        as s(kind text, key text, problems jsonb, "saidAt" timestamptz)
      where not ${onlyKnown} or ${isKnown('client')} or ${isKnown('contact')}
      order by s.kind, s.key
      on conflict (practice_id, kind, key) do update set problems = excluded.problems, said_at = excluded.said_at
        where f.said_at <= excluded.said_at`.execute(tx);
}

function isKnown(kind: RecordKind): RawBuilder<unknown> {
  return sql`(s.kind = ${kind} and exists (
    select from ${sql.raw(kind)} r where r.source_key = s.key and r.deleted_at is null offset 0))`;
}

export interface SourceRefusal {
  readonly kind: RecordKind;
  readonly key: string;
  readonly problems: readonly { readonly field: string; readonly code: string }[];
  readonly saidAt: Date;
}

export async function listRefusals(tx: Tx, limit: number): Promise<readonly SourceRefusal[]> {
  const { rows } = await sql<SourceRefusal>`
    select kind, key, problems, said_at as "saidAt" from source_refusal order by said_at, kind, key limit ${limit}`.execute(
    tx,
  );
  return rows;
}

export async function countRefusals(tx: Tx): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::integer as count from source_refusal`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Forgets those whose record was said later by another way: an event, for one. */
export async function settleRefusals(tx: Tx): Promise<void> {
  const isOver = (kind: RecordKind): RawBuilder<unknown> => sql`
    (f.kind = ${kind} and exists (select from ${sql.raw(kind)} r where r.source_key = f.key
      and (r.data_said_at > f.said_at or r.deleted_at > f.said_at) offset 0))`;
  await sql`delete from source_refusal f where ${isOver('client')} or ${isOver('contact')}`.execute(tx);
}
