import { expect } from 'chai';
import { backlogFits } from '../../../src/domain/window.ts';

describe('whether a backlog fits in the window', () => {
  const now = new Date('2026-01-15T10:00:00Z');
  const halfGone = new Date('2026-01-15T09:30:00Z');
  const fits = (due: number, secondsEach: number | null, oldestAt: Date | null = halfGone) =>
    backlogFits({ due, oldestAt, secondsEach, atOnce: 2 }, now);

  it('is told by what a client takes, how many are worked on at a time, and the time that the oldest has left', () => {
    expect(fits(360, 10)).to.equal(true);
    expect(fits(361, 10)).to.equal(false);
    expect(fits(0, null, null)).to.equal(true);
  });

  it('is not told before any was served, and denied once the hour is over', () => {
    expect(fits(1, null)).to.equal(null);
    expect(fits(1, 0.001, new Date('2026-01-15T09:00:00Z'))).to.equal(false);
  });
});
