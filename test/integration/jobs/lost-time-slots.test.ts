// A slot that was claimed, but whose job never came into the queue: the sweep makes it good.
import { expect } from 'chai';
import { sql } from 'kysely';
import { finishSlot } from '../../../src/database/ledger/job-runs.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from './job-ports.ts';

describe('a slot that was claimed and not run', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  /** As the process that was to put the job into the queue left it, so many minutes ago. */
  async function claimed(job: string, minutes: number): Promise<Date> {
    const slot = new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000);
    await engine.store.inSystem((tx) =>
      sql`insert into job_run (job, slot, started_at) values (${job}, ${slot}, ${slot})`.execute(tx),
    );
    return slot;
  }
  async function sweep() {
    const jobs = openJobs(engine);
    await jobs.run('sweep', { slot: SLOT });
    return jobs.queued;
  }

  it('is queued by the sweep, as the very same job, until it has finished', async () => {
    const slot = await claimed('prune', 10);
    const at = slot.toISOString();
    expect(await sweep()).to.deep.equal([
      { job: 'prune', data: { slot: at }, jobId: `prune.${at.replaceAll(':', '')}` },
    ]);
    await engine.store.inSystem((tx) => finishSlot(tx, { job: 'prune', slot, counts: {} }));
    expect(await sweep()).to.deep.equal([]);
  });

  it('is left when it is on its way, a sweep, older than a day, or made up for by a later one', async () => {
    await claimed('verify-connection', 0);
    await claimed('sweep', 10);
    await claimed('read-source', 1_500);
    await claimed('prune', 70);
    const slot = await claimed('prune', 10);
    await engine.store.inSystem((tx) => finishSlot(tx, { job: 'prune', slot, counts: {} }));
    expect(await sweep()).to.deep.equal([]);
  });
});
