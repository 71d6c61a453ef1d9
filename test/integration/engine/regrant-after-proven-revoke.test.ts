// An access that was taken away, proven gone, and given again: the old proof says nothing of the new grant.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('an access that is given again after its revoke was proven', () => {
  let pushed: PushedClient;
  let twice: ContactHandle;

  beforeEach(async () => {
    pushed = await openPushedClient({ policy: { requestTimeoutMs: 200 } });
    const { engine, client } = pushed;
    const once = await engine.contact(client);
    await engine.settle();
    twice = await engine.unlink(once);
    await engine.settle();
    expect(await lastRevoke()).to.deep.equal({ state: 'absent', revokeState: 'revoked_verified' });
  });
  afterEach(() => pushed.engine.close());

  const lastRevoke = async () => {
    const access = (await pushed.engine.resources('access')).at(-1);
    return { state: access?.state, revokeState: access?.revokeState };
  };

  /** The grant lands, and nobody hears of it. */
  async function grantUnheard(): Promise<void> {
    const { engine, client, peopleAt } = pushed;
    const match = { method: 'PATCH', path: '/user-assignments' };
    await engine.portal.arm({ match, fault: 'timeout-after-commit' });
    twice = await engine.relink(twice);
    await engine.run(client);
    expect(await peopleAt(client)).to.have.length(2);
  }

  it('rule 19: an unlink takes it away, although the grant was never answered', async () => {
    const { engine, client, contact, peopleAt } = pushed;
    await grantUnheard();
    await engine.unlink(twice);
    await engine.run(client);
    expect(await engine.reasonOf(twice)).to.be.oneOf(['REVOKE_PENDING', 'REVOKE_SENT']);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await lastRevoke()).to.deep.equal({ state: 'absent', revokeState: 'revoked_verified' });
    expect(await engine.reasonOf(twice)).to.equal('LINK_OFF');
  });

  it('rule 22: the brake counts it', async () => {
    const { engine, client, peopleAt } = pushed;
    await grantUnheard();
    await engine.setPolicy({ requestTimeoutMs: 200, brake: { count: 0, share: 0 } });
    await engine.unlink(twice);
    await engine.passTime();
    await engine.run(client);
    expect(await engine.standing(twice)).to.include({ reason: 'BRAKE' });
    expect(await peopleAt(client)).to.have.length(2);
  });
});

describe('an access that people give and take away by hand', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openEngine({ provenTypes: [] });
    client = await engine.client();
    contact = await engine.contact(client);
    await engine.settle();
    await confirmAll();
  });
  afterEach(() => engine.close());

  const asked = async () => (await engine.tasks()).map(({ action, type }) => `${action} ${type}`);

  /** A person does what every task asks for, until none is left. */
  async function confirmAll(): Promise<void> {
    for (let [task] = await engine.tasks(); task !== undefined; [task] = await engine.tasks()) {
      await engine.confirm(task);
      await engine.settle();
    }
  }

  it('rule 19: taken away a second time it is asked for a second time, and says so', async () => {
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    contact = await engine.unlink(contact);
    await engine.settle();
    await confirmAll();
    expect((await engine.resources('access'))[0]?.revokeState).to.equal('revoked_confirmed');
    contact = await engine.relink(contact);
    await engine.settle();
    expect(await asked()).to.deep.equal(['create access']);
    await confirmAll();
    expect((await engine.resources('access'))[0]).to.include({ state: 'present', revokeState: null });
    await engine.unlink(contact);
    await engine.settle();
    expect(await asked()).to.deep.equal(['remove access']);
    expect(await engine.standing(contact)).to.include({ reason: 'MANUAL_TASK' });
    const claims = await engine.rows(sql`select from claim where subject_id = ${contact.id}
      and resource_id in (select id from portal_resource where type = 'access')`);
    expect(claims, 'the task knows about whom it is').to.have.length(1);
  });

  it('rule 17: a change that is left to a person stays theirs until they confirm it', async () => {
    await engine.rows(
      sql`update connection set settings = '{"accessBy": "contact-group", "roleName": "Reader"}'`,
    );
    await engine.change(client, { phone: '99' });
    await engine.settle();
    const ids = async () => (await engine.tasks()).map(({ id }) => id);
    const before = await ids();
    expect(await asked()).to.deep.equal(['create group-role']);
    await engine.change(client, { phone: '98' });
    await engine.settle();
    expect(await ids()).to.deep.equal(before);
    await confirmAll();
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
  });
});
