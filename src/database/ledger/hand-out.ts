// Which due pairs are handed to the queue now, over all connections and practices. Revokes and first attempts never stand
// behind records that hang or fail, nobody behind a machine that does not answer, and no more is handed out than the
// working processes have hands for.
import { sql, type RawBuilder } from 'kysely';
import { UNAWAITED, type Tx } from '../open-store.ts';
import { DISPATCH_LEASE, type PairKey } from './pairs.ts';

export interface DispatchedPair extends PairKey {
  readonly dispatchNo: number;
}

/** A run that takes longer is hanging: its connection serves the newest revoke next, and not the one that stands before it. */
const HANGS_AFTER = '5 seconds';
/** So often one record that is slow to fail goes before the changes of its connection. */
const SLOW_TURN_EVERY = '2 minutes';
/** A process that has not been seen for so long has no hands. */
const SEEN_WITHIN = '15 seconds';

interface DispatchRow {
  practice_id: string;
  connection_id: string;
  client_id: string;
  dispatch_no: number;
}

/**
 * Takes what may run now: per connection at most what its concurrency leaves free, over all at most what the processes
 * have hands for. A first load waits until the portal was listed once. A verification under way takes one place. A
 * connection whose portal is down, or refuses it, gives one pair at a time, whenever it is due, to carry its next probe;
 * of several on a machine that does not answer, one does.
 */
export async function takeDuePairs(tx: Tx): Promise<readonly DispatchedPair[]> {
  // One dispatcher counts at a time, or two would both fill the same room.
  await sql`select pg_advisory_xact_lock(hashtext('koppel dispatch'))`.execute(tx);
  const { rows } = await sql<DispatchRow>`
    with ${inFlight}, ${openConnections}, ${inLine}, ${chosen}, ${served}
    update due_pair d set dispatched_until = clock_timestamp() + ${DISPATCH_LEASE}::interval, dispatch_no = d.dispatch_no + 1
    where d.ctid = any(array(select place from chosen))
    returning d.practice_id, d.connection_id, d.client_id, d.dispatch_no, ${UNAWAITED}`.execute(tx);
  return rows.map((row) => ({
    practiceId: row.practice_id,
    connectionId: row.connection_id,
    clientId: row.client_id,
    dispatchNo: row.dispatch_no,
  }));
}

const inFlight = sql`
    seat as (
      select d.connection_id, d.line >= 6 as slow, d.lease_until <= clock_timestamp() as queued,
        d.lease_until > clock_timestamp() and d.begun_at < clock_timestamp() - ${HANGS_AFTER}::interval as hangs
      from due_pair d where (d.dispatched_until > '-infinity' or d.lease_until > '-infinity')
        and (d.dispatched_until > clock_timestamp() or d.lease_until > clock_timestamp())
    ), at_connection as (
      select connection_id, count(*)::integer as pairs, count(*) filter (where queued)::integer as queued,
        count(*) filter (where slow)::integer as slow, bool_or(hangs) as hangs
      from seat group by connection_id
    ), at_host as (
      select c.host, sum(a.pairs)::integer as pairs, sum(a.queued)::integer as queued, bool_or(a.hangs) as hangs
      from at_connection a join connection c on c.id = a.connection_id group by c.host
    ), working as (
      -- Where no process has said what it can do (a command that works by itself), nothing is held back.
      select coalesce(sum(hands), 1000000)::integer as hands, (select count(*) from seat)::integer as busy,
        (select count(*) from seat where slow)::integer as slow,
        (select count(distinct host) from connection) > 1 as has_several_hosts
      from worker_process where seen_at > clock_timestamp() - ${SEEN_WITHIN}::interval
    )`;

/** Runs that began before a portal was found to be down may take long to see it: a probe waits for the queue alone. */
const openConnections = sql`
    slow_pair as materialized (
      select connection_id, begun_at from due_pair where slow_runs > 0
    ), open_connection as (
      select c.id, c.host, c.listed_at, c.state <> 'active' as is_held, c.probe_at,
        h.down_at is not null as host_is_down, coalesce(h.failures > 0, false) or coalesce(b.hangs, false) as host_in_trouble,
        c.state <> 'active' or h.down_at is not null as probes, coalesce(t.served_at, '-infinity') as served_at,
        case when h.down_at is not null then 1 - coalesce(b.queued, 0)
          when c.state <> 'active' then 1 - coalesce(a.queued, 0)
          else c.concurrency - coalesce(a.pairs, 0) - (c.verify_lease_until > clock_timestamp())::integer end as room,
        coalesce(a.hangs, false) or exists (select from slow_pair d where d.connection_id = c.id) as in_trouble,
        greatest(1, c.concurrency - 1) - coalesce(a.slow, 0) as slow_room,
        not exists (select from slow_pair d where d.connection_id = c.id
          and d.begun_at > clock_timestamp() - ${SLOW_TURN_EVERY}::interval) as slow_turn,
        case when not w.has_several_hosts or w.hands = 1 then w.hands
          when coalesce(h.failures > 0, false) or coalesce(b.hangs, false) then w.hands / 2 else w.hands - 1 end
          - coalesce(b.pairs, 0) as host_room
      from working w cross join connection c
      left join at_connection a on a.connection_id = c.id left join at_host b on b.host = c.host
      left join portal_host h on h.host = c.host left join connection_budget t on t.connection_id = c.id
      where (c.state = 'active' or (c.state in ('quarantined', 'stopped') and c.probe_at <= clock_timestamp()))
        and (h.down_at is null or h.probe_at <= clock_timestamp())
    )`;

const mayRun = sql`d.pending and d.dispatched_until <= clock_timestamp() and d.lease_until <= clock_timestamp()
  and (c.probes or (d.next_attempt_at <= clock_timestamp() and (d.lane < 2 or c.listed_at is not null)))`;

/**
 * The first of every line, as many as there is room for: each by its index, and past rows that somebody has locked. What was
 * locked here is then written where it stands (`ctid`): a join would read the whole ledger, which the planner takes for small.
 */
const inLine = sql`
    in_line as (
      select c.*, p.place, p.line, p.age,
        row_number() over (partition by c.id, p.line >= 6 order by p.line, p.age) as nth_of_kind
      from open_connection c cross join lateral (
        select first.* from (values (0), (1), (2), (3), (4), (5), (6), (7)) as l(line) cross join lateral (
          select d.ctid as place, d.line, extract(epoch from d.turn_at) as age from due_pair d
          where d.connection_id = c.id and d.line = l.line and (l.line > 0 or not c.in_trouble)
            and d.turn_at <= case when c.probes then 'infinity' else statement_timestamp() end and ${mayRun}
          order by d.turn_at limit greatest(c.room, 0) for update skip locked
        ) first
        union all
        select newest.* from (
          select d.ctid as place, d.line, -extract(epoch from d.turn_at) as age from due_pair d
          where d.connection_id = c.id and d.line = 0 and c.in_trouble and ${mayRun}
          order by d.turn_at desc limit greatest(c.room, 0) for update skip locked
        ) newest
      ) p
    )`;

/** One of each connection before the second of any, and first of whichever was served longest ago. */
const turn = sql`p.nth_at_connection, p.served_at, p.age`;

/**
 * Revokes; a slow record now and then, so that it is not forgotten; changes; first loads; the other slow ones. One hand is
 * kept for revokes, one for another machine, half of them from a machine in trouble and from what is slow.
 */
const chosen = sql`
    ranked as (
      select i.*, case when i.line < 2 then i.line when i.line >= 6 and i.slow_turn and i.nth_of_kind = 1 then 2
          else i.line + 1 end as rank
      from in_line i where i.line < 6 or i.nth_of_kind <= i.slow_room
    ), placed as (
      select r.*, row_number() over (partition by r.id order by r.rank, r.age) as nth_at_connection,
        row_number() over (partition by r.host order by r.is_held, r.probe_at, r.rank, r.age) as nth_probe,
        row_number() over (partition by r.line >= 6 order by r.rank, r.host_in_trouble, r.age) as nth_of_slow
      from ranked r
    ), fitting as (
      select p.*, row_number() over (partition by p.host order by p.rank, ${turn}) as nth_at_host
      from placed p cross join working w
      where p.nth_at_connection <= p.room and (not p.host_is_down or p.nth_probe = 1)
        and (p.line < 6 or p.nth_of_slow <= greatest(1, w.hands / 2) - w.slow)
    ), numbered as (
      select p.*, row_number() over (order by p.rank, p.host_in_trouble, ${turn}) as nth
      from fitting p where p.nth_at_host <= p.host_room
    ), chosen as (
      select n.place, n.id from numbered n cross join working w
      where n.nth <= w.hands - w.busy - case when n.rank >= 2 and w.hands > 1 then 1 else 0 end
    )`;

/** A row that is locked costs its connection nothing but that it goes first once more. */
const served = sql`
    served as (
      update connection_budget set served_at = clock_timestamp() where ctid = any(array(
        select t.ctid from connection_budget t where t.connection_id = any(array(select id from chosen)) for update skip locked))
    )`;

/** Says how many clients a process takes at a time, and that it still does. */
export async function seeWorker(tx: Tx, { id, hands }: { id: string; hands: number }): Promise<void> {
  await sql`insert into worker_process (id, hands) values (${id}, ${hands})
    on conflict (id) do update set hands = excluded.hands, seen_at = clock_timestamp()`.execute(tx);
  await sql`delete from worker_process where seen_at < clock_timestamp() - interval '1 hour'`.execute(tx);
}

export async function forgetWorker(tx: Tx, id: string): Promise<void> {
  await sql`delete from worker_process where id = ${id}`.execute(tx);
}

/** Makes due what waits for somebody and is to be looked at again by now (rule 26). */
export async function wakeWaiting(tx: Tx): Promise<void> {
  await lookAt(tx, sql`look_again_at <= statement_timestamp()`);
}

/**
 * Makes due pairs of which nothing has changed, where they are not due anyway: until a run has looked, they stand where they
 * stood. One that works on them now looks once more. What somebody has locked waits for itself.
 */
export async function lookAt(tx: Tx, which: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    with found as (
      select ctid as place from due_pair where ${which} and not pending for update skip locked
    )
    update due_pair d set generation = generation + 1, pending = true, only_looks = true, lane = 1, attempts = 0, changed_at = clock_timestamp(),
      next_attempt_at = clock_timestamp(), look_again_at = null
    where d.ctid = any(array(select place from found))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Puts back what the queue would not take. */
export async function returnPairs(tx: Tx, pairs: readonly PairKey[]): Promise<void> {
  await sql`update due_pair set dispatched_until = '-infinity'
    where (connection_id, client_id) in (select * from unnest(${pairs.map((p) => p.connectionId)}::uuid[],
      ${pairs.map((p) => p.clientId)}::uuid[]))`.execute(tx);
}

/**
 * When the next pair that may run on an open connection comes of age; null when none will. What is of age already waits
 * for room, which a run that ends makes.
 */
export async function readNextDueAt(tx: Tx): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select d.next_attempt_at from due_pair d join connection c on c.id = d.connection_id
        where d.pending and d.next_attempt_at > statement_timestamp() and c.state = 'active'
          and (d.lane < 2 or c.listed_at is not null) order by d.next_attempt_at limit 1),
      (select look_again_at from due_pair where not pending and look_again_at is not null
        order by look_again_at limit 1)) as at`.execute(tx);
  return rows[0]?.at ?? null;
}
