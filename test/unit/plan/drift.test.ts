import { expect } from 'chai';
import { findDrift } from '../../../src/plan/drift.ts';

describe('rule 8: what somebody changed in a portal', () => {
  const known = {
    attributes: { Name: 'Bakkerij', Phone: null, Type: 'A' },
    stored: {},
    managed: ['Name', 'Phone'],
  };

  it('is what the portal shows otherwise than Koppel left it', () => {
    expect(findDrift({ Name: 'Slagerij', Phone: '030' }, known).drift).to.deep.equal({
      Name: 'Slagerij',
      Phone: '030',
    });
  });

  it('is nothing where all is as it was left', () => {
    expect(findDrift(known.attributes, known).drift).to.deep.equal({});
  });

  it('is never a field that the portal does not show', () => {
    expect(findDrift({}, known).drift).to.deep.equal({});
  });

  it('is never a field that nobody asked Koppel to keep', () => {
    expect(findDrift({ Type: 'I', Notes: 'their own' }, known).drift).to.deep.equal({});
  });
});
