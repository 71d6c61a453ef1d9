// How things stand, counted from the records, the ledger and the standings. Reads the database only.
import { sql } from 'kysely';
import { WRITES_REFUSED_AFTER, type ConnectionState } from '../../domain/connection.ts';
import { STANDING_STATES, type ReasonCode, type StandingState } from '../../domain/reasons.ts';
import { currentStanding } from '../../domain/standing.ts';
import type { Tx } from '../open-store.ts';
import { countByFacts, readWholeTables, type AccessType, type FactGroup } from '../ledger/standing-facts.ts';

export interface Backlog {
  readonly due: { readonly revoke: number; readonly change: number; readonly bulk: number };
  /**
   * First loads left aside (rule 25), and connections that a person paused. 0 when nothing waits. What a first load waits
   * for counts: until the portal was listed, changes of its clients wait as well.
   */
  readonly oldestSeconds: number;
  readonly lastSweepSeconds: number | null;
}

export interface Attention {
  /** Connections by state; 0 where none is in it. */
  readonly connections: Readonly<Record<ConnectionState, number>>;
  /** Connections whose portal can be read and refuses every write. */
  readonly refusingWrites: number;
  /** What waits for the word or the hand of a person. */
  readonly brakeRequests: number;
  readonly manualTasks: number;
  /** Accesses that stay although they are due to be revoked: a person said no, and nobody is asked any more. */
  readonly rejectedRevokes: number;
}

const REFUSES_WRITES = sql`cardinality(writes_refused) >= ${sql.lit(WRITES_REFUSED_AFTER)}`;

/** Over all practices. */
export async function readAttention(tx: Tx): Promise<Attention> {
  const { rows: states } = await sql<{ state: ConnectionState; count: number }>`
    select state, count(*)::integer as count from connection group by state`.execute(tx);
  const { rows } = await sql<{ brake: number; task: number; rejected: number; refusing: number }>`
    select (select count(*)::integer from brake_request where status = 'open') as brake,
      (select count(*)::integer from manual_task where status in ('open', 'contradicted')) as task,
      (select coalesce(sum(revokes_rejected), 0)::integer from connection) as rejected,
      (select count(*)::integer from connection where ${REFUSES_WRITES}) as refusing`.execute(tx);
  const none = { active: 0, paused: 0, stopped: 0, quarantined: 0 };
  return {
    connections: { ...none, ...Object.fromEntries(states.map(({ state, count }) => [state, count])) },
    refusingWrites: rows[0]?.refusing ?? 0,
    brakeRequests: rows[0]?.brake ?? 0,
    manualTasks: rows[0]?.task ?? 0,
    rejectedRevokes: rows[0]?.rejected ?? 0,
  };
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
      greatest(0, extract(epoch from now() - min(d.changed_at) filter (where (d.lane < 2 or c.listed_at is null) and c.state <> 'paused')))::double precision as oldest,
      (select extract(epoch from now() - max(finished_at))::double precision from job_run
        where job = 'sweep' and finished_at <= now()) as sweep
    from due_pair d join connection c on c.id = d.connection_id where d.pending`.execute(tx);
  const row = rows[0];
  return {
    due: { revoke: row?.revoke ?? 0, change: row?.change ?? 0, bulk: row?.bulk ?? 0 },
    oldestSeconds: row?.oldest ?? 0,
    lastSweepSeconds: row?.sweep ?? null,
  };
}

export interface StandingCounts {
  readonly total: number;
  readonly byState: Readonly<Record<StandingState, number>>;
  /** Reasons that occur, by number. */
  readonly byReason: Readonly<Record<string, number>>;
}

export interface ConnectionCounts {
  readonly clients: StandingCounts;
  readonly contacts: StandingCounts;
}

/** Of the practice of this transaction, by connection id. Every client and contact counts once per connection (rule 5). */
export async function countStandings(
  tx: Tx,
  accessTypes: readonly AccessType[],
): Promise<ReadonlyMap<string, ConnectionCounts>> {
  return addUp(await countByFacts(tx, accessTypes));
}

export function addUp(groups: readonly FactGroup[]): ReadonlyMap<string, ConnectionCounts> {
  const ids = new Set(groups.map((group) => group.connectionId));
  const counts = new Map<string, ConnectionCounts>();
  for (const id of ids) {
    const own = groups.filter((group) => group.connectionId === id);
    counts.set(id, {
      clients: countGroups(own.filter((group) => group.kind === 'client')),
      contacts: countGroups(own.filter((group) => group.kind === 'contact')),
    });
  }
  return counts;
}

/** A connection of a practice without records. */
export const NO_COUNTS: ConnectionCounts = { clients: countGroups([]), contacts: countGroups([]) };

function countGroups(groups: readonly FactGroup[]): StandingCounts {
  const byState = new Map<StandingState, number>(STANDING_STATES.map((state) => [state, 0]));
  const byReason = new Map<ReasonCode, number>();
  let total = 0;
  for (const { facts, records } of groups) {
    const { state, reason } = currentStanding(facts);
    byState.set(state, (byState.get(state) ?? 0) + records);
    byReason.set(reason, (byReason.get(reason) ?? 0) + records);
    total += records;
  }
  return { total, byState: stateCounts(byState), byReason: Object.fromEntries([...byReason].sort()) };
}

function stateCounts(counts: ReadonlyMap<StandingState, number>): Record<StandingState, number> {
  const of = (state: StandingState): number => counts.get(state) ?? 0;
  return {
    'in-sync': of('in-sync'),
    due: of('due'),
    waiting: of('waiting'),
    held: of('held'),
    excluded: of('excluded'),
    failed: of('failed'),
  };
}

export interface ConnectionFigures {
  readonly id: string;
  readonly name: string;
  readonly portal: string;
  readonly state: ConnectionState;
  readonly stopReason: string | null;
  readonly stateSince: Date;
  /** The portal can be read and refused a write of several clients in a row, with none taken between. */
  readonly refusesWrites: boolean;
  readonly listedAt: Date | null;
  readonly verifiedAt: Date | null;
  readonly requestsPerSecond: number;
  readonly revokesDue: number;
  readonly changesDue: number;
  readonly bulkDue: number;
  /** The oldest unserved revoke or change; first loads apart (rule 25), once the portal was listed. */
  readonly oldestChangeAt: Date | null;
  readonly oldestBulkAt: Date | null;
  readonly openTasks: number;
  readonly brakeRequestId: string | null;
  readonly brakeAccesses: number | null;
  readonly brakeOpenedAt: Date | null;
}

export async function readConnectionFigures(tx: Tx): Promise<readonly ConnectionFigures[]> {
  const { rows } = await sql<ConnectionFigures>`
    select c.id, c.name, c.portal, c.state, c.stop_reason as "stopReason", c.state_since as "stateSince",
      ${REFUSES_WRITES} as "refusesWrites", c.listed_at as "listedAt", c.verified_at as "verifiedAt",
      c.requests_per_second as "requestsPerSecond", coalesce(d.revokes, 0) as "revokesDue", coalesce(d.changes, 0) as "changesDue", coalesce(d.bulk, 0) as "bulkDue",
      case when c.listed_at is null then least(d.oldest_change, d.oldest_bulk) else d.oldest_change end as "oldestChangeAt", d.oldest_bulk as "oldestBulkAt",
      (select count(*)::integer from manual_task t where t.connection_id = c.id and t.status in ('open', 'contradicted')) as "openTasks",
      b.id as "brakeRequestId", cardinality(b.resource_ids) as "brakeAccesses", b.opened_at as "brakeOpenedAt"
    from connection c
    left join (
      select connection_id, count(*) filter (where lane = 0)::integer as revokes,
        count(*) filter (where lane = 1)::integer as changes, count(*) filter (where lane = 2)::integer as bulk,
        min(changed_at) filter (where lane < 2) as oldest_change, min(changed_at) filter (where lane = 2) as oldest_bulk
      from due_pair where pending group by connection_id
    ) d on d.connection_id = c.id
    left join brake_request b on b.connection_id = c.id and b.status = 'open'
    order by c.name`.execute(tx);
  return rows;
}

/**
 * Of the last change or revoke of each client that was dealt with within a day, or is overdue: how many took an hour at most.
 * Whoever turned out to be excluded or was refused is dealt with as well.
 */
export interface InTimeCounts {
  readonly changes: number;
  readonly withinHour: number;
}

/** By connection id. First loads and looks apart. */
export async function countInTime(tx: Tx): Promise<ReadonlyMap<string, InTimeCounts>> {
  const { rows } = await sql<InTimeCounts & { id: string }>`
    select connection_id as id, count(*)::integer as changes,
      count(*) filter (where not pending and served_at <= changed_at + interval '1 hour')::integer as "withinHour"
    from due_pair where lane < 2 and not only_looks and (not pending and served_at > now() - interval '1 day'
      or pending and changed_at < now() - interval '1 hour')
    group by 1`.execute(tx);
  return new Map(rows.map(({ id, changes, withinHour }) => [id, { changes, withinHour }] as const));
}

/** Whether people who have access can sign in, where the portal tells (rule 5). */
export interface SignInCounts {
  readonly active: number;
  readonly mailSent: number;
  readonly unknown: number;
}

/** Contacts that hold access now, by connection id: the best that any record of theirs in the portal says. */
export async function countSignIns(
  tx: Tx,
  accessTypes: readonly AccessType[],
): Promise<ReadonlyMap<string, SignInCounts>> {
  await readWholeTables(tx);
  const portals = accessTypes.map(({ portal }) => portal);
  const types = accessTypes.map(({ type }) => type);
  const { rows } = await sql<SignInCounts & { id: string }>`
    with holder as (
      select cm.connection_id, cm.subject_id, bool_or(r.sign_in = 'active') as active, bool_or(r.sign_in = 'mail-sent') as mailed,
        bool_or(grants.type is not null and r.state = 'present') as has_access
      from claim cm join portal_resource r on r.id = cm.resource_id join connection p on p.id = cm.connection_id
      left join unnest(${portals}::text[], ${types}::text[]) as grants(portal, type) on grants.portal = p.portal and grants.type = r.type
      where cm.subject_kind = 'contact' and cm.released_at is null group by 1, 2
    )
    select connection_id as id, count(*) filter (where active)::integer as active,
      count(*) filter (where mailed and not active)::integer as "mailSent",
      count(*) filter (where not mailed and not active)::integer as unknown
    from holder where has_access group by connection_id`.execute(tx);
  return new Map(
    rows.map(({ id, active, mailSent, unknown }) => [id, { active, mailSent, unknown }] as const),
  );
}
