// Statements that came too late to count and say something else than what is known. The last of each record is kept until
// the record is said anew, so that none ends as a mere number.
import { sql, type RawBuilder } from 'kysely';
import type { RecordKind, Statement } from '../../intake/intake.ts';
import type { Tx } from '../open-store.ts';
import { byKey } from './merge-records.ts';

export interface Outdated {
  readonly practiceId: string;
  readonly kind: RecordKind;
  readonly statements: readonly Pick<Statement<unknown>, 'sourceKey' | 'saidAt'>[];
}

/** One of each record at most. Of a record that is deleted none is kept: what said it is gone was said later. */
export async function noteOutdated(tx: Tx, { practiceId, kind, statements }: Outdated): Promise<void> {
  await sql`
    insert into outdated_statement as o (practice_id, kind, record_key, said_at, received_at, overtaken_by)
    select ${practiceId}, ${kind}, s.source_key, least(s.said_at, now()), now(), r.data_said_at
    from unnest(${statements.map(({ sourceKey }) => sourceKey)}::text[], ${statements.map(({ saidAt }) => saidAt)}::timestamptz[])
      as s(source_key, said_at) join lateral ${byKey(kind, 's.source_key')} r on r.deleted_at is null
    order by s.source_key
    on conflict (practice_id, kind, record_key) do update set said_at = excluded.said_at,
      received_at = case when o.overtaken_by = excluded.overtaken_by then o.received_at else excluded.received_at end,
      overtaken_by = excluded.overtaken_by`.execute(tx);
}

/** Forgets those whose record was said anew, or is gone. */
export async function settleOutdated(tx: Tx): Promise<void> {
  const stands = (kind: RecordKind): RawBuilder<unknown> => sql`
    exists (select from ${sql.raw(kind)} r where o.kind = ${kind} and r.source_key = o.record_key
      and r.deleted_at is null and r.data_said_at = o.overtaken_by)`;
  await sql`
    delete from outdated_statement where (practice_id, kind, record_key) in (
      select o.practice_id, o.kind, o.record_key from outdated_statement o
      where not (${stands('client')} or ${stands('contact')}) for update skip locked)`.execute(tx);
}
