// What `koppel explain` and the commands beside it look up: which record a person means, the names behind ids, and what
// was done lately. Names are shown, never stored or logged.
import { sql } from 'kysely';
import type { ReasonCode } from '../../domain/reasons.ts';
import { PROOFS } from '../../plan/resource-states.ts';
import type { Tx } from '../open-store.ts';

/** A client or contact with what a person needs to recognise it. */
export interface NamedRecord {
  readonly kind: 'client' | 'contact';
  readonly id: string;
  readonly key: string;
  readonly number: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly deleted: boolean;
  /** Null only for the tombstone of a contact that was never seen. */
  readonly clientId: string | null;
  readonly client: string | null;
  readonly clientNumber: string | null;
}

const CONTACT_NAME = `nullif(concat_ws(' ', coalesce(c.first_name, c.initials), c.infix, c.last_name), '')`;
const CLIENT_RECORD = `'client' as kind, k.id, k.source_key as key, k.number, k.name, k.email, k.deleted_at is not null as deleted,
  k.id as "clientId", k.name as client, k.number as "clientNumber"`;
const CONTACT_RECORD = `'contact' as kind, c.id, c.source_key as key, null as number, ${CONTACT_NAME} as name, c.email,
  c.deleted_at is not null as deleted, c.client_id as "clientId", k.name as client, k.number as "clientNumber"`;

/** More candidates than this are not told apart by reading. */
const MOST_CANDIDATES = 20;

/**
 * Every client and contact that `text` may mean: its key, its id, a client's number or a contact's e-mail address; a
 * client's own e-mail address only where nothing else fits.
 */
export async function findRecords(tx: Tx, text: string): Promise<readonly NamedRecord[]> {
  const wanted = text.trim();
  const email = wanted.toLowerCase();
  const { rows } = await sql<NamedRecord>`
    select ${sql.raw(CLIENT_RECORD)} from client k
    where k.source_key = ${wanted} or k.number = ${wanted} or k.id::text = ${email}
    union all
    select ${sql.raw(CONTACT_RECORD)} from contact c left join client k on k.id = c.client_id
    where c.source_key = ${wanted} or c.email_key = ${email} or c.id::text = ${email}
    limit ${MOST_CANDIDATES}`.execute(tx);
  if (rows.length > 0) return rows;
  const byEmail = await sql<NamedRecord>`
    select ${sql.raw(CLIENT_RECORD)} from client k where lower(btrim(k.email)) = ${email} limit ${MOST_CANDIDATES}`.execute(
    tx,
  );
  return byEmail.rows;
}

/** Hexadecimal digits from which an id is taken for meant. */
const LEAST_OF_ID = 6;

/** Whose id begins so. */
export async function findByIdPrefix(tx: Tx, text: string): Promise<readonly NamedRecord[]> {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  if (!new RegExp(`^[0-9a-f]{${LEAST_OF_ID},32}$`).test(digits)) return [];
  const [from, to] = [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
  const { rows } = await sql<NamedRecord>`
    select ${sql.raw(CLIENT_RECORD)} from client k where k.id between ${from}::uuid and ${to}::uuid
    union all
    select ${sql.raw(CONTACT_RECORD)} from contact c left join client k on k.id = c.client_id
    where c.id between ${from}::uuid and ${to}::uuid
    limit ${MOST_CANDIDATES}`.execute(tx);
  return rows;
}

export async function nameRecords(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, NamedRecord>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<NamedRecord>`
    select ${sql.raw(CLIENT_RECORD)} from client k where k.id = any(${wanted}::uuid[])
    union all
    select ${sql.raw(CONTACT_RECORD)} from contact c left join client k on k.id = c.client_id where c.id = any(${wanted}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row] as const));
}

export interface PairState {
  readonly pending: boolean;
  readonly lane: 0 | 1 | 2;
  readonly changedAt: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastError: string | null;
  readonly lookAgainAt: Date | null;
  readonly servedAt: Date | null;
}

export async function readPair(tx: Tx, connectionId: string, clientId: string): Promise<PairState | null> {
  const { rows } = await sql<PairState>`
    select pending, lane, changed_at as "changedAt", attempts, next_attempt_at as "nextAttemptAt", last_error as "lastError",
      look_again_at as "lookAgainAt", served_at as "servedAt"
    from due_pair where connection_id = ${connectionId} and client_id = ${clientId}`.execute(tx);
  return rows[0] ?? null;
}

export interface StoredStanding {
  readonly reason: ReasonCode;
  readonly detail: Readonly<Record<string, string>>;
  readonly since: Date;
}

export async function readStanding(
  tx: Tx,
  connectionId: string,
  subjectId: string,
): Promise<StoredStanding | null> {
  const { rows } = await sql<StoredStanding>`
    select reason, detail, since from standing where connection_id = ${connectionId} and subject_id = ${subjectId}`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** What the portal is known to hold for one subject. */
export interface SubjectResource {
  readonly id: string;
  readonly type: string;
  readonly portalId: string | null;
  readonly state: string;
  readonly origin: string | null;
  readonly signIn: 'active' | 'mail-sent' | 'unknown';
  readonly revokeState: string | null;
  readonly revokeApproved: boolean;
  readonly refusedReason: ReasonCode | null;
  readonly refusedField: string | null;
  /** Its natural key in the portal: an address or a number. */
  readonly key: string;
  readonly waitingOn: string | null;
  readonly waitingFor: ReasonCode | null;
  readonly waitingSince: Date | null;
  readonly lookAgainAt: Date | null;
  /** Given up by this subject. */
  readonly released: boolean;
  readonly openTask: string | null;
}

/** What it claims, and what was proven to be taken away from it, whose claim is forgotten. */
export async function readSubjectResources(
  tx: Tx,
  connectionId: string,
  subjectId: string,
): Promise<readonly SubjectResource[]> {
  const { rows } = await sql<SubjectResource>`
    select r.id, r.type, r.portal_id as "portalId", r.state, r.origin, r.sign_in as "signIn", r.revoke_state as "revokeState",
      coalesce(r.revoke_approved_until > now(), false) as "revokeApproved", r.refused_reason as "refusedReason",
      r.refused_field as "refusedField", r.key, r.waiting_on as "waitingOn", r.waiting_for as "waitingFor", r.waiting_since as "waitingSince",
      r.look_again_at as "lookAgainAt", coalesce(bool_and(cm.released_at is not null) filter (where cm.resource_id is not null), true) as released,
      (select t.id from manual_task t where t.resource_id = r.id and t.status in ('open', 'contradicted') limit 1) as "openTask"
    from portal_resource r
    left join claim cm on cm.resource_id = r.id and cm.connection_id = ${connectionId} and cm.subject_id = ${subjectId}
    where r.id in (select resource_id from claim where connection_id = ${connectionId} and subject_id = ${subjectId}
      union select id from portal_resource where connection_id = ${connectionId} and revoke_state = any(${[...PROOFS]})
        and owner in (${`client:${subjectId}`}, ${`contact:${subjectId}`}))
    group by r.id order by r.created_at, r.id`.execute(tx);
  return rows;
}

/** One line of the audit trail about a record: what a person did, or what Koppel sent and what came of it. */
export interface PastStep {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly type: string | null;
  readonly fields: readonly string[];
  readonly outcome: string | null;
  /** The contact of a client that it was about; null: the record itself. */
  readonly about: string | null;
}

/** Newest first. For a client everything of that client, its contacts included. */
export async function readHistory(
  tx: Tx,
  { kind, id, connectionId }: { kind: 'client' | 'contact'; id: string; connectionId: string },
  limit: number,
): Promise<readonly PastStep[]> {
  const about = kind === 'client' ? sql`client_id = ${id}` : sql`subject_id = ${id}`;
  const { rows } = await sql<PastStep>`
    select at, actor, action, details ->> 'type' as type, coalesce(details -> 'fields', '[]') as fields,
      details ->> 'outcome' as outcome,
      (select nullif(concat_ws(' ', coalesce(k.first_name, k.initials), k.infix, k.last_name), '') from contact k
        where k.id = audit.subject_id and k.id <> ${id}) as about
    from audit where ${about} and coalesce(connection_id = ${connectionId}, true) order by id desc limit ${limit}`.execute(
    tx,
  );
  return rows;
}

export interface Unanswered {
  readonly at: Date;
  readonly type: string;
  readonly action: string;
  readonly landsBy: Date;
}

/** Requests to which the portal never gave an answer. */
export async function readUnanswered(tx: Tx, resourceIds: readonly string[]): Promise<readonly Unanswered[]> {
  const { rows } = await sql<Unanswered>`
    select intended_at as at, type, action, lands_by as "landsBy" from operation
    where resource_id = any(${[...resourceIds]}::uuid[]) and answered_at is null order by id`.execute(tx);
  return rows;
}

/** Clients of a connection with something due, by id, a page at a time: `after` is the last id of the page before. */
export async function listPendingClients(
  tx: Tx,
  { connectionId, after, limit }: { connectionId: string; after: string | null; limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select client_id as id from due_pair where connection_id = ${connectionId} and pending
      and (${after}::uuid is null or client_id > ${after}::uuid) order by client_id limit ${limit}`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}
