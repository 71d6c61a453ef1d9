// The consuming side of one queue: runs jobs, a few at a time, and lets them finish when it is closed. What a job does
// is not known here.
import { setTimeout as delay } from 'node:timers/promises';
import { WaitingError } from 'bullmq';
import { unavailable, withDeadline } from './deadline.ts';
import { storableError, storableResult } from './storable.ts';
import type { JobData, QueueName, QueueOptions } from './open-queues.ts';
import {
  postgresConnection,
  postgresQueues,
  READY_WITHIN_MS,
  redisConnection,
  redisQueues,
  storeOf,
  type Lifetime,
} from './queue-store.ts';

interface RunningJob {
  readonly id: string;
  readonly name: string;
  readonly data: JobData;
  /** 1 at first; more when it is retried on the dashboard, or when its worker was killed. */
  readonly attempt: number;
}
/** Numbers and codes for the dashboard, never personal data. */
type JobResult = Readonly<Record<string, string | number>>;

export interface WorkerOptions extends QueueOptions {
  readonly queueName: QueueName;
  /** Jobs under way at a time in this process. */
  readonly concurrency: number;
  /** `signal` aborts when the worker is closed and the job has not finished in time. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- many jobs have nothing to tell
  readonly run: (job: RunningJob, signal: AbortSignal) => Promise<JobResult | void>;
  /** How long `close` lets jobs finish by themselves, and then how long it waits for aborted ones. */
  readonly finishWithinMs?: number;
  readonly abortWithinMs?: number;
}

export interface QueueWorker {
  /** Takes no new jobs and waits for the running ones, but not for ever. A job left behind runs again elsewhere. */
  close(): Promise<void>;
}

/** What BullMQ itself may take to end: to record the last jobs and to close its connections. */
const WIND_UP_WITHIN_MS = 2_000;

/** Opens after the store has answered once; from then on it survives a restart of the store. */
export async function openWorker(options: WorkerOptions): Promise<QueueWorker> {
  const work: Work = { underWay: new Set(), closing: false, lifetime: { ended: false } };
  const worker = createWorker(options, work);
  worker.on('error', options.onError);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeWorker(worker, work, options));
  try {
    await withDeadline(worker.waitUntilReady(), READY_WITHIN_MS);
  } catch (error) {
    await close();
    throw unavailable(error);
  }
  return { close };
}

type BullWorker = ReturnType<typeof createWorker>;
interface Work {
  readonly underWay: Set<Promise<unknown>>;
  closing: boolean;
  readonly lifetime: Lifetime;
}

function createWorker(options: WorkerOptions, work: Work) {
  const common = {
    concurrency: options.concurrency,
    // The default, 15 s, is how long a worker would sleep after PostgreSQL restarts.
    runRetryDelay: 1_000,
    // A job whose worker was killed runs again; several kills in a row must not make it fail.
    maxStalledCount: 3,
    ...(options.prefix && { prefix: options.prefix }),
  };
  // Three parameters: BullMQ looks at their number to know whether to make an AbortSignal.
  const processJob = async (job: BullJob, token: string | undefined, signal: AbortSignal | undefined) => {
    if (work.closing) await giveBack(job, token);
    const run = runJob(options, job, signal ?? new AbortController().signal);
    const settled = run.catch(() => undefined).finally(() => work.underWay.delete(settled));
    work.underWay.add(settled);
    return run;
  };
  if (storeOf(options.url) === 'postgres') {
    const connection = postgresConnection(options.url, 'worker');
    return new postgresQueues.Worker<JobData, JobResult>(options.queueName, processJob, {
      ...common,
      connection,
    });
  }
  const connection = redisConnection(options.url, 'worker', work.lifetime);
  return new redisQueues.Worker<JobData, JobResult>(options.queueName, processJob, { ...common, connection });
}

/** A job whose fetch was under way when closing began is for another worker: nobody here would wait for it. */
async function giveBack(job: BullJob, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

interface BullJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: JobData;
  readonly attemptsStarted: number;
  moveToWait(token?: string): Promise<unknown>;
}

async function runJob(options: WorkerOptions, job: BullJob, signal: AbortSignal): Promise<JobResult> {
  try {
    const { id = '', name, data, attemptsStarted: attempt } = job;
    const result = await options.run({ id, name, data, attempt }, signal);
    return storableResult(result ?? {});
  } catch (error) {
    throw storableError(error);
  }
}

/** Pauses first and closes once it is known how: BullMQ decides at the first call whether to wait for jobs. */
async function closeWorker(worker: BullWorker, work: Work, options: WorkerOptions): Promise<void> {
  work.closing = true;
  await settlesWithin(worker.pause(true), WIND_UP_WITHIN_MS);
  if (!(await settlesWithin(idle(work), options.finishWithinMs ?? 20_000))) {
    worker.cancelAllJobs('The worker is closing.');
    await settlesWithin(idle(work), options.abortWithinMs ?? 3_000);
  }
  work.lifetime.ended = true;
  // What ignores its signal is left behind: its lock runs out and another worker takes the job up.
  const closed = worker.close(work.underWay.size > 0).catch(options.onError);
  if (await settlesWithin(closed, WIND_UP_WITHIN_MS)) return;
  worker.cancelAllJobs('The worker is closing.');
}

async function idle(work: Work): Promise<void> {
  while (work.underWay.size > 0) await Promise.all(work.underWay);
}

async function settlesWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const stop = new AbortController();
  const late = delay(timeoutMs, false, { signal: stop.signal }).catch(() => false);
  const settled = await Promise.race([work.then(() => true), late]);
  stop.abort();
  return settled;
}
