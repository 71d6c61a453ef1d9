// What a job is: a name, its queue, a payload of ids, and what it does. What it may use is in the ports; jobs know no
// queue and no HTTP.
import type { ZodType } from 'zod';
import type { Store } from '../src/database/open-store.ts';
import type { Intake } from '../src/intake/intake.ts';
import type { Download } from '../src/intake/read-address.ts';
import type { OpenSource } from '../src/intake/read-source.ts';
import type { SyncPorts } from '../src/engine/sync-client.ts';

export interface JobPorts {
  readonly store: Store;
  readonly sync: SyncPorts;
  readonly intake: Intake;
  /** The same, through an impatient store. */
  readonly eventIntake: Intake;
  readonly now: () => Date;
  readonly retentionDays: number;
  /** How the export of a practice is fetched from its address. */
  readonly download: Download;
  /** How the software of a practice is opened to be read. */
  readonly openSource: OpenSource;
  /** Records that a snapshot changed although no webhook had announced them. */
  readonly countUnannounced: (records: number) => void;
  /** Something became due: dispatch now. */
  readonly nudge: () => void;
  readonly enqueue: (jobs: readonly QueuedJob[]) => Promise<void>;
  /** Ids and codes only. */
  readonly log: (
    level: 'info' | 'warn' | 'error',
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ) => void;
}

export interface JobRun {
  readonly signal: AbortSignal;
  /** 1 at first; more when a person retries it, or when its worker was killed. */
  readonly attempt: number;
}

/** `read-source` apart: sources that are slow keep no sweep waiting. */
export type JobQueue = 'sync-client' | 'receive-event' | 'read-source' | 'upkeep';

export type JobResult = Readonly<Record<string, string | number>>;

export interface Job<Payload> {
  readonly name: string;
  readonly queue: JobQueue;
  readonly payload: ZodType<Payload>;
  run(ports: JobPorts, payload: Payload, run: JobRun): Promise<JobResult>;
}

export interface QueuedJob {
  readonly job: string;
  readonly data: Readonly<Record<string, string>>;
  /** The same id is queued once while it is kept: put a number of its own into it for each occasion. */
  readonly jobId: string;
  /** The lower, the sooner; jobs without one go before all others. */
  readonly priority?: number;
}

/** The scheduled job of a slot: queued again, it is the same one. */
export function toSlotJob(job: string, slot: Date): QueuedJob {
  const at = slot.toISOString();
  return { job, data: { slot: at }, jobId: `${job}.${at.replaceAll(':', '')}` };
}

/** A job that ran well, and whose outcome operations must see: shown as failed, with the reason codes and no stack. */
export class JobFailedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'JobFailedError';
    this.code = code;
    this.stack = `${this.name}: ${message}`;
  }
}
