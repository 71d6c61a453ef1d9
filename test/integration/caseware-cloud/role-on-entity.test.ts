// A role of the person on the entity, which nothing documented reads back: what a revoke may be called, and what is never
// sent twice.
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { listOpenTasks } from '../../../src/answers/task-steps.ts';
import { connectorOf } from '../../../src/app/portals.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';
import { explain } from '../../support/explain.ts';

const ASSIGN = { method: 'PATCH', path: '^/users/[^/]+/role-assignments$' };
const TOGETHER = { email: 'anna@example.nl', personKey: 'anna' };

describe('rule 19: a role on an entity that the portal does not show', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;
  afterEach(() => engine.close());

  const begin = async (options: EngineOptions = {}) => {
    engine = await openEngine({
      ...{ settings: { accessBy: 'role' }, provenTypes: [], switches: { readBack: false } },
      policy: { requestTimeoutMs: 1_000 },
      ...options,
    });
    client = await engine.client();
    contact = await engine.contact(client, TOGETHER);
    await engine.settle();
  };
  /** A second client of the same human, so that the account keeps a right when the first is taken away. */
  const another = async (): Promise<ContactHandle> => {
    const second = await engine.contact(await engine.client(), TOGETHER);
    await engine.settle();
    return second;
  };
  const peopleAt = (at: ClientHandle) => engine.portal.peopleWithAccess(at.fields.number ?? '');
  const sent = async () =>
    (await engine.portal.requests()).filter(({ path }) => path.endsWith('/role-assignments'));
  const accesses = async () =>
    (await engine.resources('entity-role')).map(({ state, revokeState }) => [state, revokeState]);
  const answer = async (isThere: boolean) => {
    await engine.confirm((await engine.tasks())[0], isThere);
    await engine.settle();
  };

  it('is given in one request, by CWGuids, and mails once', async () => {
    await begin();
    const { entities, users, mails } = await engine.portal.state();
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    const [request, ...others] = await sent();
    expect(others).to.deep.equal([]);
    expect(request?.path).to.equal(`/users/${users[0]?.CWGuid}/role-assignments`);
    expect(request?.body).to.deep.include({ isRemove: false, objType: 'Entity', objId: entities[0]?.CWGuid });
    expect(mails).to.have.length(1);
    await engine.settle();
    expect(await sent()).to.have.length(1);
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
  });

  it('is found by the Dutch name of the role, too', async () => {
    await begin({ switches: { readBack: false, language: 'nl' } });
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
  });

  it('is revoked_sent after the answer, and never called verified; a person is asked', async () => {
    await begin();
    await another();
    await engine.unlink(contact);
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await accesses()).to.deep.include.members([['uncertain', 'revoked_sent']]);
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'REVOKE_UNSEEN' });
    expect((await engine.tasks()).map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'find-out entity-role',
    ]);
    await answer(false);
    expect(await accesses()).to.deep.include.members([['absent', 'revoked_confirmed']]);
    expect(await engine.standing(contact)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
  });

  it('is sent again where a person finds it there, and a person is asked again', async () => {
    await begin();
    await another();
    await engine.portal.arm({ match: ASSIGN, fault: 'no-effect' });
    await engine.unlink(contact);
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_UNSEEN' });
    await answer(true);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await engine.tasks()).to.have.length(1);
    await answer(false);
    expect(await accesses()).to.deep.include.members([['absent', 'revoked_confirmed']]);
  });

  it('is revoked_confirmed by its own effect, where the account has no such right left', async () => {
    await begin();
    await engine.contact(await engine.client());
    await engine.settle();
    await engine.unlink(contact);
    await engine.settle();
    expect(await accesses()).to.deep.include.members([['absent', 'revoked_confirmed']]);
    expect(await engine.tasks()).to.deep.equal([]);
  });

  it('tells nothing by an empty field that the portal has never filled', async () => {
    await begin();
    await engine.unlink(contact);
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_UNSEEN' });
  });

  it('is revoked_verified only where a proof has seen that the portal reads back', async () => {
    await begin({ provenTypes: ['entity-role'], switches: {} });
    await engine.unlink(contact);
    await engine.settle();
    expect(await accesses()).to.deep.equal([['absent', 'revoked_verified']]);
  });

  it('says of a 404 only what the person and the entity say: both there, and it is reported', async () => {
    await begin();
    await engine.portal.arm({ match: ASSIGN, fault: '404', times: 2 });
    await engine.unlink(contact);
    await engine.settle(1);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_REFUSED' });
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([]);
  });

  it('is gone with the person', async () => {
    await begin();
    await engine.portal.remove({ email: TOGETHER.email });
    await engine.passTime();
    await engine.unlink(contact);
    await engine.settle();
    expect(await accesses()).to.deep.equal([['absent', 'revoked_verified']]);
  });

  it('is given once more to who is linked again, and once only', async () => {
    await begin();
    await another();
    await engine.unlink(contact);
    await engine.settle();
    await engine.relink(contact);
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    expect((await sent()).map(({ body }) => (body as { isRemove: boolean }).isRemove)).to.deep.equal([
      ...[false, false, true, false],
    ]);
    expect(await engine.tasks()).to.deep.equal([]);
  });

  for (const fault of ['timeout-after-commit', '500'] as const) {
    it(`is not given a second time where the answer was lost (${fault}): a person looks`, async () => {
      await begin();
      await engine.portal.arm({ match: ASSIGN, fault });
      const second = await another();
      await engine.passTime();
      await engine.settle();
      expect(await engine.standing(second)).to.include({ reason: 'UNCERTAIN' });
      expect(await sent(), 'the first, and the one that was lost').to.have.length(2);
      await answer(fault !== '500');
      expect(await engine.standing(second)).to.include({ reason: 'IN_SYNC' });
      expect(await peopleAt(second.client)).to.deep.equal([TOGETHER.email]);
    });
  }

  it('is not called revoked any more when it is given again and nobody knows what came of it', async () => {
    await begin();
    await another();
    const unlinked = await engine.unlink(contact);
    await engine.settle();
    await answer(false);
    expect(await accesses()).to.deep.include.members([['absent', 'revoked_confirmed']]);
    await engine.portal.arm({ match: ASSIGN, fault: 'timeout-after-commit' });
    await engine.relink(unlinked);
    await engine.settle();
    await engine.passTime();
    await engine.settle();
    expect(await accesses()).to.deep.include.members([['uncertain', null]]);
  });

  it('is not given a second time because the account can sign in: a person looks', async () => {
    await begin();
    await engine.portal.activate(TOGETHER.email);
    await engine.portal.arm({ match: ASSIGN, fault: 'timeout-after-commit' });
    const second = await another();
    await engine.passTime();
    await engine.settle();
    expect(await sent(), 'the first, and the one that was lost').to.have.length(2);
    expect(await engine.standing(second)).to.include({ reason: 'UNCERTAIN' });
  });

  it('is given again by itself where the account shows that it has no such right', async () => {
    await begin();
    await engine.portal.arm({ match: ASSIGN, fault: 'timeout-before-commit' });
    const fresh = await engine.contact(client, { email: 'new@example.nl' });
    await engine.settle();
    await engine.passTime();
    await engine.settle();
    expect(await engine.standing(fresh)).to.include({ reason: 'IN_SYNC' });
    expect(await peopleAt(client)).to.deep.equal([TOGETHER.email, 'new@example.nl']);
  });

  it('is said of whoever has another account by now, as long as nobody has looked at the old one', async () => {
    await begin();
    await another();
    await engine.change(contact, { email: 'new@example.nl' });
    await engine.settle();
    expect(await peopleAt(client)).to.deep.equal(['new@example.nl']);
    const { standing, firstNo } = await explain(engine, contact.key);
    expect(standing).to.include({ state: 'waiting', reason: 'REVOKE_UNSEEN' });
    expect(firstNo?.reason).to.equal('REVOKE_UNSEEN');
    await answer(false);
    expect((await explain(engine, contact.key)).standing).to.include({ reason: 'IN_SYNC' });
  });

  describe('a task about it names the account in the portal, whatever the contact is called by now', () => {
    const steps = async () => {
      const tasks = await listOpenTasks({ store: engine.store, connectorOf }, engine.practiceId);
      return tasks.map(({ action, email, steps: { en } }) => ({ action, email, at: en[0] }));
    };
    const old = 'Cloud menu › Contacts: select Anna de Vries (anna@example.nl) › Roles.';
    const named = { firstName: 'Anna', infix: 'de', lastName: 'Vries' };

    it('where the address changed: its old account is looked at', async () => {
      await begin();
      await another();
      await engine.change(contact, { ...named, email: 'new@example.nl' });
      await engine.settle();
      expect(await steps()).to.deep.equal([{ action: 'find-out', email: 'anna@example.nl', at: old }]);
    });

    it('where the address changed and people take away: from its old account', async () => {
      await begin({ policy: { propagateUnlinks: 'manual' } });
      await another();
      await engine.change(contact, { ...named, email: 'new@example.nl' });
      await engine.settle();
      expect(await steps()).to.deep.equal([{ action: 'remove', email: 'anna@example.nl', at: old }]);
    });

    it('where the address was emptied before it was unlinked', async () => {
      await begin();
      await another();
      await engine.unlink(await engine.change(contact, { ...named, email: null }));
      await engine.settle();
      expect(await steps()).to.deep.equal([{ action: 'find-out', email: 'anna@example.nl', at: old }]);
    });
  });
});
