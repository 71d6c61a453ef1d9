import { expect } from 'chai';
import { playSchedule } from './source-schedule.ts';

// More by hand: KOPPEL_ROUNDS=8. One of them again: KOPPEL_SOURCE_SEED.
const ROUNDS = Number(process.env['KOPPEL_ROUNDS'] ?? 1);
const first = process.env['KOPPEL_SOURCE_SEED'] ?? String(Date.now() % 2_000_000_000);

describe('practice software that is read for long while things go wrong', function () {
  this.timeout(ROUNDS * 240_000);

  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = round === 0 ? first : `${first}.${round}`;
    it(`loses nothing (seed ${seed})`, async () => {
      const done = await playSchedule({ seed, steps: 100, between: 12 });
      expect(Object.keys(done).length).to.be.greaterThan(20);
    });
  }
});
