import { expect } from 'chai';
import { findSumErrors } from '../../demo/check-practice.ts';
import { MAILS_BY_KIND, useDemo } from '../support/demo-suite.ts';

describe('koppel demo --portal econnect --once --json', function () {
  this.timeout(300_000);
  const demo = useDemo('econnect', MAILS_BY_KIND);
  const { stepOf } = demo;

  it('asks 20 clients, one at a time for each e-mail domain', () => {
    expect(demo.report.clients.total).to.equal(20);
    expect(stepOf('requests-sent')?.sandbox).to.deep.equal({
      pending: 19,
      mails: 19,
      domains: 19,
      mostOpenPerDomain: 1,
    });
    expect(stepOf('requests-sent')?.koppel['clients']).to.deep.equal({
      REQUEST_NOT_ACCEPTED: 19,
      DOMAIN_BUSY: 1,
    });
    expect(stepOf('second-of-domain')?.sandbox).to.deep.equal({ accepted: 1, pending: 1, mostOpenAtOnce: 1 });
  });

  it('has a partnership with two relationship managers and a group with shares for whoever accepts', () => {
    expect(stepOf('requests-accepted')?.sandbox).to.include({
      partnerships: 16,
      relationshipManagers: 32,
      activeOrganisations: 16,
      groups: 16,
      shares: 32,
      delegationRules: 16,
    });
  });

  it('is let in by the client only after it signed in again, and after a colleague accepted', () => {
    expect(stepOf('office-not-found-yet')?.sandbox).to.deep.equal({ refused: 17, colleaguesAdded: 0 });
    expect(stepOf('members-added')?.koppel['mustAct']).to.deep.equal({ employee: 17, client: 3 });
    expect(stepOf('members-accept')?.sandbox).to.deep.equal({ accepted: 34, organisationsSeen: 17 });
    expect(stepOf('members-accept')?.koppel['clients']).to.include({ IN_SYNC: 17 });
  });

  it('asks neither who declined nor who stays silent again', () => {
    const once = { requests: 1, mails: 1 };
    expect(stepOf('declined')?.sandbox).to.include({ status: 'declined', ...once });
    expect(stepOf('silent')?.sandbox).to.include({ status: 'pending', ...once });
    expect(stepOf('silent')?.koppel['mustAct']).to.deep.equal(['client']);
  });

  it('connects who comes late, without a second request', () => {
    expect(stepOf('late-contact-linked')?.koppel).to.include({ reason: 'USER_NOT_IN_ENVIRONMENT' });
    expect(stepOf('late-contact-joins')?.sandbox).to.deep.equal({
      connected: 1,
      inGroup: 1,
      requestsToClient: 1,
      mailsToContact: 0,
    });
  });

  it('shows in Koppel what the portal logged of the invoice', () => {
    const { sandbox, koppel } = stepOf('invoice-approved') ?? {};
    expect(sandbox).to.include({ state: 'approved' });
    expect(koppel?.['log']).to.deep.equal(sandbox?.['log']);
    expect(koppel?.['log']).to.include.members(['delegated', 'approved']);
  });

  it('withdraws what is open and takes access away, the group first, when a link is cut', () => {
    expect(stepOf('pending-unlinked')?.sandbox).to.include({ status: 'withdrawn' });
    expect(stepOf('partner-unlinked')?.sandbox).to.deep.equal({
      removed: ['group members', 'organisation members'],
      groups: 0,
      colleaguesAsMembers: 0,
      accessOfOffice: [],
      accessByGroup: [],
      partnership: 'active',
    });
  });

  it('mails once for each occasion, and counts what the portal was asked', () => {
    expect(demo.report.mails).to.deep.equal({ request: 20, 'member-invited': 34, 'task-delegated': 2 });
    expect(stepOf('totals')?.sandbox).to.include({ mailedTwice: 0 });
    expect(demo.report.requests).to.have.all.keys('GET', 'POST', 'PUT', 'DELETE');
  });

  it('counts every client and contact in exactly one state, with a reason', () => {
    expect(demo.report.clients.byReason).to.deep.equal({
      IN_SYNC: 16,
      REQUEST_DECLINED: 1,
      REQUEST_NOT_ACCEPTED: 1,
      LINK_OFF: 2,
    });
    expect(findSumErrors('clients', demo.report.clients)).to.deep.equal([]);
    expect(findSumErrors('contacts', demo.report.contacts)).to.deep.equal([]);
  });
});
