// What practice software said and does not count yet, or never did: nothing that was taken in is forgotten silently.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/**
 * waits: contacts whose client is not known yet. refused: events, and what was read of records, of which only what they take
 * away was taken over.
 * questioned: contacts that are known, and were last said to be at a client that is not. outdated: records of which something
 * else was said that is older than what is known.
 */
export type OpenKind = 'waits' | 'refused' | 'questioned' | 'outdated';

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
      select 'refused', said_at from open_refusal
      union all
      select 'questioned', unplaced_said_at from contact where unplaced_said_at is not null and deleted_at is null
      union all
      select 'outdated', received_at from outdated_statement
    ) open group by kind order by min(at)`.execute(tx);
  return rows;
}

/** One of them, with what it is about. */
export interface OpenStatement extends SaidLately {
  readonly open: OpenKind;
  readonly kind: 'client' | 'contact';
  readonly key: string;
  /** Null: there is no such record yet. */
  readonly recordId: string | null;
}

/** So many of each kind, the oldest first; what is outdated calls for nothing. */
export async function listOldestOpen(tx: Tx, most: number): Promise<readonly OpenStatement[]> {
  const { rows } = await sql<OpenStatement>`
    select o.open, o.kind, o.key, coalesce(c.id, k.id) as "recordId", o.received_at as "receivedAt", o.said_at as "saidAt", o.type,
      o.status, o.client_key as "clientKey", o.problems
    from (
      select open.*, row_number() over (partition by open.open order by open.received_at, open.key) as nth from (
        select case when status = 'orphaned' then 'waits' else 'refused' end as open, split_part(type, '.', 1) as kind,
          coalesce(record_key, '?') as key, received_at, said_at, type, status, client_key, coalesce(problems, '[]') as problems
        from received_event where status in ('orphaned', 'failed')
        union all
        select 'refused', kind, key, said_at, said_at, 'read', 'failed', null, problems from open_refusal
        union all
        select 'questioned', 'contact', source_key, unplaced_said_at, unplaced_said_at, 'contact.moved', 'orphaned', unplaced_client_key, '[]'
        from contact where unplaced_said_at is not null and deleted_at is null
      ) open
    ) o
    left join client c on o.kind = 'client' and c.source_key = o.key
    left join contact k on o.kind = 'contact' and k.source_key = o.key
    where o.nth <= ${most} order by o.open, o.nth`.execute(tx);
  return rows;
}

/** Of all practices, events and what was read that are open, with the age of the oldest. For the program itself. */
export async function countOpenEvents(
  tx: Tx,
): Promise<readonly { readonly kind: OpenKind; readonly count: number; readonly oldestSeconds: number }[]> {
  const { rows } = await sql<{ kind: OpenKind; count: number; oldestSeconds: number }>`
    select kind, sum(count)::integer as count, extract(epoch from now() - min(oldest))::double precision as "oldestSeconds"
    from (
      select case when status = 'orphaned' then 'waits' else 'refused' end as kind, count(*), min(received_at) as oldest
      from received_event where status in ('orphaned', 'failed') group by 1
      union all select 'refused', count, oldest from open_refusals() where count > 0
    ) open group by kind`.execute(tx);
  return rows;
}

/** Over all practices, with the age of the oldest; 0 where there is none. For the program itself. */
export async function countOutdated(
  tx: Tx,
): Promise<{ readonly count: number; readonly oldestSeconds: number }> {
  const { rows } = await sql<{ count: number; oldestSeconds: number }>`
    select count(*)::integer as count,
      coalesce(extract(epoch from now() - min(received_at)), 0)::double precision as "oldestSeconds"
    from outdated_statement`.execute(tx);
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}

export interface SaidLately {
  readonly receivedAt: Date;
  readonly saidAt: Date | null;
  /** Of the event; `import`: a row of an export; `read`: that, or what was read in the software; `contact.moved`: any of them. */
  readonly type: string;
  /** stale: something newer counts. */
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
  const isOfIt = sql`e.record_key = ${key} and e.type like ${`${kind}.%`}`;
  const { rows } = await sql<SaidLately>`
    select said.* from (
      select e.received_at as "receivedAt", e.said_at as "saidAt", e.type, e.status, e.client_key as "clientKey",
        coalesce(e.problems, '[]') as problems
      from received_event e where ${isOfIt} and e.status in ('orphaned', 'failed', 'stale')
      union all
      select o.received_at, o.said_at,
        coalesce((select min(e.type) from received_event e where ${isOfIt} and e.said_at = o.said_at), 'import'), 'stale', null, '[]'
      from outdated_statement o where o.kind = ${kind} and o.record_key = ${key} and not exists (
        select from received_event e where ${isOfIt} and e.said_at = o.said_at and e.status = 'stale')
      union all
      select f.said_at, f.said_at, 'read', 'failed', null, f.problems
      from open_refusal f where f.kind = ${kind} and f.key = ${key}
    ) said order by said."receivedAt" desc limit ${MOST_TOLD}`.execute(tx);
  return rows;
}
