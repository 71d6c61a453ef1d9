// A portal whose way there is missing for a while: a gateway, or a release that is under way, says "not found" of everything.
// That proves nothing gone (rule 19).
import { expect } from 'chai';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('a portal that finds nothing at all', () => {
  let pushed: PushedClient;
  afterEach(() => pushed.engine.close());

  const proofs = async () =>
    (await pushed.engine.resources('access')).filter(({ revokeState }) => revokeState === 'revoked_verified');

  it('rule 19: proves no revoke, and the access goes as soon as the portal is back', async () => {
    pushed = await openPushedClient();
    const { engine, client, contact, peopleAt } = pushed;
    await engine.portal.arm({ match: { path: '.' }, fault: '404', times: 9_999 });
    await engine.unlink(contact);
    await engine.settle(2);
    await engine.passTime();
    await engine.settle(2);
    expect(await peopleAt(client)).to.have.length(1);
    expect(await proofs()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ state: 'due' });
    await engine.portal.disarm();
    await engine.passTime();
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await proofs()).to.have.length(1);
  });

  it('rule 19: proves no grant that was never answered to be gone', async () => {
    pushed = await openPushedClient();
    const { engine, client, peopleAt } = pushed;
    const match = { method: 'PATCH', path: '/user-assignments$' };
    await engine.setPolicy({ requestTimeoutMs: 1_000 });
    await engine.portal.arm({ match, fault: 'timeout-after-commit' });
    const late = await engine.contact(client);
    await engine.settle(1);
    expect(await peopleAt(client)).to.have.length(2);
    await engine.portal.arm({ match: { path: '.' }, fault: '404', times: 9_999 });
    await engine.unlink(late);
    await engine.passTime();
    await engine.settle(2);
    expect(await proofs()).to.deep.equal([]);
    await engine.portal.disarm();
    await engine.passTime();
    await engine.settle();
    expect(await peopleAt(client)).to.have.length(1);
  });

  it('rule 19: proves nothing of a role that is shown nowhere either', async () => {
    pushed = await openPushedClient({ settings: { accessBy: 'role' } });
    const { engine, client, contact, peopleAt } = pushed;
    await engine.portal.arm({ match: { path: '.' }, fault: '404', times: 9_999 });
    await engine.unlink(contact);
    await engine.settle(2);
    expect(await peopleAt(client)).to.have.length(1);
    expect(await proofs()).to.deep.equal([]);
    await engine.portal.disarm();
    await engine.passTime();
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([]);
  });

  for (const accessBy of ['contact-group', 'role'])
    it(`rule 19: proves nothing gone by what else is changed meanwhile (${accessBy})`, async () => {
      pushed = await openPushedClient({ settings: { accessBy } });
      const { engine, client, contact, peopleAt } = pushed;
      const stays = await engine.contact(client);
      await engine.settle();
      const mails = (await engine.portal.state()).mails.length;
      await engine.portal.arm({ match: { path: '.' }, fault: '404', times: 9_999 });
      await engine.change(client, { phone: '030 9999999' });
      await engine.change(stays, { phone: '030 8888888' });
      await engine.unlink(contact);
      await engine.settle(2);
      await engine.passTime();
      await engine.settle(1);
      expect(await proofs()).to.deep.equal([]);
      await engine.portal.disarm();
      await engine.passTime();
      await engine.settle();
      expect(await peopleAt(client)).to.deep.equal([stays.fields.email]);
      const state = await engine.portal.state();
      expect([state.entities.length, state.users.length, state.mails.length]).to.deep.equal([1, 2, mails]);
    });

  it('rule 19: a group that somebody deleted lets nobody in: that is proven', async () => {
    pushed = await openPushedClient();
    const { engine, contact } = pushed;
    const group = (await engine.resources('group'))[0]?.portalId ?? '';
    await engine.portal.call('DELETE', `/groups/${group}`);
    await engine.unlink(contact);
    await engine.settle(1);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await proofs()).to.have.length(1);
  });

  const MEMBERS = { method: 'GET', path: '/groups/[^/]+/users$' };
  const GRANTS = { method: 'PATCH', path: '/user-assignments$' };

  for (const [fault, what] of [
    ['empty-list', 'shown empty although somebody else is in it'],
    ['404', 'not found although the portal answers and shows another'],
  ] as const)
    it(`rule 19: proves nothing by a list that is ${what}`, async () => {
      pushed = await openPushedClient();
      const { engine, client, contact, peopleAt } = pushed;
      const stays = await engine.contact(client);
      const elsewhere = await engine.contact(await engine.client());
      await engine.settle();
      await engine.passTime();
      await engine.portal.arm({ match: GRANTS, fault: 'no-effect', times: 1 });
      await engine.portal.arm({ match: MEMBERS, fault, times: 9_999 });
      await engine.unlink(contact);
      for (let time = 0; time < 3; time += 1) {
        await engine.settle(1);
        await engine.passTime();
      }
      expect(await peopleAt(client)).to.have.length(2);
      expect(await proofs()).to.deep.equal([]);
      await engine.portal.disarm();
      await engine.passTime();
      await engine.settle();
      expect(await peopleAt(client)).to.deep.equal([stays.fields.email]);
      expect(await proofs()).to.have.length(1);
      expect(await engine.standing(elsewhere)).to.include({ state: 'in-sync' });
    });

  for (const beside of ['somebody else', 'nobody else'])
    it(`rule 19: a grant that was never answered is not gone by a list shown empty, with ${beside} in it`, async () => {
      pushed = await openPushedClient();
      const { engine, client, contact, peopleAt } = pushed;
      await engine.contact(await engine.client());
      if (beside === 'nobody else') await engine.unlink(contact);
      await engine.settle();
      await engine.setPolicy({ requestTimeoutMs: 1_000 });
      await engine.portal.arm({ match: GRANTS, fault: 'timeout-after-commit', times: 1 });
      const late = await engine.contact(client);
      await engine.settle(1);
      await engine.portal.arm({ match: MEMBERS, fault: 'empty-list', times: 9_999 });
      await engine.unlink(late);
      const proven = (await proofs()).length;
      for (let time = 0; time < 3; time += 1) {
        await engine.passTime();
        await engine.settle(1);
      }
      expect(await peopleAt(client)).to.include(late.fields.email);
      expect(await proofs()).to.have.length(proven);
      await engine.portal.disarm();
      await engine.passTime();
      await engine.settle();
      expect(await peopleAt(client)).not.to.include(late.fields.email);
      expect(await proofs()).to.have.length(proven + 1);
    });

  for (const [fault, what] of [
    ['empty-list', 'shown empty although somebody is in it'],
    ['404', 'not found although the portal answers'],
  ] as const)
    it(`rule 19: a verification proves nothing by a list that is ${what}`, async () => {
      pushed = await openPushedClient({ policy: { landingGraceMs: 0 } });
      const { engine, client, contact, peopleAt } = pushed;
      const stays = await engine.contact(client);
      await engine.contact(await engine.client());
      await engine.settle();
      await engine.portal.arm({ match: MEMBERS, fault, times: 9_999 });
      const { practiceId, connectionId, ports } = engine;
      await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
      await engine.unlink(contact);
      await engine.settle(2);
      expect(await peopleAt(client)).to.have.length(2);
      expect(await proofs()).to.deep.equal([]);
      expect(await engine.standing(contact)).to.include({ state: 'due' });
      await engine.portal.disarm();
      await engine.passTime();
      await engine.settle();
      expect(await peopleAt(client)).to.deep.equal([stays.fields.email]);
      expect(await engine.standing(contact)).to.include({ reason: 'LINK_OFF' });
    });

  it('rule 19: who has trouble elsewhere holds up no proof of what is not found', async () => {
    pushed = await openPushedClient();
    const { engine, contact } = pushed;
    const group = (await engine.resources('group'))[0]?.portalId ?? '';
    await engine.contact(await engine.client());
    await engine.settle();
    await engine.portal.call('DELETE', `/groups/${group}`);
    const elsewhere = { method: 'GET', path: `/groups/(?!${group})[^/]+/users$` };
    await engine.portal.arm({ match: elsewhere, fault: '500', times: 9_999 });
    await engine.unlink(contact);
    await engine.settle(1);
    await engine.passTime();
    await engine.settle(1);
    expect(await proofs()).to.have.length(1);
  });

  it('rule 19: a list that somebody emptied by hand proves what is gone after a few tries', async () => {
    pushed = await openPushedClient();
    const { engine, client, contact, peopleAt } = pushed;
    const stays = await engine.contact(client);
    await engine.settle();
    await engine.passTime();
    const group = (await engine.resources('group'))[0]?.portalId ?? '';
    const People = (await engine.resources('access')).map(({ portalId }) => portalId);
    await engine.portal.call('PATCH', `/groups/${group}/user-assignments`, { People, isRemove: true });
    expect(await peopleAt(client)).to.deep.equal([]);
    await engine.unlink(contact);
    await engine.settle(1);
    expect(await proofs()).to.deep.equal([]);
    for (let time = 0; time < 6; time += 1) {
      await engine.passTime();
      await engine.settle(1);
    }
    expect(await proofs()).to.have.length(1);
    expect(await engine.standing(stays)).to.include({ state: 'in-sync' });
  });
});
