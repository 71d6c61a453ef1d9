import { playSchedule } from './source-schedule.ts';

const seed = process.env['KOPPEL_SOURCE_SEED'] ?? String(Date.now() % 2_000_000_000);

// A share of the story of the same name.
describe('practice software that is read while things go wrong', function () {
  this.timeout(120_000);

  it(`loses nothing: what it holds and what the ledger holds agree whenever all is well (seed ${seed})`, async () => {
    await playSchedule({ seed, steps: 24, between: 8 });
  });
});
