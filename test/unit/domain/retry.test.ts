import { expect } from 'chai';
import { retryDelayMs } from '../../../src/domain/retry.ts';

const middle = () => 0.5;

describe('the wait before a failed record is tried again', () => {
  it('grows from one second to ten minutes and stays there', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => retryDelayMs(attempt, middle) / 1000);
    expect(seconds).to.deep.equal([1, 5, 30, 120, 300, 600, 600, 600]);
  });

  it('is spread by a fifth either way, so that records do not all come back at once', () => {
    expect(retryDelayMs(3, () => 0)).to.equal(24_000);
    expect(retryDelayMs(3, () => 0.999_999)).to.be.closeTo(36_000, 1);
  });

  it('gives seven attempts within the hour', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(attempt, () => 0.999));
    expect(waits.reduce((sum, wait) => sum + wait)).to.be.lessThan(60 * 60_000);
  });
});
