// The ledger of due work: which (connection, client) pairs are due, which may run now, who works on them.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

export interface PairKey {
  readonly practiceId: string;
  readonly connectionId: string;
  readonly clientId: string;
}

export interface DispatchedPair extends PairKey {
  readonly dispatchNo: number;
}

const PROBE_EVERY = '30 seconds';

/** A queue that loses a job loses no work: after this long the pair is handed out again. */
const DISPATCH_LEASE = '15 seconds';

interface DispatchRow {
  practice_id: string;
  connection_id: string;
  client_id: string;
  dispatch_no: number;
}

/**
 * Takes what may run now: per connection at most what its concurrency leaves free; revokes, then changes, then first
 * loads, each by age. A first load waits until the portal was listed once. A verification under way takes one place. A
 * quarantined connection gives one pair at a time, whenever it is due, to carry its next probe.
 */
export async function takeDuePairs(tx: Tx): Promise<readonly DispatchedPair[]> {
  // One dispatcher counts at a time, or two would both fill the same room.
  await sql`select pg_advisory_xact_lock(hashtext('koppel dispatch'))`.execute(tx);
  const { rows } = await sql<DispatchRow>`
    with flying as (
      select connection_id, count(*)::integer as pairs, count(*) filter (where lease_until <= clock_timestamp())::integer as queued
      from due_pair where (dispatched_until > clock_timestamp() and dispatched_until > '-infinity') or lease_until > clock_timestamp()
      group by connection_id
    ), open_connection as (
      select c.id, c.listed_at, c.state = 'quarantined' as probes,
        -- Runs that began before the portal was found to be down may take long to see it: the probe does not wait for them.
        case when c.state = 'quarantined' then 1 - coalesce(f.queued, 0) else c.concurrency - coalesce(f.pairs, 0)
          - (c.verify_lease_until > clock_timestamp())::integer end as room
      from connection c left join flying f on f.connection_id = c.id
      where c.state = 'active' or (c.state = 'quarantined' and c.probe_at <= clock_timestamp())
    ), chosen as (
      select p.connection_id, p.client_id
      from open_connection c cross join lateral (
        select d.connection_id, d.client_id from due_pair d
        where d.connection_id = c.id and d.pending
          and d.dispatched_until <= clock_timestamp() and d.lease_until <= clock_timestamp()
          and (c.probes or (d.next_attempt_at <= clock_timestamp() and (d.lane < 2 or c.listed_at is not null)))
        order by d.lane, d.changed_at limit greatest(c.room, 0)
        for update skip locked
      ) p
    )
    update due_pair d set dispatched_until = clock_timestamp() + ${DISPATCH_LEASE}::interval, dispatch_no = d.dispatch_no + 1
    from chosen where d.connection_id = chosen.connection_id and d.client_id = chosen.client_id
    returning d.practice_id, d.connection_id, d.client_id, d.dispatch_no`.execute(tx);
  return rows.map((row) => ({ ...pairKey(row), dispatchNo: row.dispatch_no }));
}

/** Makes due what waits for somebody and is to be looked at again by now (rule 26). */
export async function wakeWaiting(tx: Tx): Promise<void> {
  await sql`
    update due_pair set pending = true, only_looks = true, lane = 1, attempts = 0, changed_at = clock_timestamp(),
      next_attempt_at = clock_timestamp(), look_again_at = null
    where look_again_at <= clock_timestamp() and not pending`.execute(tx);
}

/** Looks now at what waits on a connection, though not at what was looked at a moment ago. */
export async function hastenWaiting(tx: Tx, connectionId: string): Promise<void> {
  await sql`
    with hastened as (
      update due_pair set look_again_at = clock_timestamp()
      where connection_id = ${connectionId} and not pending and look_again_at > clock_timestamp()
        and (served_at is null or served_at < clock_timestamp() - interval '5 seconds')
      returning client_id
    )
    update portal_resource r set look_again_at = clock_timestamp()
    where r.connection_id = ${connectionId} and r.state = 'waiting' and r.look_again_at > clock_timestamp()
      and exists (select from claim c join hastened h on h.client_id = c.client_id where c.resource_id = r.id)`.execute(
    tx,
  );
}

/** Puts back what the queue would not take. */
export async function returnPairs(tx: Tx, pairs: readonly PairKey[]): Promise<void> {
  await sql`update due_pair set dispatched_until = '-infinity'
    where (connection_id, client_id) in (select * from unnest(${pairs.map((p) => p.connectionId)}::uuid[],
      ${pairs.map((p) => p.clientId)}::uuid[]))`.execute(tx);
}

/** When the next pair that may run on an open connection comes of age; null when none is pending and none waits. */
export async function readNextDueAt(tx: Tx): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select min(d.next_attempt_at) from due_pair d join connection c on c.id = d.connection_id
        where d.pending and c.state = 'active' and d.dispatched_until <= clock_timestamp()
          and (d.lane < 2 or c.listed_at is not null)),
      (select min(look_again_at) from due_pair where not pending)) as at`.execute(tx);
  return rows[0]?.at ?? null;
}

export interface Run extends PairKey {
  readonly fence: number;
  readonly leaseMs: number;
  readonly attempts: number;
  /** By the clock of the database, which every process shares. */
  readonly begunAt: Date;
}

/**
 * Takes the fenced lease of a pair. Null when another run has it, or when the connection has no room: the pair is then
 * made pending, so that dispatch hands it out as soon as there is. On a quarantined connection the lease is that of the
 * next probe: one run gets it, whoever else asks.
 */
export async function beginRun(tx: Tx, key: PairKey, leaseMs: number): Promise<Run | null> {
  const { rows } = await sql<{ fence: number; attempts: number; at: Date }>`
    with probe as (
      update connection set probe_at = clock_timestamp() + ${PROBE_EVERY}::interval
      where id = ${key.connectionId} and state = 'quarantined' and probe_at <= clock_timestamp() returning id
    )
    update due_pair d set fence = nextval('fence'), lease_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    from connection c
    where d.connection_id = ${key.connectionId} and d.client_id = ${key.clientId} and c.id = d.connection_id
      and d.lease_until <= clock_timestamp() and (c.state = 'active' or exists (select from probe))
      and c.concurrency > (c.verify_lease_until > clock_timestamp())::integer + (select count(*) from due_pair o
        where o.connection_id = d.connection_id and o.client_id <> d.client_id and o.lease_until > clock_timestamp())
    returning d.fence, d.attempts, clock_timestamp() as at`.execute(tx);
  const row = rows[0];
  if (row !== undefined) {
    const { fence, attempts, at: begunAt } = row;
    return { ...key, fence, attempts, leaseMs, begunAt };
  }
  await sql`update due_pair set pending = true, dispatched_until = '-infinity',
      next_attempt_at = greatest(next_attempt_at, clock_timestamp() + interval '200 ms')
    where connection_id = ${key.connectionId} and client_id = ${key.clientId}`.execute(tx);
  return null;
}

/** False when the lease was lost. */
export async function renewRun(tx: Tx, run: Run): Promise<boolean> {
  const { rows } = await sql`
    update due_pair set lease_until = clock_timestamp() + ${run.leaseMs} * interval '1 ms',
      dispatched_until = case when dispatched_until > '-infinity' then clock_timestamp() + ${DISPATCH_LEASE}::interval else dispatched_until end
    where connection_id = ${run.connectionId} and client_id = ${run.clientId} and fence = ${run.fence}
    returning fence`.execute(tx);
  return rows.length > 0;
}

export interface RunEnd {
  /** The generation the last plan was made from; -1 when there was none. A change since then keeps the pair pending. */
  readonly generation: number;
  /** Null when nothing is left to do; else when to try again, and whether that costs an attempt. */
  readonly retry: { readonly at: Date; readonly costsAttempt: boolean; readonly error: string } | null;
  /** Looked at again then although nothing changed. */
  readonly lookAgainAt: Date | null;
}

/** Ends a run and gives the lease back. False when the lease was lost: then the pair is the next run's business. */
export async function endRun(tx: Tx, run: Run, end: RunEnd): Promise<boolean> {
  const retryAt = end.retry?.at ?? null;
  const { rows } = await sql`
    update due_pair set lease_until = '-infinity', dispatched_until = '-infinity',
      pending = generation <> ${end.generation} or ${retryAt}::timestamptz is not null,
      attempts = case when ${retryAt}::timestamptz is null then 0 else attempts + ${end.retry?.costsAttempt === true ? 1 : 0} end,
      next_attempt_at = case when generation <> ${end.generation} and ${end.generation} >= 0 then next_attempt_at
        else coalesce(${retryAt}::timestamptz, next_attempt_at) end,
      last_error = ${end.retry?.error ?? null},
      look_again_at = ${end.lookAgainAt},
      served_at = case when ${retryAt}::timestamptz is null then clock_timestamp() else served_at end
    where connection_id = ${run.connectionId} and client_id = ${run.clientId} and fence = ${run.fence}
    returning fence`.execute(tx);
  return rows.length > 0;
}

/** How many clients of this practice have something to be done, over all its connections. */
export async function countPending(tx: Tx): Promise<number> {
  const { rows } = await sql<{ pending: number }>`
    select count(*)::integer as pending from due_pair where pending`.execute(tx);
  return rows[0]?.pending ?? 0;
}

/** Clients that are linked, or for which something stands in the portal. */
export async function listLinkedClients(tx: Tx, connectionId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct client_id as id from live_pair where connection_id = ${connectionId}`.execute(tx);
  return rows.map((row) => row.id);
}

/** How many clients of a connection, or whether the one given, still have something due. */
export async function countUnserved(tx: Tx, connectionId: string, clientId: string | null): Promise<number> {
  const { rows } = await sql<{ pending: number }>`
    select count(*)::integer as pending from due_pair where connection_id = ${connectionId} and pending
      and (${clientId}::uuid is null or client_id = ${clientId}::uuid)`.execute(tx);
  return rows[0]?.pending ?? 0;
}

/** For whoever writes what is known of a portal outside a run. */
export async function nextFence(tx: Tx): Promise<number> {
  const { rows } = await sql<{ fence: number }>`select nextval('fence') as fence`.execute(tx);
  const fence = rows[0]?.fence;
  if (fence === undefined) throw new Error('the database gave no fence');
  return fence;
}

/** Asks for another look at clients of one connection. Lane as in due_pair: 0 revoke, 1 change, 2 bulk. */
export async function lookAgain(
  tx: Tx,
  {
    connectionId,
    clientIds,
    lane = 1,
  }: { connectionId: string; clientIds: readonly string[]; lane?: 0 | 1 | 2 },
): Promise<void> {
  if (clientIds.length === 0) return;
  await sql`select look_again(${connectionId}, ${[...clientIds]}::uuid[], ${lane}::smallint)`.execute(tx);
}

function pairKey(row: Omit<DispatchRow, 'dispatch_no'>): PairKey {
  return { practiceId: row.practice_id, connectionId: row.connection_id, clientId: row.client_id };
}
