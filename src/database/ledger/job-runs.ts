// Time slots of scheduled jobs: a slot is claimed once over all processes, and what came of it is kept.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';

/** True for exactly one caller per job and slot. */
export async function claimSlot(tx: Tx, job: string, slot: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into job_run (job, slot) values (${job}, ${slot}) on conflict do nothing returning slot`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function finishSlot(
  tx: Tx,
  { job, slot, counts }: { job: string; slot: Date; counts: unknown },
): Promise<void> {
  await sql`
    insert into job_run (job, slot, finished_at, counts) values (${job}, ${slot}, now(), ${json(counts)}::jsonb)
    on conflict (job, slot) do update set finished_at = now(), counts = excluded.counts`.execute(tx);
}

export interface Slot {
  readonly job: string;
  readonly slot: Date;
}

/** Slots claimed a while ago whose job has not finished, the newest of each job and no older than a day. */
export async function listUnfinishedSlots(tx: Tx): Promise<readonly Slot[]> {
  const { rows } = await sql<Slot>`
    select job, slot from (select distinct on (job) * from job_run where slot <= now() order by job, slot desc) newest
    where finished_at is null and started_at < now() - interval '1 minute' and slot > now() - interval '1 day'`.execute(
    tx,
  );
  return rows;
}

export async function lastFinished(tx: Tx, job: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(finished_at) as at from job_run where job = ${job} and finished_at <= now()`.execute(tx);
  return rows[0]?.at ?? null;
}

export async function pruneSlots(tx: Tx, before: Date): Promise<void> {
  await sql`delete from job_run where slot < ${before}`.execute(tx);
}
