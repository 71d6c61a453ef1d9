// Records on their way in: webhook, import and snapshot all write through here. An older version never overwrites a newer
// one, also after a delete; what is unchanged is not written as a change. Triggers make the right pairs due. Rows are
// written in the order of their keys, so that two batches of the same records do not wait for each other for ever. They are
// locked without their keys (no key update): a pair that is made due twice in one transaction checks that its client is
// there, and would otherwise wait for whoever writes the client, who may wait for that pair.
import { sql } from 'kysely';
import type {
  ClientRecord,
  ContactRecord,
  Deletion,
  Intake,
  Outcome,
  LinkChanges,
  Origin,
  RecordKind,
  Snapshot,
  KindOutcome,
  SnapshotOutcome,
} from '../../intake/intake.ts';
import {
  CLIENT_COLUMNS,
  CONTACT_COLUMNS,
  columnList,
  distinctFrom,
  recordRow,
  recordType,
  updateList,
} from './record-columns.ts';
import { json, type Store, type Tx } from '../open-store.ts';

export function createIntake(store: Store): Intake {
  return {
    upsertClients: (practiceId, rows, origin) =>
      store.inPractice(practiceId, async (tx) => {
        await forgiveAbsence(tx, { kind: 'client', rows, origin });
        return upsertClients(tx, practiceId, rows.filter(isReadable));
      }),
    upsertContacts: (practiceId, rows, origin) =>
      store.inPractice(practiceId, async (tx) => {
        await forgiveAbsence(tx, { kind: 'contact', rows, origin });
        return upsertContacts(tx, practiceId, rows.filter(isReadable));
      }),
    deleteClient: (practiceId, deletion) =>
      store.inPractice(practiceId, (tx) => deleteClient(tx, practiceId, deletion)),
    deleteContact: (practiceId, deletion) =>
      store.inPractice(practiceId, (tx) => deleteContact(tx, practiceId, deletion)),
    unknownConnections: (practiceId, names) =>
      store.inPractice(practiceId, (tx) => unknownConnections(tx, names)),
    keysLikeClients: (practiceId, keys) => store.inPractice(practiceId, (tx) => keysLikeClients(tx, keys)),
    completeSnapshot: (practiceId, snapshot) =>
      store.inPractice(practiceId, (tx) => completeSnapshot(tx, snapshot)),
  };
}

/**
 * Rule 20: what two exports lacked counts as deleted at the time of the second. Shown by a later one it was not, and its own
 * version decides again. Who was deleted by name, or erased, stays so.
 */
async function forgiveAbsence(
  tx: Tx,
  { kind, rows, origin }: { kind: RecordKind; rows: readonly LinkedRecord[]; origin: Origin },
): Promise<void> {
  if (typeof origin === 'string') return;
  const keys = rows.map(({ sourceKey }) => sourceKey);
  const notErased = kind === 'contact' ? sql`and erase_asked_at is null` : sql``;
  await sql`
    with absent as (
      select id from ${sql.raw(kind)} where source_key = any(${keys}::text[]) and missing_since is not null
        and deleted_at = source_changed_at and deleted_at < ${origin.snapshotAsOf} ${notErased}
      order by source_key for no key update
    )
    update ${sql.raw(kind)} r set source_changed_at = '-infinity' from absent where r.id = absent.id`.execute(
    tx,
  );
}

function isReadable({ data }: { readonly data: object | null }): boolean {
  return data !== null;
}

/** Looked up one by one (offset 0): for a single record the planner would otherwise read the whole table. */
function byKey(table: RecordKind, key: 'i.source_key' | 'i.client_key') {
  return sql.raw(`(select * from ${table} where source_key = ${key} offset 0)`);
}

type Verdict = 'new' | 'changed' | 'same' | 'stale' | 'orphaned';
interface Judged {
  readonly source_key: string;
  readonly verdict: Verdict;
}

async function upsertClients(
  tx: Tx,
  practiceId: string,
  records: readonly ClientRecord[],
): Promise<readonly Outcome[]> {
  const rows = json(records.map((record) => recordRow(record, CLIENT_COLUMNS)));
  const keys = records.map((record) => record.sourceKey);
  await sql`select id from client where source_key = any(${keys}::text[]) order by source_key for no key update`.execute(
    tx,
  );
  const judged = await sql<Judged>`
    select i.source_key, case when c.id is null then 'new'
      when c.source_changed_at > i.source_changed_at or (c.source_changed_at = i.source_changed_at and c.deleted_at is not null) then 'stale'
      when c.deleted_at is not null or ${distinctFrom('c', 'i', CLIENT_COLUMNS)} then 'changed' else 'same' end as verdict
    from jsonb_to_recordset(${rows}::jsonb) as i(${recordType(CLIENT_COLUMNS)})
    left join lateral ${byKey('client', 'i.source_key')} c on true`.execute(tx);
  await sql`
    insert into client as c (practice_id, source_key, source_changed_at, ${columnList(CLIENT_COLUMNS)})
    select ${practiceId}, i.source_key, i.source_changed_at, ${columnList(CLIENT_COLUMNS, 'i')}
    from jsonb_to_recordset(${rows}::jsonb) as i(${recordType(CLIENT_COLUMNS)}) order by i.source_key
    on conflict (practice_id, source_key) do update
      set source_changed_at = excluded.source_changed_at, deleted_at = null, missing_since = null, ${updateList(CLIENT_COLUMNS)}
    where c.source_changed_at < excluded.source_changed_at
      or (c.source_changed_at = excluded.source_changed_at and c.deleted_at is null)`.execute(tx);
  return tellOutcomes(
    judged.rows,
    await writeLinks(tx, { practiceId, kind: 'client', records: accepted(records, judged.rows) }),
  );
}

async function upsertContacts(
  tx: Tx,
  practiceId: string,
  records: readonly ContactRecord[],
): Promise<readonly Outcome[]> {
  const rows = json(
    records.map((record) => ({ ...recordRow(record, CONTACT_COLUMNS), client_key: record.clientKey })),
  );
  const keys = records.map((record) => record.sourceKey);
  const type = sql`${recordType(CONTACT_COLUMNS)}, client_key text`;
  await sql`select id from contact where source_key = any(${keys}::text[]) order by source_key for no key update`.execute(
    tx,
  );
  const judged = await sql<Judged>`
    select i.source_key, case when k.id is null then 'orphaned' when c.id is null then 'new'
      when c.source_changed_at > i.source_changed_at or (c.source_changed_at = i.source_changed_at and c.deleted_at is not null) then 'stale'
      when c.deleted_at is not null or c.client_id is distinct from k.id or ${distinctFrom('c', 'i', CONTACT_COLUMNS)} then 'changed'
      else 'same' end as verdict
    from jsonb_to_recordset(${rows}::jsonb) as i(${type})
    left join lateral ${byKey('client', 'i.client_key')} k on true
    left join lateral ${byKey('contact', 'i.source_key')} c on true`.execute(tx);
  await sql`
    insert into contact as c (practice_id, client_id, source_key, source_changed_at, ${columnList(CONTACT_COLUMNS)})
    select ${practiceId}, k.id, i.source_key, i.source_changed_at, ${columnList(CONTACT_COLUMNS, 'i')}
    from jsonb_to_recordset(${rows}::jsonb) as i(${type})
    join lateral ${byKey('client', 'i.client_key')} k on true
    order by i.source_key
    on conflict (practice_id, source_key) do update
      set client_id = excluded.client_id, source_changed_at = excluded.source_changed_at, deleted_at = null,
        missing_since = null, ${updateList(CONTACT_COLUMNS)}
    where c.source_changed_at < excluded.source_changed_at
      or (c.source_changed_at = excluded.source_changed_at and c.deleted_at is null)`.execute(tx);
  return tellOutcomes(
    judged.rows,
    await writeLinks(tx, { practiceId, kind: 'contact', records: accepted(records, judged.rows) }),
  );
}

function accepted<R extends { readonly sourceKey: string }>(
  records: readonly R[],
  judged: readonly Judged[],
): readonly R[] {
  const refused = new Set(
    judged
      .filter(({ verdict }) => verdict === 'stale' || verdict === 'orphaned')
      .map((row) => row.source_key),
  );
  return records.filter((record) => !refused.has(record.sourceKey));
}

interface LinkedRecord {
  readonly sourceKey: string;
  readonly changedAt: Date;
  readonly links: LinkChanges;
}

/**
 * Switches links as the practice software says, where the switch is its own. Returns the keys of records whose links
 * changed. A connection that a record does not name stays as it is (rule 20).
 */
async function writeLinks(
  tx: Tx,
  {
    practiceId,
    kind,
    records,
  }: { practiceId: string; kind: 'client' | 'contact'; records: readonly LinkedRecord[] },
): Promise<ReadonlySet<string>> {
  const links = records.flatMap(({ sourceKey, changedAt, links: named }) =>
    Object.entries(named).map(([connection, { enabled, settings }]) => ({
      source_key: sourceKey,
      changed_at: changedAt,
      connection,
      enabled,
      settings,
    })),
  );
  if (links.length === 0) return new Set();
  const table = sql.raw(`${kind}_link`);
  const id = sql.raw(`${kind}_id`);
  const { rows } = await sql<{ id: string }>`
    insert into ${table} as l (connection_id, ${id}, practice_id, enabled, settings, changed_at)
    select c.id, r.id, ${practiceId}, i.enabled, i.settings, i.changed_at
    from jsonb_to_recordset(${json(links)}::jsonb)
      as i(source_key text, changed_at timestamptz, connection text, enabled boolean, settings jsonb)
    join lateral ${byKey(kind, 'i.source_key')} r on true
    join connection c on c.name = i.connection
    join practice p on p.links_from = 'practice-software'
    order by i.source_key, c.id
    on conflict (connection_id, ${id}) do update
      set enabled = excluded.enabled, settings = excluded.settings, changed_at = excluded.changed_at
    where l.enabled <> excluded.enabled or l.settings <> excluded.settings
    returning l.${id} as id`.execute(tx);
  if (rows.length === 0) return new Set();
  const changed = await sql<{ source_key: string }>`
    select source_key from ${sql.raw(kind)} where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(tx);
  return new Set(changed.rows.map((row) => row.source_key));
}

function tellOutcomes(judged: readonly Judged[], relinked: ReadonlySet<string>): readonly Outcome[] {
  return judged.map(({ verdict, source_key: sourceKey }) => {
    if (verdict === 'stale' || verdict === 'orphaned') return { sourceKey, verdict };
    const isSame = verdict === 'same' && !relinked.has(sourceKey);
    return { sourceKey, verdict: isSame ? 'unchanged' : 'applied' };
  });
}

/** A delete of a record never seen leaves a tombstone too: the older record may still be on its way. */
async function deleteClient(
  tx: Tx,
  practiceId: string,
  { sourceKey, changedAt }: Deletion,
): Promise<Outcome> {
  const { rows } = await sql`
    insert into client as c (practice_id, source_key, kind, status, source_changed_at, deleted_at)
    values (${practiceId}, ${sourceKey}, 'company', 'former', ${changedAt}, ${changedAt})
    on conflict (practice_id, source_key) do update
      set source_changed_at = excluded.source_changed_at, deleted_at = coalesce(c.deleted_at, excluded.deleted_at), missing_since = null
    where c.source_changed_at <= excluded.source_changed_at returning id`.execute(tx);
  return { sourceKey, verdict: rows.length > 0 ? 'applied' : 'stale' };
}

async function deleteContact(
  tx: Tx,
  practiceId: string,
  { sourceKey, changedAt }: Deletion,
): Promise<Outcome> {
  const { rows } = await sql`
    insert into contact as c (practice_id, source_key, source_changed_at, deleted_at)
    values (${practiceId}, ${sourceKey}, ${changedAt}, ${changedAt})
    on conflict (practice_id, source_key) do update
      set source_changed_at = excluded.source_changed_at, deleted_at = coalesce(c.deleted_at, excluded.deleted_at), missing_since = null
    where c.source_changed_at <= excluded.source_changed_at returning id`.execute(tx);
  return { sourceKey, verdict: rows.length > 0 ? 'applied' : 'stale' };
}

async function unknownConnections(tx: Tx, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select n.name from unnest(${[...names]}::text[]) as n(name)
    where not exists (select from connection c where c.name = n.name)`.execute(tx);
  return rows.map((row) => row.name);
}

async function keysLikeClients(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) as k(key)
    where ltrim(lower(k.key), '0') in (select ltrim(lower(c.source_key), '0') from client c)`.execute(tx);
  return rows.map((row) => row.key);
}

const KEYS_AT_A_TIME = 5_000;

/** Rule 20: missing once is remembered, missing from a second, later snapshot is a delete, and only if older than it. */
async function completeSnapshot(tx: Tx, snapshot: Snapshot): Promise<SnapshotOutcome> {
  await sql`create temporary table snapshot_key (kind text, source_key text) on commit drop`.execute(tx);
  await collectKeys(tx, 'client', snapshot.clientKeys);
  await collectKeys(tx, 'contact', snapshot.contactKeys);
  const contact = await markMissing(tx, 'contact', snapshot.asOf);
  const client = await markMissing(tx, 'client', snapshot.asOf);
  await sql`update practice set snapshot_as_of = greatest(snapshot_as_of, ${snapshot.asOf})`.execute(tx);
  return { client, contact };
}

async function collectKeys(tx: Tx, kind: string, keys: Snapshot['clientKeys']): Promise<void> {
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0)
      await sql`insert into snapshot_key select ${kind}, key from unnest(${batch}::text[]) as k(key)`.execute(
        tx,
      );
    batch = [];
  };
  for await (const key of keys) {
    batch.push(key);
    if (batch.length >= KEYS_AT_A_TIME) await flush();
  }
  await flush();
}

/** Whether to believe it is for the brake to judge: who was deleted together is written beside it. */
async function markMissing(tx: Tx, kind: RecordKind, asOf: Date): Promise<KindOutcome> {
  const table = sql.raw(kind);
  await sql`update ${table} r set missing_since = null where missing_since is not null
    and exists (select from snapshot_key s where s.kind = ${kind} and s.source_key = r.source_key)`.execute(
    tx,
  );
  const live = await sql<{ count: number }>`
    select count(*)::integer as count from ${table} where deleted_at is null`.execute(tx);
  const known = live.rows[0]?.count ?? 0;
  const { rows } = await sql<{ id: string; gone: boolean }>`
    update ${table} r set missing_since = coalesce(r.missing_since, ${asOf}),
      deleted_at = case when r.missing_since < ${asOf} then ${asOf}::timestamptz end,
      source_changed_at = case when r.missing_since < ${asOf} then ${asOf}::timestamptz else r.source_changed_at end
    where r.deleted_at is null and r.source_changed_at < ${asOf}
      and not exists (select from snapshot_key s where s.kind = ${kind} and s.source_key = r.source_key)
    returning r.id, r.deleted_at is not null as gone`.execute(tx);
  const gone = rows.filter((row) => row.gone).map(({ id }) => id);
  await sql`update ${table} set absent_with = ${gone.length}, absent_of = ${known}
    where id = any(${gone}::uuid[])`.execute(tx);
  return { known, absent: rows.length - gone.length, deleted: gone.length };
}
