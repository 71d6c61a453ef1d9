import { expect } from 'chai';
import { seenText, word } from '../../../src/answers/trace-values.ts';

describe('what a check saw', () => {
  for (const [value, en, nl] of [
    ['false', 'no', 'nee'],
    ['true', 'yes', 'ja'],
    ['revoked_verified', 'taken away, and read back', 'ingetrokken, en teruggelezen'],
    ['company', 'company', 'onderneming'],
  ] as const)
    it(`is told in words of both languages: ${value}`, () => {
      expect([seenText(word(value), 'en'), seenText(word(value), 'nl')]).to.deep.equal([en, nl]);
    });
});
