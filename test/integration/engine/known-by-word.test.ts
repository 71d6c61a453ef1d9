// A portal of which only part is proven: what Koppel knows by a person's word alone has no id of the portal's, so nothing
// is asked or sent below it, and no answer about such an id proves anything (rules 17 and 19).
import { expect } from 'chai';
import { setShownTypes } from '../../../src/database/portal/connections.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what is known by a word alone', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  const confirmAll = async () => {
    for (const task of await engine.tasks()) await engine.confirm(task);
    await engine.settle();
  };
  const prove = (types: readonly string[]) =>
    engine.store.inPractice(engine.practiceId, (tx) =>
      setShownTypes(tx, engine.connectionId, { provenTypes: types, documentedTypes: [] }),
    );
  /** A person gives access by hand, in a group with a name of their own choice or the one that the task asks for. */
  const giveByHand = async (name: (entityGuid: string) => string) => {
    const client = await engine.client({ number: '900' });
    const contact = await engine.contact(client, { email: 'anna@example.nl' });
    await engine.settle();
    const [entity] = (await engine.portal.state()).entities;
    const group = {
      BriefDescription: name(entity?.CWGuid ?? ''),
      members: ['anna@example.nl'],
      entityNumbers: ['900'],
    };
    await engine.portal.seed({ groups: [group] });
    for (let round = 0; round < 4; round += 1) await confirmAll();
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    return contact;
  };
  const people = () => engine.portal.peopleWithAccess('900');
  const expectNoPlaceholderSent = async () => {
    const sent = JSON.stringify(await engine.portal.requests());
    expect(sent).to.not.include('confirmed-by-hand');
    expect(sent).to.not.include('/groups//');
  };

  for (const proven of [['access'], ['access', 'group-role'], ['group-role']]) {
    it(`rule 19: with only ${proven.join(' and ')} proven, an unlink is a task, and never taken for done`, async () => {
      engine = await openEngine({ provenTypes: proven });
      const contact = await giveByHand((guid) => `Koppel ${guid}`);
      await engine.unlink(contact);
      await engine.settle();
      expect(await people()).to.have.length(1);
      expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'MANUAL_TASK' });
      expect((await engine.tasks()).map(({ action, type }) => `${action} ${type}`)).to.include(
        'remove access',
      );
      await engine.passTime();
      await engine.settle();
      expect((await engine.resources('access'))[0]).to.not.include({ revokeState: 'revoked_verified' });
      await expectNoPlaceholderSent();
    });
  }

  it('rule 19: proven later, what was made by hand is found, and the access in it is revoked', async () => {
    engine = await openEngine({ provenTypes: ['access'] });
    const contact = await giveByHand((guid) => `Koppel ${guid}`);
    await engine.unlink(contact);
    await engine.settle();
    await prove(['group', 'group-role', 'access']);
    await engine.passTime();
    for (let round = 0; round < 3; round += 1) await confirmAll();
    expect(await people(), 'not done by the person who said so').to.deep.equal([]);
    expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
    expect(await engine.tasks()).to.deep.equal([]);
    await expectNoPlaceholderSent();
  });

  it('rule 19: in a group of another name nothing is proven gone, and no second group is made', async () => {
    engine = await openEngine({ provenTypes: ['access'] });
    const contact = await giveByHand(() => 'A name of their own');
    await prove(['group', 'group-role', 'access']);
    await engine.unlink(contact);
    await engine.settle();
    await engine.passTime();
    await engine.settle();
    expect((await engine.portal.state()).groups).to.have.length(1);
    expect(await people()).to.have.length(1);
    expect((await engine.resources('access'))[0]).to.not.include({ revokeState: 'revoked_verified' });
    expect(await engine.tasks()).to.not.deep.equal([]);
    await expectNoPlaceholderSent();
  });
});
