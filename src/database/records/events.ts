// Received webhook events: stored before they are answered, applied once, kept until pruned.
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { json, type Tx } from '../open-store.ts';

export interface NewEvent {
  readonly webhookId: string;
  readonly type: string;
  readonly payload: string;
  /** What it is about, and when that was said; where nothing tells, that is when it is stored. */
  readonly record: { readonly sourceKey: string; readonly saidAt: Date; readonly undated: boolean };
  /** Why it was refused: codes and names of fields. Empty where it was not. */
  readonly problems: readonly { readonly field: string; readonly code: string }[];
}

export interface StoredEvents {
  /** Ids of those that were not stored before: none is stored twice. */
  readonly added: Set<string>;
  /** Of the body that is stored under an id which was there already, or came twice at once. */
  readonly digestById: ReadonlyMap<string, string>;
}

/** One that was refused gives way to another body under its id that is about the same record: what it takes away may still be due. */
export async function storeEvents(
  tx: Tx,
  practiceId: string,
  events: readonly NewEvent[],
): Promise<StoredEvents> {
  const of = <Value>(read: (event: NewEvent) => Value): Value[] => events.map(read);
  const ids = of((event) => event.webhookId);
  // It arrives by the clock of the database: by that of a server which is behind, an off would be older than it is. In the
  // order of their ids, so that two servers do not wait for each other for ever.
  const { rows } = await sql<{ id: string }>`
    insert into received_event as known (practice_id, webhook_id, type, payload, received_at, body_digest, record_key, said_at,
      problems)
    select distinct on (e.webhook_id) ${practiceId}, e.webhook_id, e.type, e.payload, now(),
      decode(e.digest, 'hex'), e.record_key, case when e.undated then now() else least(e.said_at, now()) end, e.problems::jsonb
    from unnest(${ids}::text[], ${of(({ type }) => type)}::text[], ${of(({ payload }) => payload)}::text[],
      ${of(({ payload }) => bodyDigest(payload))}::text[], ${of(({ record }) => record.sourceKey)}::text[],
      ${of(({ record }) => record.saidAt)}::timestamptz[], ${of(({ record }) => record.undated)}::boolean[],
      ${of(({ problems }) => refusalOf(problems))}::text[])
      as e(webhook_id, type, payload, digest, record_key, said_at, undated, problems)
    order by e.webhook_id
    on conflict (practice_id, webhook_id) do update set type = excluded.type, payload = excluded.payload,
      received_at = excluded.received_at, body_digest = excluded.body_digest, record_key = excluded.record_key,
      said_at = excluded.said_at, problems = excluded.problems, status = 'received', settled_at = null
    where known.problems is not null and known.body_digest is distinct from excluded.body_digest
      and known.record_key = excluded.record_key and split_part(known.type, '.', 1) = split_part(excluded.type, '.', 1)
    returning webhook_id as id`.execute(tx);
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

/** What stands between the texts of a JSON document and means nothing. */
const TEXT_OR_SPACE = /("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g;

/**
 * By which a body that comes again is known, also when what it held was erased meanwhile. Whoever sends it again may write it
 * anew: with other spaces it is no other body.
 */
export function bodyDigest(payload: string): string {
  return createHash('sha256').update(payload.replace(TEXT_OR_SPACE, '$1')).digest('hex');
}

function refusalOf(problems: NewEvent['problems']): string | null {
  return problems.length === 0 ? null : json(problems.map(({ field, code }) => ({ field, code })));
}

type EventStatus = 'received' | 'applied' | 'unchanged' | 'stale' | 'orphaned' | 'failed';

export interface StoredEvent {
  readonly payload: string;
  readonly receivedAt: Date;
  /** It was not accepted as it stands: only what is certain of it counts. */
  readonly refused: boolean;
}

/** An event that still has to be applied; null when there is none. */
export async function readOpenEvent(tx: Tx, webhookId: string): Promise<StoredEvent | null> {
  const { rows } = await sql<StoredEvent>`
    select payload, received_at as "receivedAt", problems is not null as refused from received_event
    where webhook_id = ${webhookId} and status in ('received', 'orphaned', 'failed')`.execute(tx);
  return rows[0] ?? null;
}

export interface Settlement {
  readonly status: EventStatus;
  /** Of the client that a contact belongs to: kept while it waits for that client. */
  readonly clientKey: string | null;
  /** What it was about, and when that was said; null where nobody can tell. */
  readonly record: Pick<NewEvent['record'], 'sourceKey' | 'saidAt'> | null;
}

export async function settleEvent(
  tx: Tx,
  webhookId: string,
  { status, clientKey, record }: Settlement,
): Promise<void> {
  await sql`
    update received_event set status = ${status}, attempts = attempts + 1, client_key = ${clientKey},
      record_key = coalesce(${record?.sourceKey ?? null}, record_key), said_at = coalesce(${record?.saidAt ?? null}, said_at),
      -- What came too late is of no use any more, and may be of somebody who was erased.
      payload = case when ${status} = 'stale' then '{}' else payload end,
      settled_at = case when ${status} in ('received', 'orphaned') then null else now() end
    where webhook_id = ${webhookId}`.execute(tx);
}

/**
 * Events of the practice that are open no more, since something that was said later of the same record counts: those that
 * wait for a client, and those that were refused.
 */
export async function settleOvertaken(tx: Tx): Promise<number> {
  const overtaken = (kind: 'client' | 'contact'): RawBuilder<unknown> => sql`
    exists (select from ${sql.raw(kind)} r where e.type like ${`${kind}.%`} and r.source_key = e.record_key
      and (r.data_said_at > e.said_at or (r.deleted_at is not null and r.said_at > e.said_at)))`;
  const { rows } = await sql`
    update received_event e set status = 'stale', payload = '{}', settled_at = now()
    where e.status in ('orphaned', 'failed') and (${overtaken('client')} or ${overtaken('contact')})
    returning webhook_id`.execute(tx);
  return rows.length;
}

export interface OpenEvent {
  readonly practiceId: string;
  readonly webhookId: string;
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
      select practice_id as "practiceId", webhook_id as "webhookId", type like '%.deleted' as "isDeletion" from received_event e
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
