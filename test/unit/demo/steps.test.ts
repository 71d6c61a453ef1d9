import { expect } from 'chai';
import { describeMisfit } from '../../../demo/steps.ts';

describe('a step of the story that does not fit', () => {
  it('is told with the step, who says it, and each number that is wrong', () => {
    const told = describeMisfit('requests-sent', {
      who: 'sandbox',
      facts: { pending: 18, mails: 19 },
      expected: { pending: 19, mails: 19 },
    });
    expect(told).to.equal(
      'The story does not fit at "requests-sent": the sandbox shows pending 18 where 19 is expected.',
    );
  });
});
