import { expect } from 'chai';
import { mock } from 'node:test';
import { ConfigError } from '../../../src/errors.ts';
import { startSchedule, type ScheduleOptions } from '../../../src/queue/schedule.ts';
import { later } from '../../support/later.ts';

const START = Date.parse('2026-03-01T10:04:30Z');

describe('the schedule', () => {
  const claims = new Set<string>();
  const runs: string[] = [];
  const errors: unknown[] = [];
  const options: ScheduleOptions = {
    entries: [{ job: 'sweep', cron: '*/5 * * * *', setting: 'KOPPEL_SWEEP_CRON' }],
    claimSlot: (job, slot) => {
      const key = `${job} ${slot.toISOString()}`;
      const isFirst = !claims.has(key);
      claims.add(key);
      return Promise.resolve(isFirst);
    },
    run: (job, slot) => Promise.resolve(void runs.push(`${job} ${slot.toISOString()}`)),
    onError: (error) => void errors.push(error),
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START });
    claims.clear();
    runs.length = 0;
    errors.length = 0;
  });
  afterEach(() => mock.timers.reset());

  async function passMinutes(minutes: number): Promise<void> {
    for (let second = 0; second < minutes * 60; second += 1) {
      mock.timers.tick(1_000);
      // Lets what the timers started go on.
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  it('runs a job once per time slot, over all processes', async () => {
    const processes = [startSchedule(options), startSchedule(options), startSchedule(options)];
    await passMinutes(11);
    await Promise.all(processes.map((process) => process.stop()));
    expect(runs).to.deep.equal([
      'sweep 2026-03-01T10:05:00.000Z',
      'sweep 2026-03-01T10:10:00.000Z',
      'sweep 2026-03-01T10:15:00.000Z',
    ]);
  });

  it('counts in UTC, whatever the time zone of the machine', async () => {
    const { TZ } = process.env;
    process.env['TZ'] = 'Asia/Kolkata';
    try {
      expect(new Date(START).getMinutes(), 'half an hour beside UTC').to.equal(34);
      const schedule = startSchedule({
        ...options,
        entries: [{ job: 'verify', cron: '6 10 * * *', setting: 'KOPPEL_VERIFY_CRON' }],
      });
      await passMinutes(3);
      await schedule.stop();
      expect(runs).to.deep.equal(['verify 2026-03-01T10:06:00.000Z']);
    } finally {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    }
  });

  it('still runs a slot for which the process woke up late', async () => {
    const schedule = startSchedule(options);
    mock.timers.setTime(START + 55_000);
    await passMinutes(1);
    await schedule.stop();
    expect(runs).to.deep.equal(['sweep 2026-03-01T10:05:00.000Z']);
  });

  it('does not start a job again while it is still running, and waits for it when stopped', async () => {
    const running = later();
    let started = 0;
    const run = () => {
      started += 1;
      return running.promise;
    };
    const schedule = startSchedule({ ...options, run });
    await passMinutes(11);
    let stopped = false;
    const stopping = schedule.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect({ started, stopped }).to.deep.equal({ started: 1, stopped: false });
    running.resolve(undefined);
    await stopping;
  });

  it('goes on after a clock that was ahead is set right', async () => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: START });
    const elapsedMs = Date.now;
    let aheadMs = 86_400_000;
    // The timers go by the right clock, as those of a process do.
    globalThis.Date = new Proxy(Date, {
      construct: (target, given: [] | [number]) => new target(given[0] ?? elapsedMs() + aheadMs),
      get: (target, name): unknown =>
        name === 'now' ? () => elapsedMs() + aheadMs : Reflect.get(target, name),
    });
    const schedule = startSchedule({ ...options, elapsedMs });
    await passMinutes(1);
    aheadMs = 0;
    await passMinutes(6);
    await schedule.stop();
    expect(runs).to.deep.equal(['sweep 2026-03-02T10:05:00.000Z', 'sweep 2026-03-01T10:10:00.000Z']);
  });

  it('reports a job that fails and goes on', async () => {
    const failure = new Error('the database is away');
    const schedule = startSchedule({ ...options, claimSlot: () => Promise.reject(failure) });
    await passMinutes(6);
    await schedule.stop();
    expect(errors).to.deep.equal([failure, failure]);
  });

  it('starts nothing after it was stopped', async () => {
    await startSchedule(options).stop();
    await passMinutes(6);
    expect(runs).to.deep.equal([]);
  });

  it('refuses a schedule that cannot be read, naming the setting', () => {
    const entries = [{ job: 'sweep', cron: 'sometimes', setting: 'KOPPEL_SWEEP_CRON' }];
    expect(() => startSchedule({ ...options, entries })).to.throw(ConfigError, 'KOPPEL_SWEEP_CRON');
  });
});
