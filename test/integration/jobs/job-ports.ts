// The ports of a job on an engine under test: what it puts into the queue, meters and logs is kept to be looked at.
import type { JobPorts, JobResult, QueuedJob } from '../../../jobs/job.ts';
import { JOBS } from '../../../jobs/registry.ts';
import { impatient } from '../../../src/database/impatient-store.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { createDownload } from '../../../src/portal-http/download.ts';
import type { Engine } from '../../support/engine.ts';

export interface TestJobs {
  readonly ports: JobPorts;
  readonly queued: QueuedJob[];
  readonly unannounced: number[];
  readonly logged: unknown[];
  run(job: string, data: unknown, attempt?: number): Promise<JobResult>;
}

export const SLOT = '2026-11-22T02:15:00.000Z';

export function openJobs(engine: Engine, overrides: Partial<JobPorts> = {}): TestJobs {
  const queued: QueuedJob[] = [];
  const unannounced: number[] = [];
  const logged: unknown[] = [];
  const ports: JobPorts = {
    store: engine.store,
    sync: engine.ports,
    intake: createIntake(engine.store),
    eventIntake: createIntake(impatient(engine.store)),
    now: () => new Date(),
    retentionDays: 90,
    download: createDownload({ silenceMs: 2_000 }),
    openSource: () => Promise.reject(new Error('no software is read here')),
    countUnannounced: (records) => unannounced.push(records),
    nudge: () => undefined,
    enqueue: async (jobs) => {
      await Promise.resolve();
      queued.push(...jobs);
    },
    log: (...line) => logged.push(line),
    ...overrides,
  };
  const signal = new AbortController().signal;
  const run = async (name: string, data: unknown, attempt = 1): Promise<JobResult> => {
    const job = JOBS.find((candidate) => candidate.name === name);
    if (job === undefined) throw new Error(`There is no job ${name}.`);
    return job.run(ports, data, { signal, attempt });
  };
  return { ports, queued, unannounced, logged, run };
}
