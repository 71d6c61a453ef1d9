// How things stand, counted from the ledger and the standings.
import { sql } from 'kysely';
import type { Tx } from './open-store.ts';

export interface Backlog {
  readonly due: { readonly revoke: number; readonly change: number; readonly bulk: number };
  /** First loads left aside (rule 25), and connections that a person paused. 0 when nothing waits. */
  readonly oldestSeconds: number;
  readonly lastSweepSeconds: number | null;
}

/** Over all practices. */
export async function readBacklog(tx: Tx): Promise<Backlog> {
  const { rows } = await sql<{
    revoke: number;
    change: number;
    bulk: number;
    oldest: number;
    sweep: number | null;
  }>`
    select count(*) filter (where d.lane = 0)::integer as revoke, count(*) filter (where d.lane = 1)::integer as change,
      count(*) filter (where d.lane = 2)::integer as bulk,
      coalesce(extract(epoch from now() - min(d.changed_at) filter (where d.lane < 2 and c.state <> 'paused')), 0)::double precision as oldest,
      (select extract(epoch from now() - max(finished_at))::double precision from job_run where job = 'sweep') as sweep
    from due_pair d join connection c on c.id = d.connection_id where d.pending`.execute(tx);
  const row = rows[0];
  return {
    due: { revoke: row?.revoke ?? 0, change: row?.change ?? 0, bulk: row?.bulk ?? 0 },
    oldestSeconds: row?.oldest ?? 0,
    lastSweepSeconds: row?.sweep ?? null,
  };
}
