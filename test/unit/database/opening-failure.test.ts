import { expect } from 'chai';
import { explainOpening } from '../../../src/database/opening-failure.ts';
import { TransientError } from '../../../src/errors.ts';

describe('a database that was waited for in vain', () => {
  // What the driver throws has no code.
  for (const message of [
    'timeout exceeded when trying to connect',
    'Connection terminated due to connection timeout',
    'timeout expired',
  ])
    it(`is one that does not answer: ${message}`, () => {
      const told = explainOpening(new Error(message));
      expect(told).to.be.instanceOf(TransientError);
      expect(told).to.have.property('code', 'DATABASE_UNREACHABLE');
    });

  it('is told from any other failure, which stays as it is', () => {
    const error = new Error('out of memory');
    expect(explainOpening(error)).to.equal(error);
  });
});
