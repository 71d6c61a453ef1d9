import { expect } from 'chai';
import fc from 'fast-check';
import { RejectedError } from '../../../src/errors.ts';
import { storableError, storableResult, storableText } from '../../../src/queue/storable.ts';

describe('what a job leaves on the dashboard', () => {
  it('names the code and the message of an error that has a code', () => {
    const error = new RejectedError(
      { en: 'The portal refuses the data.', nl: 'The portal refuses the data.' },
      { code: 'REJECTED_BY_PORTAL' },
    );
    expect(storableError(error).message).to.equal('REJECTED_BY_PORTAL: The portal refuses the data.');
  });

  it('withholds the message of an unexpected error, which may quote a name, but says where it was', () => {
    const stored = storableError(new SyntaxError('Unexpected token J in "Jan Jansen"'));
    expect(stored.message).to.equal('INTERNAL_ERROR: SyntaxError');
    expect(stored.stack).to.contain('storable.test.ts').and.not.to.contain('Jan');
  });

  it('withholds the message of a database error, which may quote a value', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "Jansen"'), { code: '22P02' });
    expect(storableError(error).message).to.equal('INTERNAL_ERROR: Error 22P02');
  });

  it('takes anything that can be thrown', () => {
    for (const thrown of [undefined, null, 'text', 3, {}]) {
      expect(storableError(thrown).message).to.match(/^INTERNAL_ERROR/);
    }
  });

  it('keeps numbers and cleans text in a result', () => {
    expect(storableResult({ operations: 3, state: 'in\0 sync' })).to.deep.equal({
      operations: 3,
      state: 'in sync',
    });
  });

  it('leaves ordinary text as it is, emoji and right-to-left script included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(storableText(text)).to.equal(text.replaceAll('\0', ''));
      }),
    );
  });

  it('never leaves what PostgreSQL cannot store', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const stored = storableText(String.fromCharCode(...units));
        expect(stored).not.to.contain('\0');
        expect(() => encodeURIComponent(stored)).not.to.throw();
      }),
    );
  });
});
