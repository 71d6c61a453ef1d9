// The engine under test, without a queue: a database of its own, a real sandbox over HTTP, a practice with one
// connection, and the ports of a run put together as the program does. Time is never waited for: what is due later is
// made due now.
import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import type { SwitchesGiven } from '../../connectors/caseware-cloud/sandbox/switches.ts';
import {
  readConnection,
  writeConnection,
  type StoredConnection,
} from '../../src/database/portal/connections.ts';
import { openStore, type Store } from '../../src/database/open-store.ts';
import { takeDuePairs, wakeWaiting } from '../../src/database/ledger/hand-out.ts';
import { addPractice } from '../../src/database/records/practices.ts';
import type { policySchema } from '../../src/domain/connection.ts';
import type { ReasonCode, StandingState } from '../../src/domain/reasons.ts';
import { connectorOf } from '../../src/app/portals.ts';
import { createPortals, credentialsContext, type Portals } from '../../src/app/open-portals.ts';
import { createSealer, type Sealer } from '../../src/secrets/seal.ts';
import { syncClient, type SyncPorts, type SyncResult } from '../../src/engine/sync-client.ts';
import type { z } from 'zod';
import { createRecords, type ClientHandle, type EngineRecords, type RecordHandle } from './engine-records.ts';
import { freshDatabase, type TestDatabase } from './postgres.ts';
import { releaseAtEnd } from './released-at-end.ts';
import { startSandboxPortal, type SandboxPortal } from './sandbox-portal.ts';
import { openTasks, type Tasks } from './tasks.ts';

export interface EngineOptions {
  readonly policy?: z.input<typeof policySchema>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly credentials?: object;
  /** Another portal than CaseWare Cloud, already running. */
  readonly at?: { readonly portal: string; readonly url: string };
  /** Resource types with [assumed] calls that count as proven. Default: all. */
  readonly provenTypes?: readonly string[];
  /** Those that a file of the portal documents. Default: none. */
  readonly documentedTypes?: readonly string[];
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
  readonly leaseMs?: number;
  /** The portal counts as listed once, and empty: creates look nothing up. Default: no. */
  readonly listed?: boolean;
  /** Default: one of its own. */
  readonly database?: TestDatabase;
  /** How the portal behaves where its documentation leaves it open. */
  readonly switches?: SwitchesGiven;
}

interface SubjectStanding {
  readonly state: StandingState;
  readonly reason: ReasonCode;
  readonly detail: Readonly<Record<string, string>>;
}

interface ResourceRow {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly portalId: string | null;
  readonly state: string;
  readonly revokeState: string | null;
  readonly origin: string | null;
  readonly doubtful: boolean;
}

export interface Engine extends EngineRecords, Tasks {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly sealer: Sealer;
  /** Of the sealer: with it and the database's address, commands work on what the engine has made. */
  readonly secretKey: string;
  readonly portal: SandboxPortal;
  readonly practiceId: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly ports: SyncPorts;
  /** Changes of state that were alerted, oldest first. */
  readonly alerts: readonly { state: string; reason: string | null }[];
  /** Ports of one more process: sessions, tokens and memory of its own. */
  openWorker(overrides?: Partial<SyncPorts>): SyncPorts;
  /** One run of one client, with no regard to what is due. */
  run(client: ClientHandle, ports?: SyncPorts): Promise<SyncResult>;
  /** Runs what the dispatcher would hand out at this moment, at once. Returns how many runs. */
  tick(): Promise<number>;
  /**
   * Runs what is due, and what falls due later as if it were now, until nothing is left or nothing changes any more.
   * Returns the last errors of pairs that are still pending.
   */
  settle(rounds?: number): Promise<readonly (string | null)[]>;
  /** Lets so much time pass that no unanswered request can land any more and every silence and lease is over. */
  passTime(): Promise<void>;
  standing(record: RecordHandle): Promise<SubjectStanding | null>;
  /** Why it stands where it stands; undefined where no run has come to it. */
  reasonOf(record: RecordHandle): Promise<ReasonCode | undefined>;
  resources(type?: string): Promise<readonly ResourceRow[]>;
  connection(): Promise<StoredConnection>;
  setPolicy(policy: z.input<typeof policySchema>): Promise<void>;
  /** Actions of the audit trail, oldest first. */
  audit(): Promise<readonly { action: string; details: Record<string, unknown> }[]>;
  rows<Row>(query: RawBuilder<Row>): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const PRACTICE = 'jansen';
const CONNECTION = 'caseware';
const SETTLE_ROUNDS = 12;

/** Close it when the test is done, or leave it to the end of the run. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const database = options.database ?? (await freshDatabase());
  const portal = await startSandboxPortal(options.switches);
  const store = openStore({ url: database.url, maxConnections: 30 });
  const secretKey = randomBytes(32).toString('base64');
  const sealer = createSealer([secretKey]);
  const opened: Portals[] = [];
  const close = once(async () => {
    for (const portals of opened) portals.close();
    await portal.close();
    await store.close();
    await database.giveBack();
  });
  releaseAtEnd(close);
  const connectionId = await addConnection({ store, sealer, url: portal.url }, options);
  const alerts: { state: string; reason: string | null }[] = [];
  const openWorker = (overrides: Partial<SyncPorts> = {}): SyncPorts => {
    const portals = createPortals({
      connectorOf,
      store,
      sealer,
      maxSockets: 200,
      onRequest: () => undefined,
      sharesTokens: true,
    });
    opened.push(portals);
    return {
      store,
      connectorOf: (name) => portals.connectorOf(name),
      openSession: (request) => portals.openSession(request),
      newId: randomUUID,
      leaseMs: options.leaseMs ?? 30_000,
      onConnectionState: (_connection, state, reason) => alerts.push({ state, reason }),
      ...overrides,
    };
  };
  const ports = openWorker();
  const place = { store, practiceId: PRACTICE, connection: CONNECTION };
  const parts = { store, ports, connectionId };
  return {
    ...createRecords(place),
    ...running(parts),
    ...looking(parts),
    ...openTasks({ store, connectorOf }, PRACTICE),
    store,
    databaseUrl: database.url,
    sealer,
    secretKey,
    portal,
    practiceId: PRACTICE,
    connectionId,
    connectionName: CONNECTION,
    ports,
    alerts,
    openWorker,
    close,
  };
}

interface Parts {
  readonly store: Store;
  readonly ports: SyncPorts;
  readonly connectionId: string;
}

function running({
  store,
  ports,
  connectionId,
}: Parts): Pick<Engine, 'run' | 'tick' | 'settle' | 'passTime'> {
  // One per run: runs listen to it.
  const signal = () => new AbortController().signal;
  const execute = <Row>(query: RawBuilder<Row>) =>
    store.inPractice(PRACTICE, async (tx) => (await query.execute(tx)).rows);
  const tick = async (): Promise<number> => {
    await store.inSystem(wakeWaiting);
    const pairs = await store.inSystem(takeDuePairs);
    const results = await Promise.all(pairs.map((pair) => syncClient(ports, pair, signal())));
    const bug = results.find((result) => result.bug !== null)?.bug;
    if (bug !== undefined && bug !== null) throw bug;
    return pairs.length;
  };
  const settle = async (rounds: number): Promise<readonly (string | null)[]> => {
    for (let round = 0; round < rounds; round += 1) {
      await execute(sql`update due_pair set next_attempt_at = clock_timestamp() where pending`);
      let ran = await tick();
      const any = ran > 0;
      // A connection hands out as many at a time as its concurrency allows.
      while (ran > 0) ran = await tick();
      if (!any) break;
    }
    const left = await execute(
      sql<{ error: string | null }>`select last_error as error from due_pair where pending`,
    );
    return left.map(({ error }) => error);
  };
  return {
    run: (client, runPorts = ports) =>
      syncClient(runPorts, { practiceId: PRACTICE, connectionId, clientId: client.id }, signal()),
    tick,
    settle: (rounds = SETTLE_ROUNDS) => settle(rounds),
    passTime: async () => {
      await execute(
        sql`update operation set lands_by = '-infinity' where answered_at is null and lands_by > '-infinity'`,
      );
      await execute(
        sql`update operation set answered_at = answered_at - interval '1 hour' where answered_at > clock_timestamp() - interval '1 hour'`,
      );
      await execute(
        sql`update portal_resource set lease_until = '-infinity' where lease_until > '-infinity'`,
      );
      await execute(
        sql`update portal_resource set look_again_at = clock_timestamp() where look_again_at > clock_timestamp()`,
      );
      await execute(
        sql`update due_pair set look_again_at = clock_timestamp() where look_again_at > clock_timestamp()`,
      );
      await execute(
        sql`update due_pair set lease_until = '-infinity', dispatched_until = '-infinity', next_attempt_at = clock_timestamp()`,
      );
      await execute(
        sql`update connection_budget set blocked_until = '-infinity', next_free_at = '-infinity'`,
      );
      await execute(
        sql`update connection set probe_at = clock_timestamp() where probe_at > clock_timestamp()`,
      );
    },
  };
}

function looking({
  store,
  connectionId,
}: Parts): Pick<
  Engine,
  'standing' | 'reasonOf' | 'resources' | 'connection' | 'setPolicy' | 'audit' | 'rows'
> {
  const rows = <Row>(query: RawBuilder<Row>) =>
    store.inPractice(PRACTICE, async (tx) => (await query.execute(tx)).rows);
  const standing: Engine['standing'] = async ({ kind, id }) =>
    (
      await rows(
        sql<SubjectStanding>`select state, reason, detail from standing where subject_kind = ${kind} and subject_id = ${id}`,
      )
    )[0] ?? null;
  return {
    rows,
    standing,
    reasonOf: async (record) => (await standing(record))?.reason,
    resources: (type) =>
      rows(sql<ResourceRow>`
        select id, type, key, portal_id as "portalId", state, revoke_state as "revokeState", origin, doubtful
        from portal_resource where ${type ?? null}::text is null or type = ${type ?? null} order by created_at, id`),
    connection: async () => {
      const found = await store.inPractice(PRACTICE, (tx) => readConnection(tx, connectionId));
      if (found === null) throw new Error('The connection of the test is gone.');
      return found;
    },
    setPolicy: async (policy) => {
      await rows(
        sql`update connection set policy = ${JSON.stringify(policy)}::jsonb where id = ${connectionId}`,
      );
    },
    audit: () =>
      rows(
        sql<{
          action: string;
          details: Record<string, unknown>;
        }>`select action, details from audit order by id`,
      ),
  };
}

async function addConnection(
  { store, sealer, url }: { store: Store; sealer: Sealer; url: string },
  options: EngineOptions,
): Promise<string> {
  const id = randomUUID();
  const credentials = JSON.stringify(options.credentials ?? SANDBOX_CREDENTIALS);
  const concurrency = options.concurrency ?? 10;
  const requestsPerSecond = options.requestsPerSecond ?? 10_000;
  await store.inPractice(PRACTICE, async (tx) => {
    await addPractice(tx, {
      id: PRACTICE,
      name: 'Jansen Accountants',
      linksFrom: 'practice-software',
      webhookSecrets: [],
      source: null,
    });
    await writeConnection(tx, {
      id,
      practiceId: PRACTICE,
      name: CONNECTION,
      portal: options.at?.portal ?? 'caseware-cloud',
      baseUrl: options.at?.url ?? url,
      // Groups, unless told otherwise: they have what most portals have, and are read back.
      settings: { ...(options.at === undefined ? { accessBy: 'contact-group' } : {}), ...options.settings },
      policy: options.policy ?? {},
      limits: { concurrency, requestsPerSecond },
      credentials: sealer.seal(credentials, credentialsContext({ practiceId: PRACTICE, id })),
      concurrency,
      requestsPerSecond,
      provenTypes: options.provenTypes ?? ['group', 'group-role', 'access'],
      documentedTypes: options.documentedTypes ?? [],
    });
    if (options.listed === true)
      await sql`update connection set listed_at = now() where id = ${id}`.execute(tx);
  });
  return id;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
