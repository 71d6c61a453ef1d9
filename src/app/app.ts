// The composition root: opens what a process needs, in order, and closes it in reverse: what works first, at one time.
// The only file that knows which jobs exist.
import { randomUUID } from 'node:crypto';
import { toSlotJob, type JobPorts, type JobResult, type QueuedJob } from '../../jobs/job.ts';
import { JOBS } from '../../jobs/registry.ts';
import { toVerifyJob } from '../../jobs/verify-connection.ts';
import { mayLeaveWalls } from '../database/runtime-login.ts';
import { createIntake } from '../database/records/intake.ts';
import { impatient } from '../database/impatient-store.ts';
import { claimSlot, finishSlot } from '../database/ledger/job-runs.ts';
import type { DispatchedPair } from '../database/ledger/hand-out.ts';
import type { Foundation } from './foundation.ts';
import { openHttp, type OpenHttp } from './open-http.ts';
import { openPortals, type Portals } from './open-portals.ts';
import { openSources, type Sources } from './open-sources.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { connectorOf } from './portals.ts';
import { createAddressGuard } from '../portal-http/address-guard.ts';
import { createDownload } from '../portal-http/download.ts';
import { openQueues, QUEUE_NAMES, type QueueName, type Queues } from '../queue/open-queues.ts';
import { openWorker, type QueueWorker } from '../queue/open-worker.ts';
import { assertRedisIsSafe } from '../queue/prepare-store.ts';
import { startSchedule, type Schedule } from '../queue/schedule.ts';
import { pruneDownloads } from '../intake/prune-downloads.ts';
import { startDispatcher, type Dispatcher } from '../engine/dispatch.ts';
import type { SyncPorts } from '../engine/sync-client.ts';

export interface AppOptions {
  readonly serve: boolean;
  readonly work: boolean;
}

export interface App {
  /** Address of the server; null when this process serves nothing. */
  readonly url: string | null;
  readonly queues: Queues;
  readonly ports: JobPorts;
  readonly portals: Portals;
  readonly sources: Sources;
  nudge(): void;
  /** Runs one scheduled job now, in this process, outside its schedule. */
  runJob(job: string, data: Readonly<Record<string, string>>): Promise<JobResult>;
  close(): Promise<void>;
}

/** A lease is renewed three times in this time; a killed worker's clients are free again after it. */
const LEASE_MS = 15_000;

export async function openApp(foundation: Foundation, options: AppOptions): Promise<App> {
  const closers: Closers = { working: [], below: [] };
  const close = () => closeAll(closers);
  try {
    return { ...(await open(foundation, options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closer = () => Promise<void> | void;

interface Closers {
  /** Of what takes work in, hands it out or does it: each takes nothing new from the moment it is called. */
  readonly working: Closer[];
  /** Of what that stands on. */
  readonly below: Closer[];
}

/**
 * What works is called in the order in which it was opened, the dispatcher first, and waited for together: one after the
 * other, the last would still take up clients while the first lets its jobs finish, and be cut off in a request when the
 * process has to go.
 */
async function closeAll({ working, below }: Closers): Promise<void> {
  const ended = await Promise.allSettled(working.splice(0).map(async (closer) => closer()));
  for (const closer of below.splice(0).reverse()) await closer();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

async function open(
  foundation: Foundation,
  options: AppOptions,
  closers: Closers,
): Promise<Omit<App, 'close'>> {
  const { log, store } = foundation;
  const warnings = await assertRedisIsSafe(foundation.queueUrl, { requireAppendOnly: false });
  for (const warning of warnings) log.warn({ warning }, 'redis is not as safe as it could be');
  if (await mayLeaveWalls(store.db))
    log.warn(
      'the login in DATABASE_URL may see every practice; give Koppel one of its own (koppel migrate --runtime-role)',
    );
  const metrics = createMetrics(store);
  const portals = openPortals(foundation, metrics.countRequest, { sharesTokens: true });
  closers.below.push(() => portals.close());
  const sources = openSources(foundation);
  closers.below.push(() => sources.close());
  const queues = await openQueues({
    url: foundation.queueUrl,
    onError: (err) => log.warn({ err }, 'queue trouble'),
  });
  closers.below.push(() => queues.close());
  const dispatching: { dispatcher: Dispatcher | null } = { dispatcher: null };
  const nudge = (): void => dispatching.dispatcher?.nudge();
  const ports = jobPorts(foundation, { portals, sources, queues, metrics, nudge });
  if (options.work) {
    dispatching.dispatcher = await startWork(foundation, { ports, queues, metrics }, closers);
  }
  const http = options.serve ? await serve(foundation, { queues, ports, metrics, sources }, closers) : null;
  const runJob = (job: string, data: Readonly<Record<string, string>>) =>
    run(ports, { job, data }, { signal: new AbortController().signal, attempt: 1 });
  return { url: http?.url ?? null, queues, ports, portals, sources, nudge, runJob };
}

interface Parts {
  readonly portals: Portals;
  readonly sources: Sources;
  readonly queues: Queues;
  readonly metrics: Metrics;
  readonly nudge: () => void;
}

function jobPorts(foundation: Foundation, { portals, sources, queues, metrics, nudge }: Parts): JobPorts {
  const { store, log, config } = foundation;
  const sync: SyncPorts = {
    store,
    connectorOf: (portal) => portals.connectorOf(portal),
    openSession: (request) => portals.openSession(request),
    newId: randomUUID,
    leaseMs: LEASE_MS,
    onConnectionState: ({ id, practiceId }, state, reason) => {
      metrics.countConnectionState(state);
      const level = state === 'active' || state === 'writes-taken' ? 'info' : 'error';
      log[level]({ practice: practiceId, connection: id, state, reason }, 'connection changed state');
    },
  };
  return {
    store,
    sync,
    intake: createIntake(store),
    eventIntake: createIntake(impatient(store)),
    now: () => new Date(),
    retentionDays: config.retentionDays,
    download: createDownload({ guard: createAddressGuard({ allowed: config.allowedAddresses }) }),
    openSource: sources.open,
    countUnannounced: metrics.countUnannounced,
    nudge,
    enqueue: (jobs) => enqueue(queues, jobs),
    log: (level, message, fields) => log[level](fields, message),
  };
}

async function enqueue(queues: Queues, jobs: readonly QueuedJob[]): Promise<void> {
  for (const queue of new Set(JOBS.map((job) => job.queue))) {
    const names = new Set(JOBS.filter((job) => job.queue === queue).map((job) => job.name));
    const own = jobs.filter(({ job }) => names.has(job));
    if (own.length > 0)
      await queues.add(
        queue,
        own.map(({ job, ...given }) => ({ name: job, ...given })),
      );
  }
}

function toJob({ practiceId, connectionId, clientId, dispatchNo }: DispatchedPair): QueuedJob {
  return {
    job: 'sync-client',
    data: { practiceId, connectionId, clientId },
    jobId: `${connectionId}.${clientId}.${dispatchNo}`,
  };
}

interface WorkParts {
  readonly ports: JobPorts;
  readonly queues: Queues;
  readonly metrics: Metrics;
}

async function startWork(foundation: Foundation, parts: WorkParts, closers: Closers): Promise<Dispatcher> {
  const { log, store, config } = foundation;
  const dispatcher = startDispatcher(
    {
      store,
      worker: { id: randomUUID(), hands: config.workerConcurrency },
      enqueue: (pairs) => enqueue(parts.queues, pairs.map(toJob)),
      enqueueVerifications: (turns) => enqueue(parts.queues, turns.map(toVerifyJob)),
    },
    (err) => log.warn({ err }, 'dispatch failed; it is tried again'),
  );
  closers.working.push(() => dispatcher.close());
  const concurrency = {
    'sync-client': config.workerConcurrency,
    'receive-event': 5,
    'read-source': 3,
    upkeep: 8,
  } as const;
  for (const queueName of QUEUE_NAMES) {
    const worker = await startWorker(foundation, parts, { queueName, concurrency: concurrency[queueName] });
    closers.working.push(() => worker.close());
  }
  const downloads = await pruneDownloads();
  if (downloads > 0) log.info({ downloads }, 'downloads that a killed process left behind are removed');
  const schedule = startJobs(foundation, parts.queues);
  closers.working.push(() => schedule.stop());
  return dispatcher;
}

function startWorker(
  foundation: Foundation,
  { ports, metrics }: WorkParts,
  { queueName, concurrency }: { queueName: QueueName; concurrency: number },
): Promise<QueueWorker> {
  return openWorker({
    url: foundation.queueUrl,
    queueName,
    concurrency,
    onError: (err) => foundation.log.warn({ err }, 'queue trouble'),
    run: async (job, signal) => {
      try {
        const result = await run(ports, { job: job.name, data: job.data }, { signal, attempt: job.attempt });
        metrics.countJob(job.name, 'completed');
        return result;
      } catch (err) {
        metrics.countJob(job.name, 'failed');
        foundation.log.warn({ err, job: job.name, ...job.data }, 'job failed');
        throw err;
      }
    },
  });
}

async function run(
  ports: JobPorts,
  { job, data }: { job: string; data: Readonly<Record<string, string>> },
  jobRun: { signal: AbortSignal; attempt: number },
): Promise<JobResult> {
  const found = JOBS.find(({ name }) => name === job);
  if (found === undefined) throw new Error(`no job is named ${job}`);
  const result = await found.run(ports, data, jobRun);
  const { slot } = data;
  if (slot !== undefined)
    await ports.store.inSystem((tx) => finishSlot(tx, { job, slot: new Date(slot), counts: result }));
  return result;
}

/** Each process wakes up; the one that claims the slot puts the job into the queue. */
function startJobs(foundation: Foundation, queues: Queues): Schedule {
  const { store, config, log } = foundation;
  return startSchedule({
    entries: [
      { job: 'sweep', cron: config.sweepCron, setting: 'KOPPEL_SWEEP_CRON' },
      { job: 'read-source', cron: config.readSourceCron, setting: 'KOPPEL_READ_SOURCE_CRON' },
      { job: 'verify-connection', cron: config.verifyCron, setting: 'KOPPEL_VERIFY_CRON' },
      { job: 'prune', cron: config.pruneCron, setting: 'KOPPEL_PRUNE_CRON' },
    ].filter(({ job }) => JOBS.some(({ name }) => name === job)),
    claimSlot: (job, slot) => store.inSystem((tx) => claimSlot(tx, job, slot)),
    run: (job, slot) => enqueue(queues, [toSlotJob(job, slot)]),
    onError: (err, job) => log.error({ err, job }, 'a scheduled job could not be started'),
  });
}

async function serve(
  foundation: Foundation,
  parts: WorkParts & { readonly sources: Sources },
  closers: Closers,
): Promise<OpenHttp> {
  const http = await openHttp(foundation, { ...parts, connectorOf });
  closers.working.push(() => http.close());
  return http;
}
