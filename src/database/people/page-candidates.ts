// Whom a filter can concern, read from indexes of what is rare: a page of few is not looked for among everybody.
import { sql, type RawBuilder } from 'kysely';
import { isFoundByRun } from '../../domain/standing.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { Tx } from '../open-store.ts';
import type { PageFilter } from './page.ts';

/** More are soon met in the order of the list. */
const FEW_STAND = 5_000;
/** These are looked up one by one. */
const FEW_HELD = 1_000;

type Source = (filter: PageFilter) => RawBuilder<unknown>;

/** Null: nothing that is asked for is rare, and they are met in the order of the list. */
export async function readCandidates(tx: Tx, filter: PageFilter): Promise<readonly string[] | null> {
  for (const { sources, few } of sourcesOf(filter)) {
    const parts = sources.map((source) => source(filter));
    const { rows } = await sql<{ id: string }>`
      select f.id from (${sql.join(parts, sql` union all `)}) f limit ${few + 1}`.execute(tx);
    if (rows.length <= few) return [...new Set(rows.map(({ id }) => id))];
  }
  return null;
}

interface Asked {
  readonly sources: readonly Source[];
  /** Rows that are not too many; somebody may be among them more than once. */
  readonly few: number;
}

/** For each thing that is asked for. */
function sourcesOf({ reasons, isNotSignedIn, waitingOn }: PageFilter): readonly Asked[] {
  const byReason = reasons === null ? null : sourcesOfReasons(reasons);
  return [
    ...(byReason === null ? [] : [{ sources: byReason, few: FEW_STAND }]),
    ...(isNotSignedIn ? [{ sources: [mailed], few: FEW_HELD }] : []),
    ...(waitingOn === null ? [] : [{ sources: [waiting], few: FEW_HELD }]),
  ];
}

/** Null: at one of them stand as many as the practice likes. */
function sourcesOfReasons(reasons: readonly ReasonCode[]): readonly Source[] | null {
  const derived = reasons.filter((reason) => !isFoundByRun(reason));
  if (reasons.includes('IN_SYNC') || derived.some((reason) => !(reason in DERIVED))) return null;
  return [stored, ...new Set(derived.flatMap((reason) => DERIVED[reason] ?? []))];
}

const ids = ({ connectionIds }: PageFilter): RawBuilder<unknown> => sql`any(${[...connectionIds]}::uuid[])`;

const stored: Source = (filter) => sql`
  select s.subject_id as id from standing s
  where s.connection_id = ${ids(filter)} and s.reason <> 'IN_SYNC' and s.reason = any(${[...(filter.reasons ?? [])]}::text[])`;

const withContacts = (clientId: string): RawBuilder<unknown> => sql`
  cross join lateral (select ${sql.raw(clientId)} as id union all select c.id from contact c where c.client_id = ${sql.raw(clientId)}) r`;

const pending: Source = (filter) => sql`
  select r.id from due_pair d ${withContacts('d.client_id')}
  where d.connection_id = ${ids(filter)} and d.pending`;

const neverJudged: Source = (filter) => sql`
  select r.id from client_link l ${withContacts('l.client_id')}
  where l.connection_id = ${ids(filter)} and l.enabled and not l.judged
    and not exists (select from standing s where s.subject_id = l.client_id and s.connection_id = l.connection_id offset 0)`;

/** What may not be pushed and stands in the portal: it was given up, or is being taken away. */
const leaving: Source = (filter) => sql`
  select m.subject_id from claim m where m.connection_id = ${ids(filter)} and m.released_at is not null
  union all select m.subject_id from portal_resource r cross join lateral (select m.subject_id from claim m
    where m.resource_id = r.id offset 0) m
  where r.connection_id = ${ids(filter)} and r.revoke_state in ('revoke_pending', 'revoked_sent')`;

const unplaced: Source = () => sql`
  select c.id from contact c where c.practice_id = current_practice() and c.unplaced_said_at is not null`;

const questioned: Source = () => sql`
  select r.id from (
    select record_key from received_event where practice_id = current_practice() and status = 'orphaned'
    union all select record_key from received_event where practice_id = current_practice() and status = 'failed'
    union all select key from source_refusal where practice_id = current_practice()
  ) e cross join lateral (
    select k.id from client k where k.practice_id = current_practice() and k.source_key = e.record_key
    union all select c.id from contact c where c.practice_id = current_practice() and c.source_key = e.record_key) r`;

const CHANGING = [pending, neverJudged, leaving] as const;

/**
 * Where those stand whom no run has found there. What is not pending was judged as it is now, by a run that gave up what may
 * not stay.
 */
const DERIVED: Partial<Record<ReasonCode, readonly Source[]>> = {
  CHANGE_PENDING: CHANGING,
  RETRYING: CHANGING,
  REVOKE_PENDING: CHANGING,
  CONNECTION_PAUSED: CHANGING,
  CONNECTION_STOPPED: CHANGING,
  LAST_WORD_OPEN: [unplaced, questioned],
};

const held = (narrowed: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select m.subject_id as id from portal_resource r cross join lateral (select m.subject_id from claim m
    where m.resource_id = r.id and m.released_at is null offset 0) m where ${narrowed}`;

const mailed: Source = (filter) => held(sql`r.connection_id = ${ids(filter)} and r.sign_in = 'mail-sent'`);

const waiting: Source = (filter) =>
  held(
    sql`r.connection_id = ${ids(filter)} and r.waiting_on is not null and r.waiting_on = ${filter.waitingOn}`,
  );

/** But for being in sync. From one to the next by their index, however many stand there. */
export async function listFoundReasons(tx: Tx): Promise<readonly string[]> {
  const next = (after: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
    select s.reason from standing s where s.connection_id = p.id and s.reason <> 'IN_SYNC' and s.reason > ${after}
    order by s.reason limit 1)`;
  const { rows } = await sql<{ reason: string }>`
    select distinct f.reason from connection p cross join lateral (
      with recursive found as (
        select ${next(sql`''`)} as reason
        union all select ${next(sql`found.reason`)} from found where found.reason is not null
      ) select reason from found where reason is not null) f`.execute(tx);
  return rows.map(({ reason }) => reason);
}
