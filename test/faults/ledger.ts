// Koppel's ledger as the laboratory reads it, past Koppel: what is still due, which revokes count as proven, whom nothing
// may be sent for. Survives a database that comes and goes.
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { PRACTICE } from './practice-wire.ts';

export interface ProvenRevoke {
  /** Tells one proof of one access from every other. */
  readonly proof: string;
  readonly groupId: string;
  readonly personId: string;
}

export interface Ineligible {
  readonly clientKey: string;
  /** Another version of the record is another time span. */
  readonly version: string;
  readonly entityId: string | null;
  readonly groupId: string | null;
}

export interface Ledger {
  /** What is still to be done, in words; empty when nothing is. Default: of the practice with the model. */
  unsettled(practice?: string): Promise<readonly string[]>;
  /** Of its tables. May be asked twice where the database was away. */
  read<Row extends pg.QueryResultRow>(query: string): Promise<readonly Row[]>;
  provenRevokes(): Promise<readonly ProvenRevoke[]>;
  ineligibleClients(): Promise<readonly Ineligible[]>;
  /** What it knows of in the portal, by the portal's id. */
  knownIds(): Promise<readonly string[]>;
  connectionState(): Promise<string>;
  /** Ids of webhooks that the queue may have lost, or whose client has come since. */
  openEvents(): Promise<readonly string[]>;
  /** Whether the link of a record is known to be off, or the record to be deleted. */
  isOff(record: 'client' | 'contact', key: string): Promise<boolean>;
  /** Whether no access that a contact was given stands, or may stand, any more. */
  hasEnded(contactKey: string): Promise<boolean>;
  /** Whether the portal has said of an access of this contact that it is given. */
  isGranted(contactKey: string): Promise<boolean>;
  /** Records whose data the portal has refused. */
  refused(): Promise<readonly { readonly record: 'client' | 'contact'; readonly key: string }[]>;
  /** Questions of the brake that nobody has answered. */
  openQuestions(): Promise<number>;
  /** Keys of clients some of whose access stays because a person said so. */
  rejectedClients(): Promise<readonly string[]>;
  /** What waits out a failure is due now: time is not waited for. */
  hasten(): Promise<void>;
  /** Asks for the portal to be read back; returns what `verifiedAt` exceeds once that is done. */
  askVerification(): Promise<Date>;
  verifiedAt(): Promise<Date | null>;
  /** Ends every connection but our own, as a failover or an administrator would. */
  endConnections(): Promise<number>;
  /** What it knows of every record, and what was sent for it, for whoever looks for the cause of a failure. */
  tell(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** `url`: where the database is now; it may move. `graceMs`: how long after it was made a write may not be visible yet. */
export function openLedger(url: () => Promise<string>, { graceMs }: { graceMs: number }): Ledger {
  const ask = createAsk(url);
  const rows = async <Row extends pg.QueryResultRow>(query: string): Promise<readonly Row[]> =>
    (await ask.query<Row>(query)).rows;
  return {
    unsettled: async (practice = PRACTICE) =>
      (await rows<{ what: string }>(unsettledAfter(graceMs, practice))).map(({ what }) => what),
    read: rows,
    provenRevokes: () => rows<ProvenRevoke & pg.QueryResultRow>(PROVEN_REVOKES),
    ineligibleClients: () => rows<Ineligible & pg.QueryResultRow>(INELIGIBLE),
    knownIds: async () =>
      (
        await rows<{ id: string }>(
          'select portal_id as id from koppel.portal_resource where portal_id is not null',
        )
      ).map(({ id }) => id),
    connectionState: async () =>
      (
        await rows<{ state: string }>(`select state from koppel.connection where practice_id = '${PRACTICE}'`)
      )[0]?.state ?? 'missing',
    openEvents: async () => (await rows<{ id: string }>(OPEN_EVENTS)).map(({ id }) => id),
    isOff: async (record, key) =>
      (await ask.query<{ off: boolean }>(isOffOf(record), [key])).rows[0]?.off ?? false,
    hasEnded: async (key) => (await ask.query(STANDING_ACCESS, [key])).rows.length === 0,
    isGranted: async (key) => (await ask.query(GRANTED_ACCESS, [key])).rows.length > 0,
    refused: () => rows<{ record: 'client' | 'contact'; key: string }>(REFUSED),
    openQuestions: async () => (await rows(`select from koppel.brake_request where status = 'open'`)).length,
    rejectedClients: async () => (await rows<{ key: string }>(REJECTED_CLIENTS)).map(({ key }) => key),
    hasten: async () => {
      for (const statement of HASTEN) await ask.query(statement);
    },
    askVerification: async () => {
      const [row] = await rows<{ at: Date }>(ASK_VERIFICATION);
      return row?.at ?? new Date();
    },
    verifiedAt: async () =>
      (
        await rows<{ at: Date | null }>(`select verified_at as at from koppel.connection
            where practice_id = '${PRACTICE}'`)
      )[0]?.at ?? null,
    endConnections: async () =>
      (
        await rows(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`)
      ).length,
    tell: async () =>
      [...(await rows<{ line: string }>(RECORDS)), ...(await rows<{ line: string }>(TOLD))].map(
        ({ line }) => line,
      ),
    close: () => ask.close(),
  };
}

/** What the brake keeps back, in what is unsettled. */
export const HELD = ' is held by the brake';

/** A verification says nothing about what may not be visible yet, and an operation without answer may still land. */
const unsettledAfter = (graceMs: number, practice: string): string => `
  select 'client ' || c.source_key || ' is due: ' || coalesce(d.last_error, 'not tried yet') as what
    from koppel.due_pair d join koppel.client c on c.id = d.client_id
    where d.practice_id = '${practice}' and (d.pending or d.lease_until > clock_timestamp())
  union all
  select 'webhook ' || webhook_id || ' is ' || status from koppel.received_event
    where practice_id = '${practice}' and status in ('received', 'orphaned')
  union all
  select 'access ' || id || ' is ' || revoke_state from koppel.portal_resource
    where practice_id = '${practice}' and revoke_state in ('revoke_pending', 'revoked_sent')
  union all
  select 'access ' || unnest(resource_ids) || '${HELD}' from koppel.brake_request
    where practice_id = '${practice}' and status = 'open'
  union all
  select 'operation ' || id || ' may not be visible yet' from koppel.operation
    where practice_id = '${practice}' and coalesce(answered_at, lands_by) > clock_timestamp() - interval '${graceMs} milliseconds'
  union all
  select 'the connection is ' || state from koppel.connection
    where practice_id = '${practice}' and state <> 'active'`;

const OPEN_EVENTS = `
  select webhook_id as id from koppel.received_event where practice_id = '${PRACTICE}'
    and status in ('received', 'orphaned') and received_at < clock_timestamp() - interval '3 seconds'`;

const isOffOf = (record: 'client' | 'contact'): string => `
  select r.deleted_at is not null or not coalesce(bool_or(l.enabled), false) as off
  from koppel.${record} r left join koppel.${record}_link l on l.${record}_id = r.id
  where r.source_key = $1 group by r.id`;

const REFUSED = `
  select s.subject_kind as record, coalesce(c.source_key, k.source_key) as key from koppel.standing s
  left join koppel.client c on c.id = s.subject_id left join koppel.contact k on k.id = s.subject_id
  where s.practice_id = '${PRACTICE}' and s.state = 'failed' and s.reason = 'REJECTED_BY_PORTAL'`;

const ACCESS_OF_CONTACT = `
  select from koppel.contact k join koppel.claim cm on cm.subject_id = k.id
  join koppel.portal_resource r on r.id = cm.resource_id and r.type = 'access'
  where k.source_key = $1`;

const STANDING_ACCESS = `${ACCESS_OF_CONTACT}
  and (r.state <> 'absent' or r.revoke_state in ('revoke_pending', 'revoked_sent'))`;

const GRANTED_ACCESS = `${ACCESS_OF_CONTACT} and r.state = 'present' and cm.released_at is null`;

const REJECTED_CLIENTS = `
  select distinct c.source_key as key from koppel.portal_resource r
  join koppel.claim cm on cm.resource_id = r.id join koppel.client c on c.id = cm.client_id
  where r.revoke_state = 'revoke_pending' and exists (select from koppel.brake_request b
    where b.status = 'rejected' and r.id = any(b.resource_ids) and r.revoke_requested_at <= b.decided_at)`;

const PROVEN_REVOKES = `
  select a.id || ' ' || a.fence || ' ' || a.lease_until as proof, g.portal_id as "groupId", p.portal_id as "personId"
  from koppel.portal_resource a
  join koppel.portal_resource g on g.id = a.parents[1]
  join koppel.portal_resource p on p.id = a.parents[2]
  where a.type = 'access' and a.revoke_state = 'revoked_verified'
    and g.portal_id is not null and p.portal_id is not null
    -- Given again: the request may be there before its answer is. One that was never answered takes from the old proof what
    -- it said, as long as somebody is to look what became of it.
    and not exists (select from koppel.operation o where o.resource_id = a.id and o.action = 'create'
      and o.answered_at is null and (o.lands_by > clock_timestamp() or exists (
        select from koppel.claim cm join koppel.due_pair d on d.client_id = cm.client_id
        where cm.resource_id = a.id and (d.pending or d.lease_until > clock_timestamp()))))`;

const INELIGIBLE = `
  select c.source_key as "clientKey", c.source_changed_at::text as version,
    e.portal_id as "entityId", g.portal_id as "groupId"
  from koppel.client c
  left join koppel.portal_resource e on e.type = 'entity' and e.owner_client_id = c.id
  left join koppel.portal_resource g on g.type = 'group' and g.first_parent = e.id
  where c.practice_id = '${PRACTICE}' and (c.kind = 'person' or c.status = 'suspect')`;

const HASTEN = [
  `update koppel.due_pair set next_attempt_at = clock_timestamp() where pending
    and next_attempt_at between clock_timestamp() + interval '2 seconds' and clock_timestamp() + interval '15 minutes'`,
  `update koppel.connection set probe_at = clock_timestamp() where state = 'quarantined'
    and probe_at < clock_timestamp() + interval '31 seconds'`,
  `update koppel.portal_host set probe_at = clock_timestamp()
    where probe_at between clock_timestamp() and clock_timestamp() + interval '31 seconds'`,
  `update koppel.connection_budget set blocked_until = clock_timestamp(), next_free_at = clock_timestamp()
    where blocked_until between clock_timestamp() and clock_timestamp() + interval '31 seconds'`,
];

/** The records, all invented, and what became of the webhooks that brought them. */
const RECORDS = `
  select line from (
    select source_key as key, source_changed_at as at, 'record ' || (to_jsonb(c) - 'practice_id')::text as line
      from koppel.client c
    union all
    select source_key, source_changed_at, 'record ' || (to_jsonb(c) - 'practice_id')::text from koppel.contact c
    union all
    select payload::jsonb #>> '{data,key}', received_at,
      'webhook ' || received_at || ' ' || status || ' ' || coalesce(payload, '-') from koppel.received_event
  ) told order by key, at`;

const TOLD = `
  select to_char(r.created_at, 'HH24:MI:SS.MS') || ' ' || r.type || ' ' || r.id || ' ' || r.key || ' of '
    || coalesce((select string_agg(distinct k.source_key || case when c.released_at is null then '' else ' (released)' end, ', ')
      from koppel.claim c join koppel.client k on k.id = c.client_id where c.resource_id = r.id), 'nobody')
    || ' below ' || r.parents::text || ': ' || r.state || ' ' || coalesce(r.portal_id, '-')
    || coalesce(' ' || r.revoke_state, '') || case when r.doubtful then ' doubtful' else '' end
    || E'\n    ' || r.attributes::text
    || coalesce((select string_agg(E'\n    ' || o.id || ' ' || o.action || ' ' || o.changes::text || ' sent ' || to_char(o.intended_at, 'HH24:MI:SS.MS')
        || ', ' || coalesce(o.outcome || ' ' || to_char(o.answered_at, 'HH24:MI:SS.MS'), 'no answer')
        || ', lands by ' || to_char(o.lands_by, 'HH24:MI:SS.MS'), '' order by o.id)
      from koppel.operation o where o.resource_id = r.id), '') as line
  from koppel.portal_resource r order by r.created_at, r.id`;

const ASK_VERIFICATION = `
  with asked as (
    update koppel.connection set verify_due_at = coalesce(verify_due_at, clock_timestamp())
    where practice_id = '${PRACTICE}' returning id)
  select clock_timestamp() as at from asked`;

const PATIENCE_MS = 90_000;
const PAUSE_MS = 200;

interface Ask {
  query<Row extends pg.QueryResultRow>(
    query: string,
    values?: readonly string[],
  ): Promise<pg.QueryResult<Row>>;
  close(): Promise<void>;
}

/** Every statement here may be repeated, so one that failed is tried again on a new connection. */
function createAsk(url: () => Promise<string>): Ask {
  let client: pg.Client | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const drop = async (): Promise<void> => {
    const old = client;
    client = null;
    await old?.end().catch(() => undefined);
  };
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const fresh = new pg.Client({ connectionString: await url(), connectionTimeoutMillis: 5_000 });
    fresh.on('error', () => undefined);
    await fresh.connect();
    client = fresh;
    return fresh;
  };
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly string[],
  ): Promise<pg.QueryResult<Row>> => {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await (await connected()).query<Row>(text, [...values]);
      } catch (error) {
        await drop();
        if (Date.now() > end) throw error;
        await delay(PAUSE_MS);
      }
    }
  };
  return {
    query: <Row extends pg.QueryResultRow>(text: string, values: readonly string[] = []) => {
      const mine = queue.then(() => query<Row>(text, values));
      queue = mine.catch(() => undefined);
      return mine;
    },
    close: drop,
  };
}
