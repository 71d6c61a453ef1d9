// Connections: a practice's configured access to a portal. Credentials leave this file only to be opened.
import { sql } from 'kysely';
import type { ShownTypes } from '../../domain/call-permission.ts';
import {
  limitsSchema,
  policySchema,
  WRITES_REFUSED_AFTER,
  type Connection,
  type ConnectionState,
} from '../../domain/connection.ts';
import { json, type Tx } from '../open-store.ts';
import { doubtConfirmedByHand } from '../people/tasks.ts';
import { wantFullReading } from '../records/source-state.ts';

export interface StoredConnection extends Connection {
  readonly baseUrl: string;
  /** Sealed; open it with the connection's id as context. */
  readonly credentials: string;
  readonly concurrency: number;
  readonly requestsPerSecond: number;
  readonly listedAt: Date | null;
  readonly verifiedAt: Date | null;
  /**
   * When the database was restored from a backup: what is known of the portal may be older than what was done to it. Null
   * once the connection has run again.
   */
  readonly restoredAt: Date | null;
  readonly stateSince: Date;
  readonly failuresInARow: number;
  /** Clients of which it refused a write since it last took one; counted up to `WRITES_REFUSED_AFTER`. */
  readonly writesRefused: number;
  /** The machine that it leads to did not answer the last time that some connection, of whatever practice, asked. */
  readonly hostInTrouble: boolean;
}

const columns =
  sql.raw(`id, practice_id as "practiceId", name, portal, base_url as "baseUrl", settings, policy, limits,
  credentials, state, stop_reason as "stopReason", state_since as "stateSince", concurrency,
  requests_per_second as "requestsPerSecond", proven_types as "provenTypes", documented_types as "documentedTypes", listed_at as "listedAt", verified_at as "verifiedAt",
  restored_at as "restoredAt", failures_in_a_row as "failuresInARow", cardinality(writes_refused) as "writesRefused",
  exists (select from portal_host h where h.host = connection.host and h.failures > 0) as "hostInTrouble"`);

type Row = Omit<StoredConnection, 'policy' | 'limits'> & { policy: unknown; limits: unknown };

function toConnection(row: Row): StoredConnection {
  return { ...row, policy: policySchema.parse(row.policy), limits: limitsSchema.parse(row.limits) };
}

export async function readConnection(tx: Tx, id: string): Promise<StoredConnection | null> {
  const { rows } = await sql<Row>`select ${columns} from connection where id = ${id}`.execute(tx);
  return rows[0] === undefined ? null : toConnection(rows[0]);
}

export async function readConnectionByName(tx: Tx, name: string): Promise<StoredConnection | null> {
  const { rows } = await sql<Row>`select ${columns} from connection where name = ${name}`.execute(tx);
  return rows[0] === undefined ? null : toConnection(rows[0]);
}

/** As it is, and stays until this transaction ends. */
export async function lockConnectionByName(tx: Tx, name: string): Promise<StoredConnection | null> {
  const { rows } =
    await sql<Row>`select ${columns} from connection where name = ${name} for no key update`.execute(tx);
  return rows[0] === undefined ? null : toConnection(rows[0]);
}

export async function listConnections(tx: Tx): Promise<readonly StoredConnection[]> {
  const { rows } = await sql<Row>`select ${columns} from connection order by name`.execute(tx);
  return rows.map(toConnection);
}

export interface ConnectionInput extends ShownTypes {
  readonly id: string;
  readonly practiceId: string;
  readonly name: string;
  readonly portal: string;
  readonly baseUrl: string;
  readonly settings: unknown;
  readonly policy: unknown;
  readonly limits: unknown;
  readonly credentials: string;
  readonly concurrency: number;
  readonly requestsPerSecond: number;
}

/** Adds a connection, or changes the one with this id. What the source said of a link to it before it was there counts then. */
export async function writeConnection(tx: Tx, input: ConnectionInput): Promise<void> {
  if ((await readConnection(tx, input.id)) === null) await wantFullReading(tx);
  await sql`
    insert into connection (id, practice_id, name, portal, base_url, settings, policy, limits, credentials, concurrency,
      requests_per_second, proven_types, documented_types)
    values (${input.id}, ${input.practiceId}, ${input.name}, ${input.portal}, ${input.baseUrl}, ${json(input.settings)}::jsonb,
      ${json(input.policy)}::jsonb, ${json(input.limits)}::jsonb, ${input.credentials}, ${input.concurrency},
      ${input.requestsPerSecond}, ${[...input.provenTypes]}::text[], ${[...input.documentedTypes]}::text[])
    on conflict (id) do update set base_url = excluded.base_url, settings = excluded.settings, policy = excluded.policy,
      limits = excluded.limits, credentials = excluded.credentials, concurrency = excluded.concurrency,
      requests_per_second = excluded.requests_per_second, proven_types = excluded.proven_types,
      documented_types = excluded.documented_types,
      -- What it was refused for may be mended: it asks at once.
      probe_at = case when connection.state = 'stopped' and connection.probe_at is not null then clock_timestamp() else connection.probe_at end,
      -- A list taken at another address says nothing about this one.
      listed_at = case when connection.base_url = excluded.base_url then connection.listed_at end`.execute(
    tx,
  );
  await sql`insert into connection_budget (connection_id, practice_id) values (${input.id}, ${input.practiceId})
    on conflict do nothing`.execute(tx);
}

/**
 * Returns whether the state changed: an alert is given once per change. One that the portal refuses is asked again by
 * itself, as one in quarantine is; one that is held for another reason waits for what it is held for, and no quarantine
 * changes that.
 */
export async function setConnectionState(
  tx: Tx,
  id: string,
  { state, reason }: { state: ConnectionState; reason: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update connection set state = ${state}, stop_reason = ${reason}, state_since = clock_timestamp(), failures_in_a_row = 0,
      probe_at = case ${state} when 'quarantined' then clock_timestamp() + interval '30 seconds'
        when 'stopped' then clock_timestamp() + interval '1 minute' end,
      restored_at = case when ${state} <> 'active' then restored_at end
    where id = ${id} and state <> ${state}
      and (${state} <> 'quarantined' or state = 'active') returning id`.execute(tx);
  return rows.length > 0;
}

/** Of the practice of this transaction. */
export async function readConnectionNames(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select name from connection`.execute(tx);
  return new Set(rows.map(({ name }) => name));
}

/** Consecutive transient failures of a connection, this one included. */
export async function countFailure(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    update connection set failures_in_a_row = failures_in_a_row + 1 where id = ${id}
    returning failures_in_a_row as failures`.execute(tx);
  return rows[0]?.failures ?? 0;
}

/**
 * The portal answered well. A connection that was down or refused, and asked for that, goes on: everything that failed
 * meanwhile is due at once. Returns whether that is so.
 */
export async function countSuccess(tx: Tx, id: string): Promise<boolean> {
  await sql`select host_answers(${id})`.execute(tx);
  const { rows } = await sql<{ waited: boolean }>`
    with before as (
      select id, waited from connection c, lateral (select c.state in ('quarantined', 'stopped') and c.probe_at is not null as waited) w
      where id = ${id} and (waited or failures_in_a_row > 0) for update of c
    )
    update connection c set failures_in_a_row = 0, state = case when waited then 'active' else c.state end,
      state_since = case when waited then clock_timestamp() else c.state_since end,
      stop_reason = case when waited then null else c.stop_reason end,
      probe_at = case when waited then null else c.probe_at end
    from before where c.id = before.id returning waited`.execute(tx);
  if (rows[0]?.waited !== true) return false;
  // Pairs that somebody works on are skipped: waiting for them here could become waiting in a circle.
  await sql`update due_pair set next_attempt_at = clock_timestamp(), attempts = 0
    where connection_id = ${id} and client_id in (select client_id from due_pair
      where connection_id = ${id} and pending and attempts > 0 for update skip locked)`.execute(tx);
  return true;
}

/** Whether this is the client after which it counts as refusing every write. */
export async function noteWriteRefused(tx: Tx, id: string, clientId: string): Promise<boolean> {
  const { rows } = await sql<{ clients: number }>`
    update connection set writes_refused = writes_refused || ${clientId}::uuid
    where id = ${id} and cardinality(writes_refused) < ${WRITES_REFUSED_AFTER} and ${clientId}::uuid <> all(writes_refused)
    returning cardinality(writes_refused) as clients`.execute(tx);
  return rows[0]?.clients === WRITES_REFUSED_AFTER;
}

/** Whether it counted as refusing every write until now. */
export async function noteWriteTaken(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ clients: number }>`
    with before as (
      select id, cardinality(writes_refused) as clients from connection
      where id = ${id} and cardinality(writes_refused) > 0 for update
    )
    update connection c set writes_refused = '{}' from before where c.id = before.id returning before.clients`.execute(
    tx,
  );
  return rows[0]?.clients === WRITES_REFUSED_AFTER;
}

/** A person resumed it: what failed meanwhile is tried at once. */
export async function retryNow(tx: Tx, id: string): Promise<void> {
  await sql`update due_pair set next_attempt_at = clock_timestamp(), attempts = 0
    where connection_id = ${id} and pending`.execute(tx);
}

/** Whether anything stands, or stood, in the portal for it. */
export async function hasResources(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from portal_resource where connection_id = ${id} and portal_id is not null limit 1`.execute(tx);
  return rows.length > 0;
}

export async function setShownTypes(
  tx: Tx,
  id: string,
  { provenTypes, documentedTypes }: ShownTypes,
): Promise<void> {
  await sql`
    update connection set proven_types = ${[...provenTypes]}::text[], documented_types = ${[...documentedTypes]}::text[]
    where id = ${id}`.execute(tx);
  await doubtConfirmedByHand(tx, id, [...provenTypes, ...documentedTypes]);
}

/** Replaces the sealed credentials, unless they were changed since `before` was read. */
export async function replaceCredentials(
  tx: Tx,
  id: string,
  { before, after }: { before: string; after: string },
): Promise<boolean> {
  const { rows } = await sql`
    update connection set credentials = ${after} where id = ${id} and credentials = ${before} returning id`.execute(
    tx,
  );
  return rows.length > 0;
}
