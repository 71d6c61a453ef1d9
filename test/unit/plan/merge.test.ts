import { expect } from 'chai';
import fc from 'fast-check';
import { mergeClaims } from '../../../src/plan/merge.ts';
import { attributesArbitrary, stored } from './known-resource.ts';

const claims = fc.array(
  fc
    .record({ id: fc.constantFrom('a', 'b', 'c', 'd'), at: fc.nat(3), attributes: attributesArbitrary })
    .map(({ id, at, attributes }) =>
      stored({ subject: { kind: 'contact', id }, changedAt: new Date(at), attributes }),
    ),
  { minLength: 1, maxLength: 4 },
);

describe('several claims on one portal record', () => {
  it('rule 11: the latest change leads, and what differs is named', () => {
    const earlier = stored({ attributes: { Phone: '1', Name: 'Jan' }, changedAt: new Date(1) });
    const later = stored({ attributes: { Phone: '2', Name: 'Jan' }, changedAt: new Date(2) });
    expect(mergeClaims([later, earlier])).to.deep.equal({
      attributes: { Phone: '2', Name: 'Jan' },
      differing: ['Phone'],
    });
  });

  it('rule 11: law: every process comes to the same, whatever the order', () => {
    fc.assert(
      fc.property(claims, (given) => {
        const unique = [...new Map(given.map((claim) => [claim.subject.id, claim])).values()];
        expect(mergeClaims([...unique].reverse())).to.deep.equal(mergeClaims(unique));
      }),
    );
  });

  it('law: claims that agree differ in nothing', () => {
    fc.assert(
      fc.property(attributesArbitrary, (attributes) => {
        expect(mergeClaims([stored({ attributes }), stored({ attributes })]).differing).to.deep.equal([]);
      }),
    );
  });
});
