// What practice software said and does not count yet, or never did: nothing that was taken in is forgotten silently.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/**
 * waits: contacts whose client is not known yet. refused: events of which only what they take away was taken over.
 * questioned: contacts that are known, and were last said to be at a client that is not.
 */
export type OpenKind = 'waits' | 'refused' | 'questioned';

export interface OpenStatements {
  readonly kind: OpenKind;
  readonly count: number;
  readonly oldestAt: Date;
  readonly ageSeconds: number;
}

/** Of the practice of this transaction. */
export async function readOpenStatements(tx: Tx): Promise<readonly OpenStatements[]> {
  const { rows } = await sql<OpenStatements>`
    select kind, count(*)::integer as count, min(at) as "oldestAt",
      extract(epoch from now() - min(at))::double precision as "ageSeconds"
    from (
      select case when status = 'orphaned' then 'waits' else 'refused' end as kind, received_at as at
      from received_event where status in ('orphaned', 'failed')
      union all
      select 'questioned', unplaced_said_at from contact where unplaced_said_at is not null and deleted_at is null
    ) open group by kind order by min(at)`.execute(tx);
  return rows;
}

/** Events of all practices that are open, with the age of the oldest. For the program itself. */
export async function countOpenEvents(
  tx: Tx,
): Promise<readonly { readonly kind: OpenKind; readonly count: number; readonly oldestSeconds: number }[]> {
  const { rows } = await sql<{ kind: OpenKind; count: number; oldestSeconds: number }>`
    select case when status = 'orphaned' then 'waits' else 'refused' end as kind, count(*)::integer as count,
      extract(epoch from now() - min(received_at))::double precision as "oldestSeconds"
    from received_event where status in ('orphaned', 'failed') group by 1`.execute(tx);
  return rows;
}

export interface SaidLately {
  readonly receivedAt: Date;
  readonly saidAt: Date | null;
  readonly type: string;
  /** stale: something that was said later counts. */
  readonly status: 'orphaned' | 'failed' | 'stale';
  readonly clientKey: string | null;
  readonly problems: readonly { readonly field: string; readonly code: string }[];
}

const MOST_TOLD = 10;

/** What was said of one record and did not come to count, newest first. */
export async function readSaidLately(
  tx: Tx,
  { kind, key }: { readonly kind: 'client' | 'contact'; readonly key: string },
): Promise<readonly SaidLately[]> {
  const { rows } = await sql<SaidLately>`
    select received_at as "receivedAt", said_at as "saidAt", type, status, client_key as "clientKey",
      coalesce(problems, '[]') as problems
    from received_event where record_key = ${key} and type like ${`${kind}.%`} and status in ('orphaned', 'failed', 'stale')
    order by received_at desc limit ${MOST_TOLD}`.execute(tx);
  return rows;
}
