// The jobs Koppel runs: a plain list.
import type { Job, JobPorts, JobQueue, JobResult, JobRun } from './job.ts';
import { pruneJob } from './prune.ts';
import { readSourceJob } from './read-source.ts';
import { receiveEventJob } from './receive-event.ts';
import { sweepJob } from './sweep.ts';
import { syncClientJob } from './sync-client.ts';
import { verifyConnectionJob } from './verify-connection.ts';

export interface RegisteredJob {
  readonly name: string;
  readonly queue: JobQueue;
  /** Parses the payload, then runs. Throws on a payload that is not of the job's form. */
  readonly run: (ports: JobPorts, data: unknown, run: JobRun) => Promise<JobResult>;
}

function register<Payload>(job: Job<Payload>): RegisteredJob {
  const { name, queue } = job;
  return { name, queue, run: async (ports, data, run) => job.run(ports, job.payload.parse(data), run) };
}

export const JOBS: readonly RegisteredJob[] = [
  register(syncClientJob),
  register(receiveEventJob),
  register(sweepJob),
  register(verifyConnectionJob),
  register(readSourceJob),
  register(pruneJob),
];
