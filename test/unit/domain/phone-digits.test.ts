import { expect } from 'chai';
import { phoneDigits } from '../../../src/domain/phone-digits.ts';

describe('a telephone number that somebody types', () => {
  it('is the same however it is written', () => {
    for (const text of [
      '06 12345678',
      '06-12 34 56 78',
      '+31 6 12345678',
      '0031612345678',
      '(06) 1234.5678',
      '+31 (0)6 12345678',
    ])
      expect(phoneDigits(text), text).to.equal('612345678');
    expect(phoneDigits('12345')).to.equal('12345');
  });

  it('is none with fewer than five digits, or with anything else', () => {
    for (const text of ['1234', '06 1', '', '   ', '12345a', 'jansen 12345'])
      expect(phoneDigits(text), text).to.equal(null);
  });
});
