// What of the practice software is to be read now.
import { expect } from 'chai';
import {
  isSparing,
  planReading,
  readingSeconds,
  type ReadingFacts,
} from '../../../src/domain/source-plan.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const plan = (given: Partial<ReadingFacts> = {}) =>
  planReading({
    ...{
      now: NOW,
      everyMinutes: null,
      listening: true,
      hasCursor: true,
      lookedAt: ago(10),
      fullAt: ago(600),
    },
    ...{ fullWanted: false, fullTellsMore: false, tendedAt: ago(600), sparing: false },
    ...given,
  });

describe('what is read of practice software', () => {
  it('is everything at first, weekly, when it is wanted, and an hour after something was missing', () => {
    expect(plan({ hasCursor: false, lookedAt: null, fullAt: null, tendedAt: null })).to.deep.equal({
      ...{ tend: true, read: 'everything' },
    });
    expect(plan({ fullAt: ago(7 * 24 * 60) }).read).to.equal('everything');
    expect(plan({ fullWanted: true }).read).to.equal('everything');
    expect(plan({ fullTellsMore: true, fullAt: ago(30) }).read).to.equal('nothing');
    expect(plan({ fullTellsMore: true, fullAt: ago(60) }).read).to.equal('everything');
  });

  it('is what changed, hourly where the software calls and every half hour where it does not', () => {
    expect(plan({ lookedAt: ago(30) }).read).to.equal('nothing');
    expect(plan({ lookedAt: ago(30), listening: false }).read).to.equal('changes');
    expect(plan({ lookedAt: ago(60) })).to.deep.equal({ tend: false, read: 'changes' });
    expect(plan({ lookedAt: ago(14), everyMinutes: 15 }).read).to.equal('changes');
  });

  it('is what changed every half hour where the calls of the day run short, of which a tenth is kept for it', () => {
    expect(plan({ lookedAt: ago(30), sparing: true }).read).to.equal('changes');
    expect(isSparing({ usedToday: 4_499, dayLimit: 5_000 })).to.equal(false);
    expect(isSparing({ usedToday: 4_500, dayLimit: 5_000 })).to.equal(true);
    expect(isSparing({ usedToday: 4_500, dayLimit: null })).to.equal(false);
  });

  it('looks after the subscription once a day, and only when it reads', () => {
    expect(plan({ lookedAt: ago(60), tendedAt: ago(24 * 60) }).tend).to.equal(true);
    expect(plan({ tendedAt: ago(48 * 60) }).tend).to.equal(false);
  });

  it('tells how long 80,000 records take within 60 calls a minute', () => {
    const limits = { perPage: 1_000, perMinute: 60 };
    expect(readingSeconds(80_000, limits)).to.equal(140);
    expect(readingSeconds(10, limits)).to.equal(1);
  });
});
