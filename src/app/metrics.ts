// Numbers for operations: what was asked of portals, what jobs did, and how old the oldest unserved change is. Labels are
// ids of portals and practices, states and codes; no name, client or person stands in a metric.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { readAttention, readBacklog } from '../database/people/status.ts';
import { countOpenEvents, countOutdated } from '../database/people/open-statements.ts';
import type { Store } from '../database/open-store.ts';
import { readClock } from '../database/portal/verify-turns.ts';
import { listPractices } from '../database/records/practices.ts';
import { SOURCE_STATES, sourceAgeSeconds, sourceState } from '../domain/source-state.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly countRequest: (request: {
    portal: string;
    method: string;
    status: number | null;
    ms: number;
  }) => void;
  readonly countJob: (job: string, outcome: 'completed' | 'failed') => void;
  readonly countConnectionState: (state: string) => void;
  readonly countUnannounced: (records: number) => void;
}

export function createMetrics(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'koppel_portal_requests_total',
    help: 'Requests sent to portals.',
    labelNames: ['portal', 'method', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'koppel_portal_request_seconds',
    help: 'Time a portal took to answer.',
    labelNames: ['portal'],
    registers,
  });
  const jobs = new Counter({
    name: 'koppel_jobs_total',
    help: 'Jobs that ended.',
    labelNames: ['job', 'outcome'],
    registers,
  });
  const states = new Counter({
    name: 'koppel_connection_state_changes_total',
    help: 'Connections stopped, quarantined or back, and those that refuse every write or take them again.',
    labelNames: ['state'],
    registers,
  });
  const unannounced = new Counter({
    name: 'koppel_source_unannounced_total',
    help: 'Records that a snapshot changed although no webhook had announced them.',
    registers,
  });
  readGauges(store, registers);
  return {
    registry,
    countRequest: ({ portal, method, status, ms }) => {
      requests.inc({ portal, method, status: String(status ?? 'none') });
      seconds.observe({ portal }, ms / 1000);
    },
    countJob: (job, outcome) => jobs.inc({ job, outcome }),
    countConnectionState: (state) => states.inc({ state }),
    countUnannounced: (records) => unannounced.inc(records),
  };
}

/** Read from the ledger when asked for, so that every process tells the same. */
function readGauges(store: Store, registers: Registry[]): void {
  const gauge = gaugesOf(registers);
  const backlog = sharing(() => store.inSystem(readBacklog));
  const attention = sharing(() => store.inSystem(readAttention));
  readSourceGauges(store, gauge);
  readOpenGauges(store, gauge);
  readOutdatedGauges(store, gauge);
  gauge({ name: 'koppel_due_pairs', help: 'Clients due, by lane.', labelNames: ['lane'] }, async (due) => {
    const lanes = (await backlog()).due;
    for (const lane of ['revoke', 'change', 'bulk'] as const) due.set({ lane }, lanes[lane]);
  });
  gauge({ name: 'koppel_last_sweep_age_seconds', help: 'Time since a sweep finished.' }, async (age) =>
    age.set((await backlog()).lastSweepSeconds ?? -1),
  );
  gauge(
    {
      name: 'koppel_oldest_unserved_change_seconds',
      help: 'Age of the oldest change that is not yet verified in its portal: the number to be woken for.',
    },
    async (oldest) => oldest.set((await backlog()).oldestSeconds),
  );
  gauge(
    { name: 'koppel_connections', help: 'Connections, by state.', labelNames: ['state'] },
    async (connections) => {
      for (const [state, count] of Object.entries((await attention()).connections))
        connections.set({ state }, count);
    },
  );
  gauge(
    {
      name: 'koppel_connections_refusing_writes',
      help: 'Connections whose portal can be read and refuses every write.',
    },
    async (refusing) => refusing.set((await attention()).refusingWrites),
  );
  gauge(
    {
      name: 'koppel_waiting_for_people',
      help: 'Requests of the brake and manual tasks that are open, and revokes that were rejected and are still due.',
      labelNames: ['what'],
    },
    async (waiting) => {
      const { brakeRequests, manualTasks, rejectedRevokes } = await attention();
      waiting.set({ what: 'brake' }, brakeRequests);
      waiting.set({ what: 'task' }, manualTasks);
      waiting.set({ what: 'rejected-revoke' }, rejectedRevokes);
    },
  );
}

/** What was taken in and does not count yet. */
function readOpenGauges(store: Store, gauge: AddGauge): void {
  const open = sharing(() => store.inSystem(countOpenEvents));
  const told = { labelNames: ['what'] as const };
  gauge(
    {
      ...told,
      name: 'koppel_open_events',
      help: 'Received events that wait or were refused, and records that were read and refused.',
    },
    async (events) => {
      events.reset();
      for (const { kind, count } of await open()) events.set({ what: kind }, count);
    },
  );
  gauge(
    { ...told, name: 'koppel_open_events_oldest_seconds', help: 'Age of the oldest of the open events.' },
    async (ages) => {
      ages.reset();
      for (const { kind, oldestSeconds } of await open()) ages.set({ what: kind }, oldestSeconds);
    },
  );
}

/** What was outdated when it came, and is something else than what counts. */
function readOutdatedGauges(store: Store, gauge: AddGauge): void {
  const outdated = sharing(() => store.inSystem(countOutdated));
  gauge(
    {
      name: 'koppel_outdated_statements',
      help: 'Records of which something older came later, until they are said anew.',
    },
    async (records) => records.set((await outdated()).count),
  );
  gauge(
    {
      name: 'koppel_outdated_statements_oldest_seconds',
      help: 'Age of the oldest of the outdated statements.',
    },
    async (age) => age.set((await outdated()).oldestSeconds),
  );
}

type AddGauge = ReturnType<typeof gaugesOf>;

function gaugesOf(registers: Registry[]) {
  return <Label extends string = never>(
    told: { readonly name: string; readonly help: string; readonly labelNames?: readonly Label[] },
    collect: (gauge: Gauge<Label>) => Promise<void>,
  ): void => {
    const made: Gauge<Label> = new Gauge({ ...told, registers, collect: () => collect(made) });
  };
}

function readSourceGauges(store: Store, gauge: AddGauge): void {
  const reading = sharing(() =>
    store.inSystem(async (tx) => ({ practices: await listPractices(tx), now: await readClock(tx) })),
  );
  gauge(
    {
      name: 'koppel_source_age_seconds',
      help: 'Age of the last export of the practice that was accepted, by the time that it says of itself, else since it was accepted, or since its source was announced.',
      labelNames: ['practice'],
    },
    async (ages) => {
      ages.reset();
      const { practices, now } = await reading();
      for (const practice of practices) {
        const age = sourceAgeSeconds(practice, now);
        if (age !== null) ages.set({ practice: practice.id }, age);
      }
    },
  );
  gauge(
    { name: 'koppel_sources', help: 'Practices, by how their source stands.', labelNames: ['state'] },
    async (sources) => {
      const { practices, now } = await reading();
      const states = practices.map((practice) => sourceState(practice, now));
      for (const state of SOURCE_STATES) sources.set({ state }, states.filter((own) => own === state).length);
    },
  );
}

/** All gauges are collected at the same time: those that tell of one reading share it. */
function sharing<T>(read: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => (underWay ??= read().finally(() => (underWay = null)));
}
