import { expect } from 'chai';
import fc from 'fast-check';
import { applyAttributes, diffAttributes, isEmpty, sameAttributes } from '../../../src/plan/attributes.ts';
import { attributesArbitrary as attributes } from './known-resource.ts';

describe('what differs between wanted and known attributes', () => {
  it('law: applying the difference gives what is wanted', () => {
    fc.assert(
      fc.property(attributes, attributes, (wanted, known) => {
        const result = applyAttributes(diffAttributes(wanted, known), known);
        for (const [name, value] of Object.entries(wanted)) {
          const shown = Object.hasOwn(result, name) ? result[name] : null;
          // Portals differ on whether an empty field is '' or null.
          expect(shown === '' ? null : shown).to.equal(value === '' ? null : value);
        }
        expect(isEmpty(diffAttributes(wanted, result))).to.equal(true);
      }),
    );
  });

  it('law: what only the portal knows stays', () => {
    fc.assert(
      fc.property(attributes, attributes, (wanted, known) => {
        const result = applyAttributes(diffAttributes(wanted, known), known);
        const portalsOwn = Object.entries(known).filter(([name]) => !Object.hasOwn(wanted, name));
        for (const [name, value] of portalsOwn) expect(result[name]).to.equal(value);
      }),
    );
  });

  it('rule 10: law: nothing changed, nothing to send', () => {
    fc.assert(
      fc.property(attributes, (same) => {
        expect(diffAttributes(same, { ...same })).to.deep.equal({});
        expect(sameAttributes(same, { ...same })).to.equal(true);
      }),
    );
  });

  it('rule 10: law: nothing is sent but what changed', () => {
    fc.assert(
      fc.property(attributes, attributes, (wanted, known) => {
        for (const [name, value] of Object.entries(diffAttributes(wanted, known)))
          expect(value).not.to.equal(known[name] ?? null);
      }),
    );
  });

  it('takes a field without a value and a field that is missing for the same', () => {
    expect(diffAttributes({ Phone: null }, {})).to.deep.equal({});
    expect(diffAttributes({ Phone: null }, { Phone: '020' })).to.deep.equal({ Phone: null });
    expect(diffAttributes({ Phone: '' }, { Phone: '020' })).to.deep.equal({ Phone: '' });
  });
});
