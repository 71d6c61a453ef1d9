import { expect } from 'chai';
import fc from 'fast-check';
import { humanKey, normalizeEmail } from '../../../src/domain/contact.ts';

describe('who a contact is', () => {
  it('rule 13: e-mails are compared lower-cased and trimmed', () => {
    expect(normalizeEmail('  Jan@Example.NL ')).to.equal('jan@example.nl');
    expect(normalizeEmail(normalizeEmail(' JAN@example.nl'))).to.equal('jan@example.nl');
    for (const none of [null, '', '   ']) expect(normalizeEmail(none)).to.equal(null);
  });

  it('rule 13: law: spelling an address in capitals or with spaces around makes it no other address', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.nat(3), (email, spaces) => {
        const around = ' '.repeat(spaces);
        expect(normalizeEmail(`${around}${email.toUpperCase()}${around}`)).to.equal(normalizeEmail(email));
      }),
    );
  });

  it('rule 11: contacts with one person key are one human; without one each is a human of its own', () => {
    expect(humanKey({ id: 'a', personKey: '7' })).to.equal(humanKey({ id: 'b', personKey: '7' }));
    expect(humanKey({ id: 'a', personKey: null })).not.to.equal(humanKey({ id: 'b', personKey: null }));
    expect(humanKey({ id: 'a', personKey: 'b' })).not.to.equal(humanKey({ id: 'b', personKey: null }));
  });
});
