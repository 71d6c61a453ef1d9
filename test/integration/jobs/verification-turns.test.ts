// Who asks for the list that a first load waits for, and how the nightly verifications get their turns.
import { expect } from 'chai';
import { sql } from 'kysely';
import { dispatch } from '../../../src/engine/dispatch.ts';
import { JobFailedError } from '../../../jobs/job.ts';
import { toVerifyJob, verifyConnectionJob } from '../../../jobs/verify-connection.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT, type TestJobs } from './job-ports.ts';

describe('the turns of verifications', () => {
  let engine: Engine;
  let jobs: TestJobs;
  beforeEach(async () => {
    engine = await openEngine();
    jobs = openJobs(engine);
  });
  afterEach(() => engine.close());

  /** As when a whole practice is switched on in one go. */
  const firstLoad = async (): Promise<void> => {
    await engine.clients(15, 0);
    await engine.rows(sql`update due_pair set lane = 2, next_attempt_at = clock_timestamp()`);
  };
  const pass = async (enqueueVerifications = jobs.ports.enqueue) => {
    const queued: { job: string }[] = [];
    const { handedOut } = await dispatch({
      store: engine.store,
      enqueue: () => Promise.resolve(),
      enqueueVerifications: async (turns) => {
        queued.push(...turns.map(toVerifyJob));
        await enqueueVerifications(turns.map(toVerifyJob));
      },
    });
    return { handedOut, queued };
  };

  it('a first load waits for a list, which dispatch asks for at once, and once', async () => {
    await firstLoad();
    expect(await pass()).to.deep.include({ handedOut: 0 });
    expect(jobs.queued.map(({ job, data }) => [job, data])).to.deep.equal([
      ['verify-connection', { practiceId: engine.practiceId, connectionId: engine.connectionId }],
    ]);
    expect((await pass()).queued).to.deep.equal([]);
    expect(await jobs.run('verify-connection', jobs.queued[0]?.data)).to.include({ status: 'complete' });
    const { handedOut, queued } = await pass();
    expect(handedOut).to.equal(10);
    expect(queued).to.deep.equal([]);
  });

  it('a list that the queue would not take, or lost, is asked for again', async () => {
    await firstLoad();
    const away = await pass(() => Promise.reject(new Error('away'))).catch((error: unknown) => error);
    expect(away).to.be.instanceOf(Error);
    const [first] = (await pass()).queued;
    expect(first).to.not.equal(undefined);
    await engine.rows(sql`update connection set verify_asked_until = clock_timestamp()`);
    const [second] = (await pass()).queued;
    expect(second)
      .to.have.property('jobId')
      .that.does.not.equal(Reflect.get(first ?? {}, 'jobId'));
  });

  it('a list that breaks off is a failed job, and is asked for again after a while, not at once', async () => {
    await firstLoad();
    await engine.portal.arm({ match: { method: 'GET', path: '/users' }, fault: '500', times: 4 });
    const { queued } = await pass();
    const failed = await jobs.run('verify-connection', jobs.queued[0]?.data).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(JobFailedError).with.property('code', 'PORTAL_UNAVAILABLE');
    expect(queued).to.have.length(1);
    expect((await pass()).queued).to.deep.equal([]);
    await engine.rows(sql`update connection set verify_due_at = clock_timestamp()`);
    expect((await pass()).queued).to.have.length(1);
  });

  it('a list that breaks off because the process ends has not failed: another takes it up at once', async () => {
    await firstLoad();
    await pass();
    const ending = new AbortController();
    ending.abort();
    const run = { signal: ending.signal, attempt: 1 };
    const wish = { practiceId: engine.practiceId, connectionId: engine.connectionId };
    expect(await verifyConnectionJob.run(jobs.ports, wish, run)).to.include({ status: 'broken-off' });
    expect((await pass()).queued).to.have.length(1);
  });

  it('the sweep asks for it too', async () => {
    await firstLoad();
    expect(await jobs.run('sweep', { slot: SLOT })).to.include({ verifications: 1 });
    expect(jobs.queued).to.have.length(1);
  });

  it('a few clients are pushed without waiting for a list', async () => {
    await engine.clients(3, 0);
    await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp()`);
    expect(await pass()).to.deep.equal({ handedOut: 3, queued: [] });
  });

  it('every night each connection in use is read back, and only once', async () => {
    expect(await jobs.run('verify-connection', { slot: SLOT })).to.deep.equal({ connections: 1 });
    const [job] = (await pass()).queued;
    expect(job).to.have.property('job', 'verify-connection');
    const data = { practiceId: engine.practiceId, connectionId: engine.connectionId };
    expect(await jobs.run('verify-connection', data)).to.include({ status: 'complete' });
    expect(await jobs.run('verify-connection', data)).to.deep.equal({ status: 'done-already' });
    expect(await jobs.run('verify-connection', data, 2)).to.include({ status: 'complete' });
    expect((await pass()).queued).to.deep.equal([]);
  });

  it('a paused connection is not read', async () => {
    await engine.rows(sql`update connection set state = 'paused'`);
    expect(await jobs.run('verify-connection', { slot: SLOT })).to.deep.equal({ connections: 0 });
  });

  it('one that was killed is handed out again', async () => {
    await jobs.run('verify-connection', { slot: SLOT });
    expect((await pass()).queued).to.have.length(1);
    await engine.rows(sql`update connection set verify_asked_until = now() - interval '1 second',
      verify_lease_until = now() - interval '1 second'`);
    expect((await pass()).queued).to.have.length(1);
  });
});
