// The producing side of the queues: adds jobs, counts them, hands the dashboard its queues. A job holds ids only. The
// database decides what is due; a queue that loses its jobs loses nothing.
import type { DefaultJobOptions } from 'bullmq';
import { unavailable, withDeadline } from './deadline.ts';
import { storableData, storableText } from './storable.ts';
import {
  postgresConnection,
  postgresQueues,
  READY_WITHIN_MS,
  redisConnection,
  redisQueues,
  storeOf,
  type Lifetime,
} from './queue-store.ts';

export const QUEUE_NAMES = ['sync-client', 'receive-event', 'read-source', 'upkeep'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** Ids and codes only: jobs are kept in clear text and shown on the dashboard. */
export type JobData = Readonly<Record<string, string>>;

export interface NewJob {
  readonly name: string;
  readonly data: JobData;
  /**
   * Neither a number nor text with a single colon. While a job with this id is waiting, running or kept as finished,
   * adding another is silently ignored: put a generation into it.
   */
  readonly jobId: string;
  /** The lower, the sooner; jobs without one go before all others. */
  readonly priority?: number;
}

type JobCounts = Readonly<Record<string, number>>;

export interface Queues {
  /** Many in pieces, each within its time. Throws a TransientError within about two seconds when the store is away. */
  add(queueName: QueueName, jobs: readonly NewJob[]): Promise<void>;
  /** Jobs per state (waiting, active, delayed, completed, failed …) of each queue. */
  counts(): Promise<Readonly<Record<QueueName, JobCounts>>>;
  /** The BullMQ queues themselves, for the dashboard's BullMQAdapter and nothing else. */
  boards(): unknown[];
  /** Forgets a job, unless it is running. Does nothing when there is none. */
  remove(queueName: QueueName, jobId: string): Promise<void>;
  /** Safe to repeat; returns within a few seconds even when the store is away. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** postgres://… or redis://… */
  readonly url: string;
  /** Keeps several installations on one Redis apart. PostgreSQL keeps them apart by database. */
  readonly prefix?: string;
  /** Trouble with the store between calls, such as a broken connection. */
  readonly onError: (error: unknown) => void;
}

const CALL_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 1_000;
const HOUR_S = 3_600;
/** What one call adds: ten thousand at once would take longer than a call may. */
const ADDED_AT_A_TIME = 500;

const KEEP_DONE = { age: HOUR_S };
const KEEP_FAILED = { age: 7 * 24 * HOUR_S };
/** In the memory of Redis not more than these either. On PostgreSQL a count deadlocks, and re-runs finished jobs. */
const MOST_DONE = 10_000;
const MOST_FAILED = 5_000;

function jobOptions(url: string): DefaultJobOptions {
  const isRedis = storeOf(url) === 'redis';
  return {
    // The ledger alone retries: one owner.
    attempts: 1,
    removeOnComplete: isRedis ? { ...KEEP_DONE, count: MOST_DONE } : KEEP_DONE,
    removeOnFail: isRedis ? { ...KEEP_FAILED, count: MOST_FAILED } : KEEP_FAILED,
  };
}

/** Opens after the store has answered once. */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  const lifetime: Lifetime = { ended: false };
  const open = (name: QueueName) => openQueue(name, options, lifetime);
  const queues = {
    'sync-client': open('sync-client'),
    'receive-event': open('receive-event'),
    'read-source': open('read-source'),
    upkeep: open('upkeep'),
  };
  const all = Object.values(queues);
  const close = async () => {
    lifetime.ended = true;
    await Promise.all(all.map(closeQueue));
  };
  try {
    await Promise.all(all.map((queue) => call(queue.waitUntilReady(), READY_WITHIN_MS)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    add: async (queueName, jobs) => {
      for (let at = 0; at < jobs.length; at += ADDED_AT_A_TIME)
        await call(queues[queueName].addBulk(jobs.slice(at, at + ADDED_AT_A_TIME).map(toBulkJob)));
    },
    counts: async () => {
      const [sync, receive, read, upkeep] = await call(
        Promise.all([
          queues['sync-client'].getJobCounts(),
          queues['receive-event'].getJobCounts(),
          queues['read-source'].getJobCounts(),
          queues.upkeep.getJobCounts(),
        ]),
      );
      return { 'sync-client': sync, 'receive-event': receive, 'read-source': read, upkeep };
    },
    boards: () => all,
    remove: async (queueName, jobId) => {
      await call(queues[queueName].remove(jobId));
    },
    close,
  };
}

function openQueue(name: QueueName, options: QueueOptions, lifetime: Lifetime) {
  const common = {
    defaultJobOptions: jobOptions(options.url),
    ...(options.prefix && { prefix: options.prefix }),
  };
  const queue =
    storeOf(options.url) === 'postgres'
      ? new postgresQueues.Queue<JobData>(name, {
          ...common,
          connection: postgresConnection(options.url, 'producer'),
        })
      : new redisQueues.Queue<JobData>(name, {
          ...common,
          connection: redisConnection(options.url, 'producer', lifetime),
        });
  queue.on('error', options.onError);
  return queue;
}

/** Disconnected first: from a closed queue whose Redis is away, BullMQ would go on calling and report to nobody. */
async function closeQueue(queue: ReturnType<typeof openQueue>): Promise<void> {
  await withDeadline(queue.disconnect(), CLOSE_TIMEOUT_MS).catch(() => undefined);
  await withDeadline(queue.close(), CLOSE_TIMEOUT_MS).catch(() => undefined);
}

function toBulkJob(job: NewJob) {
  return {
    name: storableText(job.name),
    data: storableData(job.data),
    opts: {
      jobId: storableText(job.jobId),
      ...(job.priority === undefined ? {} : { priority: job.priority }),
    },
  };
}

/** Nothing here may hang: a call to a store that went away could otherwise stay unanswered. */
async function call<Result>(work: Promise<Result>, withinMs = CALL_TIMEOUT_MS): Promise<Result> {
  try {
    return await withDeadline(work, withinMs);
  } catch (error) {
    throw unavailable(error);
  }
}
