// The ledger of due work: which (connection, client) pairs are due, and who works on them.
import { sql, type RawBuilder } from 'kysely';
import type { Standing } from '../../plan/judge-standings.ts';
import { UNAWAITED, type Tx } from '../open-store.ts';
import { insertStandings } from './insert-standings.ts';

export interface PairKey {
  readonly practiceId: string;
  readonly connectionId: string;
  readonly clientId: string;
}

/** A queue that loses a job loses no work: after this long the pair is handed out again. */
export const DISPATCH_LEASE = '15 seconds';

/** Pairs that a run has, of all connections: few, and in an index of their own. */
export const leased = sql`(select connection_id, client_id from due_pair
    where lease_until > '-infinity' and lease_until > clock_timestamp() offset 0)`;

/** A connection whose portal is down is asked so often; one that is refused less and less often. */
const PROBE_EVERY = '30 seconds';
const LONGEST_PROBE_PAUSE = '15 minutes';

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

export interface Run extends PairKey {
  readonly fence: number;
  readonly leaseMs: number;
  readonly attempts: number;
  /** Runs in a row that held their place for long and came to nothing. */
  readonly slowRuns: number;
  /** The portal is down, or refuses the connection: this run only asks whether it still is. */
  readonly probes: boolean;
  /** By the clock of the database, which every process shares. */
  readonly begunAt: Date;
  /** Of its client when it began. */
  readonly generation: number;
  /** The run before it never ended: whom it was to tell of what it found out, it may not have told. */
  readonly takesOver: boolean;
}

/**
 * Takes the fenced lease of a pair. Null when another run has it, or when the connection has no room: the pair is then
 * made pending, so that dispatch hands it out as soon as there is. Where the portal is down or refuses the connection, the
 * lease is that of the next probe: one run gets it, whoever else asks. A pair that somebody has locked is not waited for.
 */
export async function beginRun(tx: Tx, key: PairKey, leaseMs: number): Promise<Run | null> {
  const run =
    (await takeLease(tx, key, { leaseMs, probes: false })) ??
    (await takeLease(tx, key, { leaseMs, probes: true }));
  if (run === null) await waitForRoom(tx, key);
  return run;
}

/**
 * `probes`: also where that takes a probe, which is written to the connection. Hardly any run needs to ask for one, and a
 * statement that might write a connection costs what one that does costs, its trigger included.
 */
async function takeLease(
  tx: Tx,
  key: PairKey,
  { leaseMs, probes }: { leaseMs: number; probes: boolean },
): Promise<Run | null> {
  const { rows } = await sql<Omit<Run, keyof PairKey | 'leaseMs'>>`
    with ${probes ? probe(key) : answering(key)}, free as (
      select connection_id, client_id, lease_until > '-infinity' as takes_over from due_pair
      where connection_id = ${key.connectionId} and client_id = ${key.clientId} and lease_until <= clock_timestamp()
      for update skip locked
    )
    update due_pair d set fence = nextval('fence'), begun_at = clock_timestamp(),
      lease_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    from connection c, free
    where d.connection_id = free.connection_id and d.client_id = free.client_id and c.id = d.connection_id
      and exists (select from may_begin)
      and c.concurrency > (c.verify_lease_until > clock_timestamp())::integer + (select count(*) from ${leased} o
        where o.connection_id = d.connection_id and o.client_id <> d.client_id)
    returning d.fence, d.attempts, d.slow_runs as "slowRuns", (select probes from may_begin) as probes,
      d.begun_at as "begunAt", d.generation, free.takes_over as "takesOver", ${UNAWAITED}`.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  const { fence, attempts, slowRuns, probes: isProbe, begunAt, generation, takesOver } = row;
  return { ...key, fence, attempts, slowRuns, probes: isProbe, begunAt, generation, takesOver, leaseMs };
}

async function waitForRoom(tx: Tx, key: PairKey): Promise<void> {
  await sql`
    with free as (
      select connection_id, client_id from due_pair
      where connection_id = ${key.connectionId} and client_id = ${key.clientId} for update skip locked
    )
    update due_pair d set pending = true, dispatched_until = '-infinity',
      next_attempt_at = greatest(next_attempt_at, clock_timestamp() + interval '200 ms')
    from free where d.connection_id = free.connection_id and d.client_id = free.client_id`.execute(tx);
}

/** A run of a connection whose portal answers is no probe. */
function answering({ connectionId }: PairKey): RawBuilder<unknown> {
  return sql`may_begin as (
      select false as probes from connection c left join portal_host h on h.host = c.host
      where c.id = ${connectionId} and c.state = 'active' and h.down_at is null
    )`;
}

/** Whether a run of the connection may begin, and whether as a probe, whose next time is then taken. */
function probe({ connectionId }: PairKey): RawBuilder<unknown> {
  return sql`asked as (
      select c.id, c.state, c.host, h.down_at is not null as host_is_down
      from connection c left join portal_host h on h.host = c.host where c.id = ${connectionId}
    ), host_probe as (
      update portal_host h set probe_at = clock_timestamp() + ${PROBE_EVERY}::interval from asked a
      where h.host = a.host and a.host_is_down and h.probe_at <= clock_timestamp() returning h.host
    ), own_probe as (
      update connection c set failures_in_a_row = c.failures_in_a_row + (c.state = 'stopped')::integer,
        probe_at = clock_timestamp() + case when c.state = 'quarantined' then ${PROBE_EVERY}::interval
          else least(${LONGEST_PROBE_PAUSE}::interval, interval '1 minute' * 2 ^ least(c.failures_in_a_row + 1, 10)) end
      from asked a where c.id = a.id and c.state in ('quarantined', 'stopped') and c.probe_at <= clock_timestamp()
        and (not a.host_is_down or exists (select from host_probe)) returning c.id
    ), may_begin as (
      select a.state <> 'active' or a.host_is_down as probes from asked a
      where case when a.state = 'active' then not a.host_is_down or exists (select from host_probe)
        else exists (select from own_probe) end
    )`;
}

/** False when the lease was lost, or given back by its own end: what is on its way then takes it no second time. */
export async function renewRun(tx: Tx, run: Run): Promise<boolean> {
  const { rows } = await sql`
    update due_pair set lease_until = clock_timestamp() + ${run.leaseMs} * interval '1 ms',
      dispatched_until = case when dispatched_until > '-infinity' then clock_timestamp() + ${DISPATCH_LEASE}::interval else dispatched_until end
    where connection_id = ${run.connectionId} and client_id = ${run.clientId} and fence = ${run.fence}
      and lease_until > '-infinity'
    returning fence`.execute(tx);
  return rows.length > 0;
}

export interface RunEnd {
  /** The generation the last plan was made from; of the begin where there was none. A change since then keeps the pair pending. */
  readonly generation: number;
  /** Null when nothing is left to do; else when to try again, and whether that costs an attempt. */
  readonly retry: { readonly at: Date; readonly costsAttempt: boolean; readonly error: string } | null;
  /** Looked at again then although nothing changed. */
  readonly lookAgainAt: Date | null;
  /** It held its place for long and came to nothing, in a way that costs an attempt. */
  readonly wasSlow?: boolean;
  /** Where the client and its contacts stand. */
  readonly standings?: readonly Standing[];
}

/**
 * Ends a run, gives the lease back and writes the standings, in one statement. False when the lease was lost: then the pair is
 * the next run's business, and what this one knows is old.
 */
export async function endRun(tx: Tx, run: Run, end: RunEnd): Promise<boolean> {
  const retryAt = end.retry?.at ?? null;
  const isOurs = sql`exists (select from ended)`;
  const { rows } = await sql`
    with ended as (
      update due_pair set lease_until = '-infinity', dispatched_until = '-infinity',
        pending = generation <> ${end.generation} or ${retryAt}::timestamptz is not null,
        -- What changed since has not been tried yet.
        attempts = case when ${retryAt}::timestamptz is null then 0
          when generation <> ${end.generation} then attempts
          else attempts + ${end.retry?.costsAttempt === true ? 1 : 0} end,
        next_attempt_at = case when generation <> ${end.generation} then next_attempt_at
          else coalesce(${retryAt}::timestamptz, next_attempt_at) end,
        slow_runs = case when ${retryAt}::timestamptz is null then 0 else least(slow_runs + ${end.wasSlow === true ? 1 : 0}, 1000) end,
        last_error = ${end.retry?.error ?? null},
        look_again_at = ${end.lookAgainAt},
        served_at = case when ${retryAt}::timestamptz is null then clock_timestamp() else served_at end
      where connection_id = ${run.connectionId} and client_id = ${run.clientId} and fence = ${run.fence}
      returning fence
    ), told as (${insertStandings(run, end.standings ?? [], isOurs)})
    select fence, ${UNAWAITED} from ended`.execute(tx);
  return rows.length > 0;
}

/**
 * Whether a run should leave its place: nothing more is to be sent, since the portal was found to be down or to refuse the
 * connection, or (`hung`) a revoke waits for a place that nobody has tried yet. And the generation of its client now.
 */
export async function readPlace(
  tx: Tx,
  run: Run,
  { hung }: { hung: boolean },
): Promise<{ readonly isInTheWay: boolean; readonly generation: number }> {
  const { rows } = await sql<{ isInTheWay: boolean; generation: number }>`
    select own.generation, c.state <> 'active' or h.down_at is not null or (${hung}
      and exists (select from due_pair d where d.connection_id = c.id and d.client_id <> own.client_id and d.pending
        and d.line = 0 and greatest(d.dispatched_until, d.lease_until, d.next_attempt_at) <= clock_timestamp())
      and c.concurrency <= (select count(*) from ${leased} o where o.connection_id = c.id)) as "isInTheWay"
    from connection c join due_pair own on own.connection_id = c.id left join portal_host h on h.host = c.host
    where c.id = ${run.connectionId} and own.client_id = ${run.clientId}`.execute(tx);
  return rows[0] ?? { isInTheWay: true, generation: -1 };
}

/** What did not answer for one record answers again: the others that it kept waiting are tried at once. */
export async function hastenSlow(tx: Tx, connectionId: string): Promise<void> {
  await sql`update due_pair set next_attempt_at = clock_timestamp()
    where connection_id = ${connectionId} and client_id in (select client_id from due_pair
      where connection_id = ${connectionId} and slow_runs > 0 and pending and next_attempt_at > clock_timestamp()
      for update skip locked)`.execute(tx);
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
