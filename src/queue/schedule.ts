// Runs jobs at their times, once over all processes: each process wakes up, and the one that claims the time slot in
// the database runs it. Not responsible for what a job does nor for storing claims.
import { createTask, validate, type ScheduledTask } from 'node-cron';
import { ConfigError } from '../errors.ts';

interface ScheduleEntry {
  readonly job: string;
  /** Cron expression of five fields, in UTC. */
  readonly cron: string;
  /** The variable that says it. */
  readonly setting: string;
}

export interface ScheduleOptions {
  readonly entries: readonly ScheduleEntry[];
  /** True for exactly one caller per job and slot. `slot`: the planned time, a whole minute. */
  readonly claimSlot: (job: string, slot: Date) => Promise<boolean>;
  readonly run: (job: string, slot: Date) => Promise<void>;
  readonly onError: (error: unknown, job: string) => void;
  /** By a clock that nobody sets. Default: that of the process. */
  readonly elapsedMs?: () => number;
}

export interface Schedule {
  /** Starts nothing any more and waits for what is running. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;

export function startSchedule(options: ScheduleOptions): Schedule {
  assertValid(options.entries);
  const underWay = new Map<string, Promise<void>>();
  const wake = (job: string, planned: Date) => {
    // A run that takes longer than its interval is not doubled; the next slot does its work.
    if (underWay.has(job)) return;
    const run = runSlot(options, job, toSlot(planned)).finally(() => underWay.delete(job));
    underWay.set(job, run);
  };
  const startAll = () => options.entries.map((entry) => startTask(entry, options, wake));
  let tasks = startAll();
  const destroyAll = () => Promise.all(tasks.map(async (task) => task.destroy()));
  const watch = watchClock(options.elapsedMs ?? (() => performance.now()), () => {
    void destroyAll();
    tasks = startAll();
  });
  return {
    stop: async () => {
      clearInterval(watch);
      await destroyAll();
      await Promise.all(underWay.values());
    },
  };
}

const SET_BACK_MS = 30_000;

/** A task that has its next time from a clock that was ahead would wait for as long as that was: it is made anew. */
function watchClock(elapsedMs: () => number, onSetBack: () => void): NodeJS.Timeout {
  const ahead = () => Date.now() - elapsedMs();
  let before = ahead();
  const look = () => {
    const now = ahead();
    if (now < before - SET_BACK_MS) onSetBack();
    before = now;
  };
  return setInterval(look, MINUTE_MS).unref();
}

function assertValid(entries: readonly ScheduleEntry[]): void {
  const problems = entries
    .filter(({ cron }) => cron.trim().split(/\s+/).length !== 5 || !validate(cron))
    .map(({ setting }) => ({
      en: `${setting} must be a cron expression of five fields, such as */5 * * * *`,
      nl: `${setting} moet een cron-uitdrukking van vijf velden zijn, zoals */5 * * * *`,
    }));
  if (problems.length > 0) throw new ConfigError(problems);
}

function startTask(
  entry: ScheduleEntry,
  options: ScheduleOptions,
  wake: (job: string, planned: Date) => void,
): ScheduledTask {
  const report = (message: string | Error) => options.onError(message, entry.job);
  const ignore = () => undefined;
  const task = createTask(entry.cron, (context) => wake(entry.job, context.date), {
    name: entry.job,
    timezone: 'UTC',
    // A busy process wakes up late; the claim makes running it late safe, and not running it would skip a night.
    missedExecutionTolerance: MINUTE_MS - 1,
    suppressMissedWarning: true,
    logger: { info: ignore, warn: ignore, debug: ignore, error: report },
  });
  void task.start();
  return task;
}

/** The planned minute, not the present one: clocks differ between machines, and timers may fire early. */
function toSlot(planned: Date): Date {
  return new Date(Math.floor(planned.getTime() / MINUTE_MS) * MINUTE_MS);
}

async function runSlot(options: ScheduleOptions, job: string, slot: Date): Promise<void> {
  try {
    if (await options.claimSlot(job, slot)) await options.run(job, slot);
  } catch (error) {
    options.onError(error, job);
  }
}
