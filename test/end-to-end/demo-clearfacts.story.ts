import { expect } from 'chai';
import { MAILS_IN_ALL, useDemo } from '../support/demo-suite.ts';

describe('koppel demo --portal clearfacts --once --json', function () {
  this.timeout(300_000);
  const demo = useDemo('clearfacts', MAILS_IN_ALL);
  const { stepOf } = demo;

  it('mails nobody before the dossier is there, or who would have no rights in it', () => {
    expect(stepOf('linked')?.sandbox).to.deep.equal({ users: 5, assignments: 7, mails: 4 });
    expect(stepOf('linked')?.koppel['contacts']).to.deep.equal({
      IN_SYNC: 6,
      HELD_BY_CLIENT: 1,
      PROFILE_EMPTY: 1,
    });
    expect(stepOf('late-dossier')?.koppel).to.include({ reason: 'IN_SYNC' });
    expect(stepOf('configured')?.koppel).to.include({ reason: 'IN_SYNC' });
  });

  it('links a known address to the further dossier, and mails nobody about it', () => {
    expect(stepOf('known-user')?.sandbox).to.deep.equal({ users: 1, dossiers: 2, mails: 0 });
  });

  it('changes a profile in both dossiers only when the wishes agree and somebody has confirmed it', () => {
    expect(stepOf('profile-conflict')?.koppel).to.include({ state: 'held', reason: 'PROFILE_CONFLICT' });
    for (const name of ['profile-conflict', 'profile-unconfirmed'])
      expect(stepOf(name)?.sandbox['profiles']).to.deep.equal(['administrator', 'administrator']);
    expect(stepOf('profile-confirmed')?.sandbox['profiles']).to.deep.equal([
      'full-feedback',
      'full-feedback',
    ]);
  });

  it('answers a request for an account by giving the access', () => {
    expect(stepOf('account-requested')?.sandbox).to.include({
      mailsToOffice: 1,
      profile: 'document-delivery',
    });
  });

  it('takes one dossier away, and neither the user nor the other dossier', () => {
    expect(stepOf('unlinked')?.sandbox).to.include({ users: 1 });
    expect(stepOf('unlinked')?.sandbox['dossiers']).to.have.length(1);
  });

  it('has one user for each address, and mails once', () => {
    expect(stepOf('totals')?.sandbox).to.deep.equal({ mailedTwice: 0, usersOfOneAddress: 0 });
    expect(demo.report.requests).to.include.keys('addClientUser', 'editClientUser');
  });
});
