import { expect } from 'chai';
import type { StandingCounts } from '../../../src/database/people/status.ts';
import { findSumErrors } from '../../../demo/check-practice.ts';

const NOBODY = { 'in-sync': 0, due: 0, waiting: 0, held: 0, excluded: 0, failed: 0 } as const;

describe('The check of the demo', () => {
  it('is content when states and reasons add up', () => {
    const counts: StandingCounts = {
      total: 3,
      byState: { ...NOBODY, 'in-sync': 2, excluded: 1 },
      byReason: { IN_SYNC: 2, LINK_OFF: 1 },
    };
    expect(findSumErrors('clients', counts)).to.deep.equal([]);
  });

  it('notices a record that has no reason', () => {
    const counts: StandingCounts = {
      total: 2,
      byState: { ...NOBODY, 'in-sync': 2 },
      byReason: { IN_SYNC: 1 },
    };
    expect(findSumErrors('clients', counts)).to.deep.equal([
      'The reasons of 2 clients add up to 1.',
      '2 clients are in-sync, and their reasons add up to 1.',
    ]);
  });
});
