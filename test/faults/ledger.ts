// Koppel's ledger as the laboratory reads it, past Koppel: what is still due, which revokes count as proven, whom nothing
// may be sent for. Survives a database that comes and goes.
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

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
  /** What is still to be done, in words; empty when nothing is. */
  unsettled(): Promise<readonly string[]>;
  provenRevokes(): Promise<readonly ProvenRevoke[]>;
  ineligibleClients(): Promise<readonly Ineligible[]>;
  /** What it knows of in the portal, by the portal's id. */
  knownIds(): Promise<readonly string[]>;
  connectionState(): Promise<string>;
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
    unsettled: async () => (await rows<{ what: string }>(unsettledAfter(graceMs))).map(({ what }) => what),
    provenRevokes: () => rows<ProvenRevoke & pg.QueryResultRow>(PROVEN_REVOKES),
    ineligibleClients: () => rows<Ineligible & pg.QueryResultRow>(INELIGIBLE),
    knownIds: async () =>
      (
        await rows<{ id: string }>(
          'select portal_id as id from koppel.portal_resource where portal_id is not null',
        )
      ).map(({ id }) => id),
    connectionState: async () =>
      (await rows<{ state: string }>('select state from koppel.connection'))[0]?.state ?? 'missing',
    hasten: async () => {
      for (const statement of HASTEN) await ask.query(statement);
    },
    askVerification: async () => {
      const [row] = await rows<{ at: Date }>(ASK_VERIFICATION);
      return row?.at ?? new Date();
    },
    verifiedAt: async () =>
      (await rows<{ at: Date | null }>('select verified_at as at from koppel.connection'))[0]?.at ?? null,
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

/** A verification says nothing about what may not be visible yet, and an operation without answer may still land. */
const unsettledAfter = (graceMs: number): string => `
  select 'client ' || c.source_key || ' is due: ' || coalesce(d.last_error, 'not tried yet') as what
    from koppel.due_pair d join koppel.client c on c.id = d.client_id
    where d.pending or d.lease_until > clock_timestamp()
  union all
  select 'webhook ' || webhook_id || ' is ' || status from koppel.received_event where status in ('received', 'orphaned')
  union all
  select 'access ' || id || ' is ' || revoke_state from koppel.portal_resource
    where revoke_state in ('revoke_pending', 'revoked_sent')
  union all
  select 'operation ' || id || ' may not be visible yet' from koppel.operation
    where coalesce(answered_at, lands_by) > clock_timestamp() - interval '${graceMs} milliseconds'
  union all
  select 'the connection is ' || state from koppel.connection where state <> 'active'`;

const PROVEN_REVOKES = `
  select a.id || ' ' || a.fence || ' ' || a.lease_until as proof, g.portal_id as "groupId", p.portal_id as "personId"
  from koppel.portal_resource a
  join koppel.portal_resource g on g.id = a.parents[1]
  join koppel.portal_resource p on p.id = a.parents[2]
  where a.type = 'access' and a.revoke_state = 'revoked_verified'
    and g.portal_id is not null and p.portal_id is not null
    -- Given again this very moment: the request may be there before its answer is.
    and not exists (select from koppel.operation o where o.resource_id = a.id and o.action = 'create'
      and o.answered_at is null and o.lands_by > clock_timestamp())`;

const INELIGIBLE = `
  select c.source_key as "clientKey", c.source_changed_at::text as version,
    e.portal_id as "entityId", g.portal_id as "groupId"
  from koppel.client c
  left join koppel.portal_resource e on e.type = 'entity' and e.owner_client_id = c.id
  left join koppel.portal_resource g on g.type = 'group' and g.first_parent = e.id
  where c.kind = 'person' or c.status = 'suspect'`;

const HASTEN = [
  // The sweep takes younger ones to be still on their way.
  `update koppel.received_event set received_at = clock_timestamp() - interval '31 seconds'
    where status in ('received', 'orphaned') and received_at > clock_timestamp() - interval '31 seconds'
      and received_at < clock_timestamp()`,
  `update koppel.due_pair set next_attempt_at = clock_timestamp() where pending
    and next_attempt_at between clock_timestamp() + interval '2 seconds' and clock_timestamp() + interval '15 minutes'`,
  `update koppel.connection set probe_at = clock_timestamp() where state = 'quarantined'
    and probe_at < clock_timestamp() + interval '31 seconds'`,
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
    update koppel.connection set verify_due_at = coalesce(verify_due_at, clock_timestamp()) returning id)
  select clock_timestamp() as at from asked`;

const PATIENCE_MS = 90_000;
const PAUSE_MS = 200;

interface Ask {
  query<Row extends pg.QueryResultRow>(query: string): Promise<pg.QueryResult<Row>>;
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
  const query = async <Row extends pg.QueryResultRow>(text: string): Promise<pg.QueryResult<Row>> => {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await (await connected()).query<Row>(text);
      } catch (error) {
        await drop();
        if (Date.now() > end) throw error;
        await delay(PAUSE_MS);
      }
    }
  };
  return {
    query: <Row extends pg.QueryResultRow>(text: string) => {
      const mine = queue.then(() => query<Row>(text));
      queue = mine.catch(() => undefined);
      return mine;
    },
    close: drop,
  };
}
