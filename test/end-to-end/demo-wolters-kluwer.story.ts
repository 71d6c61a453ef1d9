import { expect } from 'chai';
import { findSumErrors } from '../../demo/check-practice.ts';
import { MAILS_BY_KIND, useDemo } from '../support/demo-suite.ts';

describe('koppel demo --portal wolters-kluwer --once --json', function () {
  this.timeout(300_000);
  const demo = useDemo('wolters-kluwer', MAILS_BY_KIND);
  const { stepOf } = demo;

  it('asks all administrators of what is known, and never to join what it added itself', () => {
    expect(stepOf('organisations-reached')?.sandbox).to.deep.equal({
      ...{ pending: 6, requestMails: 12, administering: 3, askedToJoinOwn: 0 },
    });
  });

  it('shows both lists with the reason for their difference, in Koppel as in the sandbox', () => {
    const missing = ['Drukkerij Willems BV'];
    expect(stepOf('lists-differ')?.sandbox).to.deep.equal({ members: 8, missing });
    expect(stepOf('lists-differ')?.koppel).to.deep.equal({ members: 8, missing, explained: 1 });
    expect(stepOf('ticked')?.sandbox).to.deep.equal({ memberOf: 8, mayManageCasesFor: 8 });
  });

  it('hands over what it added once the contact has accepted', () => {
    expect(stepOf('contacts-invited')?.sandbox).to.deep.equal({ open: 3, asAdministrator: 3, mails: 3 });
    expect(stepOf('handed-over')?.sandbox).to.deep.equal({ administeredByClient: 3, officeIsMember: 3 });
  });

  it('takes the application access away first, then the membership, when a link is cut', () => {
    expect(stepOf('unlinked')?.sandbox).to.include({ office: 'none', administrator: 'administrator' });
    expect(stepOf('unlinked')?.sandbox['removed']).to.deep.equal(['applications', 'members']);
  });

  it('mails once for each occasion, and counts everybody in exactly one state', () => {
    expect(demo.report.mails).to.deep.equal({
      ...{ 'confirm-account': 4, 'join-request': 12, 'join-approved': 5, invitation: 3 },
    });
    expect(stepOf('totals')?.sandbox).to.include({ mailedTwice: 0 });
    expect(demo.report.clients.byReason).to.deep.equal({
      ...{ IN_SYNC: 7, MEMBERSHIP_DECLINED: 1, LINK_OFF: 1, WK_NUMBER_MISSING: 1 },
    });
    expect(findSumErrors('clients', demo.report.clients)).to.deep.equal([]);
    expect(findSumErrors('contacts', demo.report.contacts)).to.deep.equal([]);
  });
});
