// Merges what was said about records into what is known of them (rule 20), so that any order of arrival ends the same:
// whether a record is there is what was said of it last, a delete winning a tie; its data are those of its newest version,
// of two versions of one moment those said last. Rows are locked before they are judged, new ones by being written, so that
// no verdict is made from what another writer is about to replace. They are locked in the order of their keys, so that two
// batches do not wait for each other for ever, and without their keys (no key update): a pair that is made due twice in one
// transaction checks that its client is there, and would otherwise wait for whoever writes the client, who may wait for
// that pair.
import { sql, type RawBuilder } from 'kysely';
import type { ClientRecord, ContactRecord, RecordKind } from '../../intake/intake.ts';
import { json, type Tx } from '../open-store.ts';
import {
  CLIENT_COLUMNS,
  columnList,
  CONTACT_COLUMNS,
  eachColumn,
  isReadable,
  recordRow,
  recordType,
} from './record-columns.ts';

/** unread: what it said of the record could not be read. */
type Judgement = 'applied' | 'unchanged' | 'stale' | 'orphaned' | 'unread';
export interface Judged {
  readonly sourceKey: string;
  readonly judgement: Judgement;
  /** It could be read and placed: else only what it switches off is taken over. */
  readonly counts: boolean;
  /** Readable, and something else than the newer data that stay. */
  readonly isOutdated: boolean;
}

/** One statement each about records of one kind. */
export interface Batch {
  readonly practiceId: string;
  readonly kind: RecordKind;
  readonly records: readonly (ClientRecord | ContactRecord)[];
}

/** Looked up one by one (offset 0): for a single record the planner would otherwise read the whole table. */
export function byKey(table: RecordKind, key: string): RawBuilder<unknown> {
  return sql.raw(`(select * from ${table} where source_key = ${key} offset 0)`);
}

/**
 * Of one, as an event tells of, by itself: a list counts for ten to the planner, and as long as nothing is known of the table, all of a
 * practice for three.
 */
function isOneOf(values: readonly string[], type: 'text' | 'uuid'): RawBuilder<unknown> {
  return values.length === 1
    ? sql`= ${values[0]}::${sql.raw(type)}`
    : sql`= any(${[...values]}::${sql.raw(type)}[])`;
}

export async function mergeRecords(tx: Tx, batch: Batch): Promise<readonly Judged[]> {
  const said = sayRecords(batch);
  const fresh = await insertNew(tx, batch, said);
  const isNew = new Set(fresh.map(({ sourceKey }) => sourceKey));
  const keys = batch.records.map(({ sourceKey }) => sourceKey).filter((key) => !isNew.has(key));
  if (keys.length === 0) return fresh;
  const locked = await sql<{ id: string }>`
    select id from ${sql.raw(batch.kind)} where source_key ${isOneOf(keys, 'text')}
    order by source_key for no key update`.execute(tx);
  const ids = locked.rows.map(({ id }) => id);
  const known = await updateKnown(tx, batch, { said, keys, ids });
  const judged = new Set(known.map(({ sourceKey }) => sourceKey));
  const unknown = keys.filter((key) => !judged.has(key));
  return [...fresh, ...known, ...judgeUnknown(batch, unknown)];
}

/** Of records that nothing is known of, and nothing could be kept of either. */
function judgeUnknown({ records }: Batch, keys: readonly string[]): readonly Judged[] {
  const isRead = new Set(records.filter(isReadable).map(({ sourceKey }) => sourceKey));
  return keys.map((sourceKey) => ({
    sourceKey,
    judgement: isRead.has(sourceKey) ? 'orphaned' : 'unread',
    counts: false,
    isOutdated: false,
  }));
}

/**
 * The statements as rows, none said later than it arrived, and of no version later than it was said: who tells of a change
 * had it when he told of it, whatever clock gave the change its time. What is_placed says of a contact: its client is known. Only what
 * was readable and placed says anything of the record itself, but for a client that is private or suspect (excludes): so it is
 * whatever else could not be read, for all data that are not newer.
 */
function sayRecords({ kind, records }: Batch): RawBuilder<unknown> {
  if (kind === 'client') {
    const rows = json(records.map((record) => recordRow(record, CLIENT_COLUMNS)));
    return sql`said as (
      select i.source_key, t.said_at, i.undated, t.changed_at, t.version_at, i.readable, i.switches_off, true as is_placed,
        i.readable as counts, not i.readable and (i.kind is not null or i.status is not null) as excludes,
        ${eachColumn(CLIENT_COLUMNS, (column) => `${sayColumn(column)} as ${column}`)}
      from jsonb_to_recordset(${rows}::jsonb) as i(${recordType(CLIENT_COLUMNS)})
      cross join lateral (select least(i.said_at, now()) as said_at, least(i.changed_at, now()) as changed_at,
        least(i.changed_at, i.said_at, now()) as version_at) t
      left join lateral ${byKey('client', 'i.source_key')} k on true)`;
  }
  const rows = json(
    records.map((record) => ({
      ...recordRow(record, CONTACT_COLUMNS),
      client_key: 'clientKey' in record ? record.clientKey : null,
    })),
  );
  return sql`said as (
    select i.source_key, least(i.said_at, now()) as said_at, i.undated, least(i.changed_at, now()) as changed_at,
      least(i.changed_at, i.said_at, now()) as version_at, i.readable, i.switches_off, k.id is not null as is_placed, i.readable and k.id is not null as counts, false as excludes, i.client_key,
      k.id as client_id, ${columnList(CONTACT_COLUMNS, 'i')}
    from jsonb_to_recordset(${rows}::jsonb) as i(${recordType(CONTACT_COLUMNS)}, client_key text)
    left join lateral ${byKey('client', 'i.client_key')} k on true)`;
}

/** Its place in the order of data. */
const placeOf = (row: string): string => `array[${row}.version_at, ${row}.said_at, ${row}.changed_at]`;

/** What excludes a client, and where the newest place is kept at which it was said in data that could not be read. */
const EXCLUSIONS: Readonly<Record<string, { readonly word: string; readonly place: string }>> = {
  kind: { word: 'person', place: 'private_place' },
  status: { word: 'suspect', place: 'suspect_place' },
};

function sayColumn(column: string): string {
  const excluding = EXCLUSIONS[column];
  if (excluding === undefined) return `i.${column}`;
  const { word, place } = excluding;
  return `case when i.readable and k.${place} >= ${placeOf('t')} then '${word}' else i.${column} end`;
}

const PLACES = { client: Object.entries(EXCLUSIONS), contact: [] } as const;

const NEVER = sql.raw(`timestamptz '-infinity'`);

/** What the last two complete snapshots lacked is gone, what the last one lacked is missing: they would have shown it. */
const GONE_SINCE = sql.raw(
  'case when s.counts and s.said_at < p.snapshot_before then p.snapshot_as_of when not s.counts then s.said_at end',
);
const MISSING_SINCE =
  sql.raw(`case when not s.counts then null when s.said_at < p.snapshot_before then p.snapshot_before
  when s.said_at < p.snapshot_as_of then p.snapshot_as_of end`);

/**
 * What is known of a kind, beside what all records have. A client that was never seen has to be something: nothing is made
 * of it as long as it is a tombstone.
 */
const COLUMNS = {
  client: { ...CLIENT_COLUMNS },
  contact: { ...CONTACT_COLUMNS, clientId: 'client_id' },
} as const;
const UNSEEN: Readonly<Record<string, string>> = { kind: `'company'`, status: `'former'` };

/** Of what does not count, a tombstone is kept that holds nothing but what it takes away. */
async function insertNew(
  tx: Tx,
  { practiceId, kind }: Batch,
  said: RawBuilder<unknown>,
): Promise<readonly Judged[]> {
  const columns = COLUMNS[kind];
  const places = PLACES[kind];
  const { rows } = await sql<Judged>`
    with ${said}, fresh as (
      insert into ${sql.raw(kind)} (practice_id, source_key, said_at, data_said_at, source_changed_at, newest_version_at,
        deleted_at, missing_since, ${sql.raw(places.map(([, { place }]) => `${place}, `).join(''))}${columnList(columns)})
      select ${practiceId}, s.source_key, case when s.counts then s.said_at else ${NEVER} end,
        case when s.counts then s.said_at else ${NEVER} end, s.changed_at, s.version_at, ${GONE_SINCE}, ${MISSING_SINCE},
        ${sql.raw(places.map(([column]) => `case when s.excludes and s.${column} is not null then ${placeOf('s')} end, `).join(''))}
        ${eachColumn(columns, (column) => (UNSEEN[column] === undefined ? `case when s.counts then s.${column} end` : `coalesce(s.${column}, ${UNSEEN[column]})`))}
      from said s cross join practice p
      where s.counts or s.excludes or (s.switches_off and p.links_from = 'practice-software')
      order by s.source_key on conflict (practice_id, source_key) do nothing
      returning source_key, deleted_at is not null as gone
    )
    select f.source_key as "sourceKey", case when not s.readable then 'unread' when not s.is_placed then 'orphaned'
      when f.gone then 'stale' else 'applied' end as judgement, s.counts, false as "isOutdated"
    from fresh f join said s on s.source_key = f.source_key`.execute(tx);
  return rows;
}

/**
 * When it was said that a record is there. An event that does not tell, of an older version than is known, is one that was
 * sent again: what it gives is as old as that version. Who was erased comes back by a version of after that alone.
 */
function sayPresence(kind: RecordKind): RawBuilder<unknown> {
  const isErased = kind === 'contact' ? 'o.erase_asked_at is not null' : 'false';
  return sql.raw(`case when (s.undated and s.version_at < o.newest_version_at) or ${isErased}
    then least(s.said_at, s.changed_at) else s.said_at end`);
}

/**
 * The place of data in their order: by the record's own time, which is none after it was said, and then by when they were
 * said. Within that moment the record's own time tells them apart after all: what says when may count in whole seconds.
 */
const place = (changedAt: string, saidAt: string): string =>
  `least(${changedAt}, ${saidAt}), ${saidAt}, ${changedAt}`;
const SAID = place('s.changed_at', 's.said_at');
const KNOWN = place('o.source_changed_at', 'o.data_said_at');
const QUESTIONED = (row: string): string => place(`${row}.unplaced_changed_at`, `${row}.unplaced_said_at`);

/** Newer than the data that are known. */
const IS_NEWER = `(o.data_said_at = '-infinity' or (${SAID}) > (${KNOWN}))`;

interface KindSql {
  /** The statement tells nothing of the record as long as what was erased is not back. */
  readonly isShut: string;
  /** A contact of which the newest is that it is at a client nobody knows. */
  readonly isQuestioned: string;
  /** A client is private or suspect from now on, of which nothing else could be read. */
  readonly shutsOut: string;
  readonly alsoSet: string;
}

const KIND_SQL: Readonly<Record<RecordKind, KindSql>> = {
  client: {
    isShut: 'false',
    isQuestioned: 'false',
    shutsOut: `s.excludes and (o.data_said_at = '-infinity' or (${SAID}) >= (${KNOWN}))
      and (coalesce(s.kind, o.kind), coalesce(s.status, o.status)) <> (o.kind, o.status)`,
    alsoSet: PLACES.client
      .map(
        ([column, { place }]) => `, ${place} = case when j.excludes and j.${column} is not null
      then greatest(r.${place}, ${placeOf('j')}) else r.${place} end`,
      )
      .join(''),
  },
  contact: {
    isShut: 'o.erase_asked_at is not null and not v.is_later',
    shutsOut: 'false',
    isQuestioned: `s.readable and not s.is_placed and ${IS_NEWER}      and ((${SAID}, s.client_key) >= (${QUESTIONED('o')}, o.unplaced_client_key)) is not false`,
    alsoSet: ['changed_at', 'said_at', 'client_key']
      .map(
        (column) => `, unplaced_${column} = case when j.is_questioned then j.${column}
      when j.takes_data and (${QUESTIONED('r')}) <= (${place('j.changed_at', 'j.said_at')}) then null
      else r.unplaced_${column} end`,
      )
      .join(''),
  },
};

const JUDGEMENT = `case when not j.readable then case when j.shuts_out and j.gone is null then 'applied' else 'unread' end
    when not j.is_placed then case when j.is_questioned and not (j.gone is not null and j.known_at >= j.said_at)
      then 'orphaned' else 'stale' end
    when j.gone is not null then 'stale' when j.was_gone or (j.takes_data and j.differs) then 'applied'
    when j.differs then 'stale' else 'unchanged' end`;

async function updateKnown(
  tx: Tx,
  { kind }: Batch,
  { said, keys, ids }: { said: RawBuilder<unknown>; keys: readonly string[]; ids: readonly string[] },
): Promise<readonly Judged[]> {
  const columns = COLUMNS[kind];
  const { isShut, isQuestioned, shutsOut, alsoSet } = KIND_SQL[kind];
  const words = (row: string): RawBuilder<unknown> => sql`row(${columnList(columns, row)})`;
  const { rows } = await sql<Judged>`
    with ${said}, judged as (
      select s.*, o.id, o.said_at as known_at, o.deleted_at is not null as was_gone, t.present_at, v.is_later,
        case when not v.is_later then o.deleted_at when t.present_at < p.snapshot_before then p.snapshot_as_of end as gone,
        case when not v.is_later then o.missing_since when t.present_at < p.snapshot_before then p.snapshot_before
          when t.present_at < p.snapshot_as_of then p.snapshot_as_of end as missing,
        ${words('s')} is distinct from ${words('o')} as differs, ${sql.raw(isQuestioned)} as is_questioned,
        ${sql.raw(shutsOut)} as shuts_out,
        s.counts and not (${sql.raw(isShut)}) and (${sql.raw(IS_NEWER)}
          or ((${sql.raw(SAID)}) = (${sql.raw(KNOWN)})
            and ${words('s')}::text collate "C" > ${words('o')}::text collate "C")) as takes_data
      from said s join lateral ${byKey(kind, 's.source_key')} o on true cross join practice p
      cross join lateral (select ${sayPresence(kind)} as present_at) t
      cross join lateral (select s.counts and t.present_at > o.said_at as is_later) v
      where s.source_key = any(${keys}::text[])
    ), written as (
      update ${sql.raw(kind)} r set said_at = case when j.is_later then j.present_at else r.said_at end,
        deleted_at = j.gone, missing_since = j.missing,
        absent_with = case when j.is_later and j.gone is null then null else r.absent_with end, newest_version_at = greatest(r.newest_version_at, j.version_at),
        source_changed_at = case when j.takes_data then j.changed_at else r.source_changed_at end,
        data_said_at = case when j.takes_data then j.said_at else r.data_said_at end,
        ${eachColumn(
          columns,
          (column) =>
            `${column} = case when j.takes_data or (j.shuts_out and j.${column} is not null) then j.${column} else r.${column} end`,
        )}
        ${sql.raw(alsoSet)}
      -- By their ids as well: a plan that was made when there was nothing would else read all of the practice.
      from judged j where r.id = j.id and r.id ${isOneOf(ids, 'uuid')}
        and (j.is_later or j.takes_data or j.is_questioned or j.excludes or j.version_at > r.newest_version_at)
    )
    select j.source_key as "sourceKey", ${sql.raw(JUDGEMENT)} as judgement, j.counts,
      j.readable and j.differs and j.gone is null and not j.takes_data and not j.is_questioned as "isOutdated"
    from judged j`.execute(tx);
  return rows;
}
