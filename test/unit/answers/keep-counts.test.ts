import { expect } from 'chai';
import { createKeep, MANY_RECORDS } from '../../../src/answers/keep-counts.ts';

/** What is counted, told when the test says so. */
function openCounting(records: number) {
  const keep = createKeep<{ readonly records: number; readonly round: number }>();
  let [now, round] = [0, 0];
  let answer: (() => Promise<void>) | null = null;
  const keeping = {
    count: async () => {
      round += 1;
      const own = round;
      await answer?.();
      return { records, round: own };
    },
    recordsIn: (counts: { readonly records: number }) => counts.records,
    now: () => new Date(now),
  };
  return {
    read: () => keep('jansen', keeping),
    pass: (seconds: number) => (now += seconds * 1_000),
    answerBy: (by: () => Promise<void>) => (answer = by),
    rounds: () => round,
  };
}

describe('counts that are kept', () => {
  it('are none where few are counted: each sees what stands now', async () => {
    const counting = openCounting(MANY_RECORDS - 1);
    await counting.read();
    expect((await counting.read()).counts.round).to.equal(2);
  });

  it('of very many are shown as they were counted a moment ago, with the time, and counted anew meanwhile', async () => {
    const counting = openCounting(MANY_RECORDS);
    const first = await counting.read();
    counting.pass(10);
    expect(await counting.read()).to.equal(first);
    expect(counting.rounds()).to.equal(1);
    counting.pass(10);
    expect(await counting.read()).to.equal(first);
    expect(counting.rounds()).to.equal(2);
    await new Promise(setImmediate);
    const next = await counting.read();
    expect(next.counts.round).to.equal(2);
    expect(next.countedAt).to.deep.equal(new Date(20_000));
  });

  it('are counted by one of all who ask meanwhile', async () => {
    const counting = openCounting(MANY_RECORDS);
    await counting.read();
    counting.pass(20);
    await Promise.all([counting.read(), counting.read(), counting.read()]);
    expect(counting.rounds()).to.equal(2);
  });

  it('are waited for when they are old, and when counting them failed', async () => {
    const counting = openCounting(MANY_RECORDS);
    await counting.read();
    counting.pass(3_600);
    expect((await counting.read()).counts.round).to.equal(2);
    counting.pass(20);
    counting.answerBy(() => Promise.reject(new Error('the database is away')));
    await counting.read();
    await new Promise(setImmediate);
    const failure = await counting.read().catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'the database is away');
  });
});
