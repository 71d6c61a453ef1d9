// Members of a contact group, whose reading a file of the portal describes and no proof has tried.
import { expect } from 'chai';
import { readToDo } from '../../../src/answers/to-do.ts';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

const ASSIGN = { method: 'PATCH', path: '/user-assignments$' };
const MEMBERS = /^\/groups\/[^/]+\/users$/;
const ANNA = 'anna@example.nl';

describe('rule 19: members of a group whose reading no proof has tried', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;
  beforeEach(async () => {
    engine = await openEngine({
      ...{ provenTypes: [], documentedTypes: ['group', 'group-role', 'access'] },
      policy: { requestTimeoutMs: 1_000 },
    });
    client = await engine.client();
    contact = await engine.contact(client, { email: ANNA });
    await engine.settle();
  });
  afterEach(() => engine.close());

  const people = () => engine.portal.peopleWithAccess(client.fields.number ?? '');
  const access = async () => (await engine.resources('access'))[0];
  const readings = async () =>
    (await engine.portal.requests()).filter(({ method, path }) => method === 'GET' && MEMBERS.test(path));
  const answer = async (isThere: boolean) => {
    await engine.confirm((await engine.tasks())[0], isThere);
    await engine.settle();
  };

  it('a grant that was answered is believed, and mails once', async () => {
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    expect(await people()).to.deep.equal([ANNA]);
    expect((await engine.portal.state()).mails).to.have.length(1);
  });

  it('a revoke is revoked_sent after the answer, and never called verified; a person is asked', async () => {
    await engine.unlink(contact);
    await engine.settle();
    expect(await people()).to.deep.equal([]);
    expect(await access()).to.include({ revokeState: 'revoked_sent' });
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'REVOKE_UNSEEN' });
    expect((await engine.tasks()).map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'find-out access',
    ]);
    const toDo = await readToDo({ ...engine.ports, now: () => new Date() }, engine.practiceId);
    expect(toDo?.items.find(({ kind }) => kind === 'task')).to.include({
      ...{ reason: 'REVOKE_UNSEEN', command: 'koppel task list' },
    });
    await answer(false);
    expect(await access()).to.include({ state: 'absent', revokeState: 'revoked_confirmed' });
    expect(await readings()).to.deep.equal([]);
  });

  for (const fault of ['no-effect', '404']) {
    it(`a revoke without effect (${fault}) is sent again where a person finds the member there`, async () => {
      await engine.portal.arm({ match: ASSIGN, fault });
      await engine.unlink(contact);
      await engine.settle();
      expect(await people()).to.deep.equal([ANNA]);
      expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_UNSEEN' });
      await answer(true);
      expect(await people()).to.deep.equal([]);
      await answer(false);
      expect(await access()).to.include({ revokeState: 'revoked_confirmed' });
    });
  }

  it('that the account shows no right proves nothing: what it shows of a group is not known', async () => {
    await engine.contact(await engine.client(), { email: 'other@example.nl' });
    await engine.settle();
    await engine.unlink(contact);
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_UNSEEN' });
  });

  it('a member is gone with the person', async () => {
    await engine.portal.remove({ email: ANNA });
    await engine.passTime();
    await engine.unlink(contact);
    await engine.settle();
    expect(await access()).to.include({ state: 'absent', revokeState: 'revoked_verified' });
  });

  it('a verification reads no members, and so takes nobody for gone', async () => {
    await engine.passTime();
    await engine.portal.arm({
      match: { method: 'GET', path: MEMBERS.source },
      fault: 'empty-list',
      times: 9,
    });
    const { practiceId, connectionId, ports } = engine;
    await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
    await engine.settle();
    expect(await readings()).to.deep.equal([]);
    expect(await access()).to.include({ state: 'present', doubtful: false });
    expect((await engine.portal.state()).mails).to.have.length(1);
  });
});
