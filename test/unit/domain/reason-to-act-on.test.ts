import { expect } from 'chai';
import { reasonToActOn } from '../../../src/domain/who-acts.ts';

describe('what is told to be done', () => {
  it('is what the check asks for that says no, where nobody has to act on the standing itself', () => {
    expect(reasonToActOn('CHANGE_PENDING', 'EMAIL_MISSING')).to.equal('EMAIL_MISSING');
  });

  it('is nothing against an unlink that Koppel carries out, or that waits for a yes', () => {
    expect(reasonToActOn('REVOKE_PENDING', 'CONTACT_DELETED')).to.equal('REVOKE_PENDING');
    expect(reasonToActOn('BRAKE', 'CONTACT_DELETED')).to.equal('BRAKE');
  });

  it('is what the standing asks for, where somebody has to act on that', () => {
    expect(reasonToActOn('HELD_BY_CLIENT', 'EMAIL_MISSING')).to.equal('HELD_BY_CLIENT');
  });
});
