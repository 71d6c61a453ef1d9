// Received webhook events: stored before they are answered, applied once, kept until pruned.
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../open-store.ts';

export interface NewEvent {
  readonly webhookId: string;
  readonly type: string;
  readonly payload: string;
  readonly receivedAt: Date;
}

export interface StoredEvents {
  /** Ids of those that were not stored before: none is stored twice. */
  readonly added: Set<string>;
  /** Of the body that is stored under an id which was there already, or came twice at once. */
  readonly digestById: ReadonlyMap<string, string>;
}

export async function storeEvents(
  tx: Tx,
  practiceId: string,
  events: readonly NewEvent[],
): Promise<StoredEvents> {
  const of = <Value>(read: (event: NewEvent) => Value): Value[] => events.map(read);
  const ids = of((event) => event.webhookId);
  // By a clock that is ahead, the sweep would not look for it before that time has come. In the order of their ids, so
  // that two servers do not wait for each other for ever.
  const { rows } = await sql<{ id: string }>`
    insert into received_event (practice_id, webhook_id, type, payload, received_at, body_digest)
    select ${practiceId}, e.webhook_id, e.type, e.payload, least(e.received_at, now()), decode(e.digest, 'hex')
    from unnest(${ids}::text[], ${of(({ type }) => type)}::text[], ${of(({ payload }) => payload)}::text[],
      ${of(({ receivedAt }) => receivedAt)}::timestamptz[], ${of(({ payload }) => bodyDigest(payload))}::text[])
      as e(webhook_id, type, payload, received_at, digest)
    order by e.webhook_id
    on conflict do nothing returning webhook_id as id`.execute(tx);
  const added = new Set(rows.map(({ id }) => id));
  return { added, digestById: rows.length < events.length ? await readDigests(tx, ids) : new Map() };
}

/** A statement of its own, so that it sees what another server stored while the first one waited for it. */
async function readDigests(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; digest: string }>`
    select webhook_id as id, encode(body_digest, 'hex') as digest from received_event
    where webhook_id = any(${ids}::text[]) and body_digest is not null`.execute(tx);
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}

/** By which a body that comes again is known, also when what it held was erased meanwhile. */
export function bodyDigest(payload: string): string {
  return createHash('sha256').update(payload).digest('hex');
}

type EventStatus = 'received' | 'applied' | 'unchanged' | 'stale' | 'orphaned' | 'failed';

/** The payload of an event that still has to be applied; null when there is none. */
export async function readOpenEvent(
  tx: Tx,
  webhookId: string,
): Promise<{ payload: string; attempts: number } | null> {
  const { rows } = await sql<{ payload: string; attempts: number }>`
    select payload, attempts from received_event
    where webhook_id = ${webhookId} and status in ('received', 'orphaned', 'failed')`.execute(tx);
  return rows[0] ?? null;
}

export interface Settlement {
  readonly status: EventStatus;
  /** Of the client that a contact belongs to: kept while it waits for that client. */
  readonly clientKey: string | null;
}

export async function settleEvent(
  tx: Tx,
  webhookId: string,
  { status, clientKey }: Settlement,
): Promise<void> {
  await sql`
    update received_event set status = ${status}, attempts = attempts + 1, client_key = ${clientKey},
      -- What came too late is of no use any more, and may be of somebody who was erased.
      payload = case when ${status} = 'stale' then '{}' else payload end,
      settled_at = case when ${status} in ('received', 'orphaned') then null else now() end
    where webhook_id = ${webhookId}`.execute(tx);
}

export interface OpenEvent {
  readonly practiceId: string;
  readonly webhookId: string;
  readonly attempts: number;
  readonly isDeletion: boolean;
}

/** Of each kind and practice at a time: what one practice has waiting keeps nobody else's events out. */
const OPEN_AT_A_TIME = 5_000;

/**
 * Events of one practice that can be applied and are not: first what a lost queue forgot, then contacts whose client is
 * there by now. Those that waited before their client's key was kept are looked at once more, which keeps it.
 */
export async function listOpenEvents(tx: Tx, olderThanMs: number): Promise<readonly OpenEvent[]> {
  const list = async (which: RawBuilder<unknown>): Promise<readonly OpenEvent[]> => {
    const { rows } = await sql<OpenEvent>`
      select practice_id as "practiceId", webhook_id as "webhookId", attempts, type like '%.deleted' as "isDeletion" from received_event e
      where ${which} and received_at < now() - ${olderThanMs} * interval '1 ms'
      order by received_at limit ${OPEN_AT_A_TIME}`.execute(tx);
    return rows;
  };
  const forgotten = await list(sql`status = 'received'`);
  const waited = await list(sql`status = 'orphaned' and (client_key is null
    or exists (select from client c where c.source_key = e.client_key))`);
  return [...forgotten, ...waited];
}

/** Contacts of one practice that wait for this client, looked at again when it arrived. */
export async function listOrphans(tx: Tx, clientKey: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select webhook_id as id from received_event where status = 'orphaned' and client_key = ${clientKey}
    order by received_at limit 1000`.execute(tx);
  return rows.map((row) => row.id);
}
