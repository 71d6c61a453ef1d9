import { expect } from 'chai';
import { join } from 'node:path';
import { LOG_ACTIONS } from '../../../src/answers/log.ts';
import { readTexts } from '../../support/source-tree.ts';

describe('what the audit trail calls things', () => {
  it('has a name in every language for every action that the program writes', () => {
    const written = readTexts(join(import.meta.dirname, '../../..'), [
      'src/actions',
      'src/cli',
      'src/engine',
      'src/intake',
      'src/verify',
      'src/database/people',
    ])
      .filter(({ text }) => /writeAudit|insertAudit|note\(/.test(text))
      .flatMap(({ text }) =>
        [...text.matchAll(/'((?:[a-z]+-)*[a-z]+\.[a-z]+(?:-[a-z]+)*)'/g)].map(([, action = '']) => action),
      )
      .filter((action) => !action.endsWith('.ts'));
    expect(written.length).to.be.greaterThan(10);
    expect(written.filter((action) => !(action in LOG_ACTIONS))).to.deep.equal([]);
  });
});
