// When a connection's portal is read back, and by whom: asked for in the ledger, handed to the queue, then under a lease
// that counts as one of the connection's places.
import { sql } from 'kysely';
import { leased } from '../ledger/pairs.ts';
import type { Tx } from '../open-store.ts';

export interface ConnectionKey {
  readonly practiceId: string;
  readonly connectionId: string;
}

export interface VerificationTurn extends ConnectionKey {
  /** Other each time it is handed out. */
  readonly askedAt: number;
}

/** Of each kind (first lists, nightly ones) over all processes, so that the other upkeep still gets its turn. */
const AT_A_TIME = 2;
const ASK_LEASE = '60 seconds';
const VERIFY_LEASE = '30 seconds';

/** The nightly slot: every connection in use is to be read back. Returns how many. For the program itself. */
export async function askVerifications(tx: Tx): Promise<number> {
  const { rows } = await sql`
    update connection set verify_due_at = coalesce(verify_due_at, clock_timestamp()) where state = 'active' returning id`.execute(
    tx,
  );
  return rows.length;
}

/** One connection is to be read back now, because a person asked. */
export async function askVerification(tx: Tx, connectionId: string): Promise<void> {
  await sql`update connection set verify_due_at = clock_timestamp() where id = ${connectionId}`.execute(tx);
}

/**
 * Takes the connections that are to be read now: those never listed whose first load waits for it, and those asked for.
 * A turn that nobody took up is handed out again after a minute. For the program itself.
 */
export async function takeVerifications(tx: Tx): Promise<readonly VerificationTurn[]> {
  await sql`select pg_advisory_xact_lock(hashtext('koppel dispatch'))`.execute(tx);
  const { rows } = await sql<VerificationTurn>`
    with wanted as (
      select c.id, c.listed_at is null as first,
        row_number() over (partition by c.listed_at is null order by c.verify_due_at nulls first, c.id) as place
      from connection c
      where c.state = 'active' and c.verify_asked_until <= clock_timestamp() and c.verify_lease_until <= clock_timestamp()
        and case when c.listed_at is null
            and exists (select from due_pair d where d.connection_id = c.id and d.pending and d.lane = 2)
          then coalesce(c.verify_due_at, '-infinity') else coalesce(c.verify_due_at, 'infinity') end <= clock_timestamp()
    ), busy as (
      select listed_at is null as first, count(*) as connections from connection
      where verify_asked_until > clock_timestamp() or verify_lease_until > clock_timestamp() group by 1
    ), free as (
      -- What somebody has locked delays nobody else.
      select c.id from connection c join wanted w on w.id = c.id left join busy b on b.first = w.first
      where w.place <= ${AT_A_TIME} - coalesce(b.connections, 0) for no key update of c skip locked
    )
    update connection c set verify_asked_until = clock_timestamp() + ${ASK_LEASE}::interval
    from free where c.id = free.id
    returning c.practice_id as "practiceId", c.id as "connectionId",
      floor(extract(epoch from c.verify_asked_until) * 1000)::bigint as "askedAt"`.execute(tx);
  return rows;
}

/** Puts back what the queue would not take. For the program itself. */
export async function returnVerifications(tx: Tx, turns: readonly ConnectionKey[]): Promise<void> {
  await sql`update connection set verify_asked_until = '-infinity'
    where id = any(${turns.map((turn) => turn.connectionId)}::uuid[])`.execute(tx);
}

/** Whether it is still to be read: false when another turn has done it meanwhile. */
export async function isVerificationWanted(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql`
    select from connection where id = ${connectionId} and state = 'active'
      and (listed_at is null or verify_due_at is not null)`.execute(tx);
  return rows.length > 0;
}

/** Takes the place. False when another verification has it, or the connection is not in use. */
export async function beginVerification(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql`
    update connection set verify_lease_until = clock_timestamp() + ${VERIFY_LEASE}::interval
    where id = ${connectionId} and state = 'active' and verify_lease_until <= clock_timestamp() returning id`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function renewVerification(tx: Tx, connectionId: string): Promise<void> {
  await sql`update connection set verify_lease_until = clock_timestamp() + ${VERIFY_LEASE}::interval
    where id = ${connectionId} and verify_lease_until > '-infinity'`.execute(tx);
}

export async function leaveVerification(tx: Tx, connectionId: string): Promise<void> {
  await sql`update connection set verify_lease_until = '-infinity' where id = ${connectionId}`.execute(tx);
}

/** Whether the runs under way leave the place free that this verification has taken. */
export async function hasRoom(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql`
    select from connection c where c.id = ${connectionId} and c.concurrency > (
      select count(*) from ${leased} d where d.connection_id = c.id)`.execute(tx);
  return rows.length > 0;
}

/** Whether a change or a revoke of the connection could run now. */
export async function isSomethingDue(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql`
    select from due_pair where connection_id = ${connectionId} and lane < 2
      and (lease_until > clock_timestamp() or (pending and next_attempt_at <= clock_timestamp())) limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

/** The moment as the database sees it: operations are compared with it. */
export async function readClock(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx);
  return rows[0]?.at ?? new Date(0);
}

/** A first list that failed is tried again after `againMs`; any other waits for its next slot. Null: it is done. */
export async function endVerification(
  tx: Tx,
  connectionId: string,
  { verified, againMs }: { verified: boolean; againMs: number | null },
): Promise<void> {
  await sql`
    update connection set verify_lease_until = '-infinity', verify_asked_until = '-infinity',
      verified_at = case when ${verified} then clock_timestamp() else verified_at end,
      verify_due_at = case when ${againMs}::double precision is not null
        then clock_timestamp() + ${againMs}::double precision * interval '1 ms' end
    where id = ${connectionId}`.execute(tx);
}
