// Rules 15, 17 to 19 and 21: what becomes of access when a link is cut, and how it is proven.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { EngineOptions } from '../../support/engine.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('taking access away', () => {
  let engine: PushedClient['engine'];
  let client: PushedClient['client'];
  let contact: PushedClient['contact'];
  let peopleAt: PushedClient['peopleAt'];
  let revokeState: PushedClient['revokeState'];

  async function begin(options: EngineOptions = {}): Promise<void> {
    ({ engine, client, contact, peopleAt, revokeState } = await openPushedClient(options));
  }
  afterEach(() => engine.close());

  it('rule 15: a contact unlinked loses access to that client; the person stays, and so does other access', async () => {
    await begin();
    const two = await engine.client();
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const here = await engine.contact(client, human);
    await engine.contact(two, human);
    await engine.settle();
    await engine.unlink(here);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await peopleAt(two)).to.deep.equal(['anna@example.nl']);
    expect((await engine.portal.state()).users.map(({ Email, Type }) => ({ Email, Type }))).to.deep.include({
      Email: 'anna@example.nl',
      Type: 'A',
    });
    expect(await engine.standing(here)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
  });

  it('rule 15: a deleted contact loses access', async () => {
    await begin();
    await engine.remove(contact);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
    expect(await engine.standing(contact)).to.include({ state: 'excluded', reason: 'CONTACT_DELETED' });
  });

  it('rule 15: a contact that moves to another client loses access to the first', async () => {
    await begin();
    const two = await engine.client();
    await engine.settle();
    await engine.change({ ...contact, client: two }, {});
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await peopleAt(two)).to.deep.equal([contact.fields.email]);
  });

  it('rule 17: manual: an unlink files one task, sends nothing, and stays open', async () => {
    await begin({ policy: { propagateUnlinks: 'manual' } });
    await engine.unlink(contact);
    await engine.settle();
    await engine.run(client);
    await engine.run(client);
    expect((await engine.portal.counts()).total).to.equal(0);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await engine.standing(contact)).to.deep.include({ state: 'waiting', reason: 'MANUAL_TASK' });
    expect(
      await engine.rows(sql`select action, status from manual_task where client_id = ${client.id}`),
    ).to.deep.equal([{ action: 'remove', status: 'open' }]);
  });

  it('rule 17: manual: a confirmed unlink counts when the read-back agrees, and is contradicted when it does not', async () => {
    await begin({ policy: { propagateUnlinks: 'manual' } });
    await engine.passTime();
    await engine.unlink(contact);
    await engine.settle();
    const confirm = async () => {
      await engine.confirm((await engine.tasks())[0]);
      await engine.settle();
    };
    await confirm();
    expect(await engine.rows(sql`select status from manual_task`)).to.deep.equal([
      { status: 'contradicted' },
    ]);
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'MANUAL_TASK' });

    const [group] = (await engine.portal.state()).groups;
    await engine.portal.call('PATCH', `/groups/${group?.CWGuid ?? ''}/user-assignments`, {
      people: group?.members,
      isRemove: true,
    });
    await confirm();
    expect(await revokeState()).to.equal('revoked_verified');
    expect(await engine.standing(contact)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
  });

  it('rule 17: manual: a link switched on again before anybody acted closes the task', async () => {
    await begin({ policy: { propagateUnlinks: 'manual' } });
    const off = await engine.unlink(contact);
    await engine.settle();
    await engine.relink(off);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
    expect(await engine.rows(sql`select status from manual_task`)).to.deep.equal([{ status: 'closed' }]);
  });

  it('rule 18: what Koppel neither made nor adopted is left alone', async () => {
    await begin();
    await engine.portal.seed({
      users: [{ Email: 'hand@example.nl', LastName: 'By hand' }],
      groups: [
        { BriefDescription: 'By hand', members: ['hand@example.nl'], entityNumbers: [client.fields.number] },
      ],
    });
    const [group] = (await engine.portal.state()).groups;
    const stranger = (await engine.portal.state()).users.find(({ Email }) => Email === 'hand@example.nl');
    await engine.portal.call('PATCH', `/groups/${group?.CWGuid ?? ''}/user-assignments`, {
      people: [stranger?.CWGuid],
      isRemove: false,
    });
    await engine.unlink(client);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal(['hand@example.nl']);
    expect((await engine.portal.state()).groups[0]?.members).to.deep.equal([stranger?.CWGuid]);
  });

  it('rule 19: an access goes from pending to sent to verified', async () => {
    await begin();
    await engine.portal.arm({ match: { method: 'GET', path: '^/groups/.*/users' }, fault: '503', times: 1 });
    await engine.unlink(contact);
    await engine.tick();
    expect(await revokeState()).to.equal('revoked_sent');
    expect(await engine.standing(contact)).to.include({ state: 'due', reason: 'REVOKE_SENT' });
    await engine.settle();
    expect(await revokeState()).to.equal('revoked_verified');
    expect((await engine.portal.counts()).byMethod, 'sent once').to.include({ PATCH: 1 });
  });

  it('rule 19: 2xx is no proof: a revoke without effect is sent again until the portal shows it', async () => {
    await begin();
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments' },
      fault: 'no-effect',
      times: 2,
    });
    await engine.unlink(contact);
    await engine.tick();
    expect(await revokeState()).to.equal('revoke_pending');
    expect(await engine.standing(contact)).to.include({ state: 'due', reason: 'REVOKE_PENDING' });
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
    expect(await peopleAt(client)).to.deep.equal([]);
    expect((await engine.portal.counts()).byMethod).to.include({ PATCH: 3, GET: 3 });
  });

  it('rule 19: a revoke goes before every other work of the connection', async () => {
    await begin({ concurrency: 1 });
    const waiting = [await engine.client(), await engine.client(), await engine.client()];
    await engine.change(client, { name: 'Changed too B.V.' });
    await engine.unlink(contact);
    await engine.rows(
      sql`update due_pair set next_attempt_at = clock_timestamp(), changed_at = case when client_id = ${client.id} then now() else now() - interval '1 hour' end`,
    );
    await engine.settle();
    const [first, ...others] = await engine.portal.requests();
    expect(first?.path).to.match(/user-assignments$/);
    expect(others.length).to.be.greaterThan(waiting.length);
  });

  it('rule 19: a grant that was never answered is revoked and proven gone, wherever it landed', async () => {
    await begin({ policy: { requestTimeoutMs: 100, landingGraceMs: 0 } });
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments' },
      fault: 'timeout-after-commit',
    });
    const late = await engine.contact(client);
    await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp()`);
    await engine.tick();
    expect(await peopleAt(client)).to.include(late.fields.email ?? '');
    await engine.unlink(late);
    await engine.settle(3);
    const [, access] = await engine.resources('access');
    expect(access?.revokeState, 'the grant may still land').to.equal('revoked_sent');
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect((await engine.resources('access'))[1]?.revokeState).to.equal('revoked_verified');
  });

  it('rule 19: a grant that lands after its time-out, when the contact is already unlinked, is found and revoked', async () => {
    await begin({ policy: { requestTimeoutMs: 150, landingGraceMs: 0 } });
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments' },
      fault: 'slow',
      delayMs: 1_500,
    });
    const late = await engine.contact(client);
    await engine.run(client);
    await engine.unlink(late);
    await engine.run(client);
    await engine.run(client);
    const [, access] = await engine.resources('access');
    expect(access, 'not found is not gone yet').to.include({
      state: 'reserved',
      revokeState: 'revoke_pending',
    });
    await waitFor(async () => (await peopleAt(client)).includes(late.fields.email ?? ''), {
      what: 'the late grant',
    });
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
  });

  it('rule 19: a revoke without effect of a grant that was never answered is no proof either', async () => {
    await begin({ policy: { requestTimeoutMs: 300, landingGraceMs: 0 } });
    const match = { method: 'PATCH', path: '/user-assignments' };
    await engine.portal.arm({ match, fault: 'timeout-after-commit' });
    await engine.portal.arm({ match, fault: 'no-effect' });
    const late = await engine.contact(client);
    await engine.run(client);
    await engine.unlink(late);
    await engine.settle(2);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
  });

  it('rule 21: a contact linked again is the same portal person, granted again, not mailed when active', async () => {
    await begin();
    const [before] = (await engine.portal.state()).users;
    await engine.portal.activate(contact.fields.email ?? '');
    const off = await engine.unlink(contact);
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([]);
    await engine.relink(off);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    const { users, mails } = await engine.portal.state();
    expect(users.map(({ CWGuid }) => CWGuid)).to.deep.equal([before?.CWGuid]);
    expect(mails).to.have.length(1);
    expect(await revokeState()).to.equal(null);
  });

  it('rule 21: one who never used the mail is mailed again when granted again, once', async () => {
    await begin();
    const off = await engine.unlink(contact);
    await engine.settle();
    await engine.relink(off);
    await engine.settle();
    expect((await engine.portal.state()).mails).to.have.length(2);
  });

  it('rule 21: a deleted contact that comes back is the same portal person, granted again', async () => {
    await begin();
    await engine.remove(contact);
    await engine.settle();
    await engine.change(contact, {});
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect((await engine.portal.state()).users).to.have.length(1);
  });

  it('rule 21: a client linked again has its own entity and its contacts again', async () => {
    await begin();
    await engine.unlink(client);
    await engine.settle();
    await engine.relink(client);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    const { entities, users, groups } = await engine.portal.state();
    expect([entities.length, users.length, groups.length]).to.deep.equal([1, 1, 1]);
  });

  it('rule 21: linked again before the revoke was proven: looked at first, then granted', async () => {
    await begin();
    await engine.portal.arm({ match: { method: 'GET', path: '^/groups/.*/users' }, fault: '503', times: 1 });
    const off = await engine.unlink(contact);
    await engine.tick();
    expect(await revokeState()).to.equal('revoked_sent');
    await engine.relink(off);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await revokeState()).to.equal(null);
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });

  it('rule 12: linked again, then without an e-mail, before the revoke was proven: found out, and not granted', async () => {
    await begin();
    await engine.portal.arm({ match: { method: 'GET', path: '^/groups/.*/users' }, fault: '503', times: 2 });
    const off = await engine.unlink(contact);
    await engine.tick();
    const on = await engine.relink(off);
    await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp()`);
    await engine.tick();
    expect(await revokeState()).to.equal('revoked_sent');
    const without = await engine.change(on, { email: null });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await revokeState()).not.to.equal('revoked_sent');
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ reason: 'EMAIL_MISSING' });
    await engine.change(without, { email: contact.fields.email ?? null });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });
});
