// A person is asked to make only what somebody still wishes (rules 1, 2 and 4).
import { expect } from 'chai';
import type { ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a task to make what nobody wishes any more', () => {
  let engine: Engine;
  let contact: ContactHandle;

  const asked = async () => {
    const tasks = await engine.tasks();
    return tasks.map(({ action, type }) => `${action} ${type}`);
  };
  beforeEach(async () => {
    engine = await openEngine({ listed: true, policy: { manualTypes: ['person'] } });
    const client = await engine.client();
    contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await asked()).to.deep.equal(['create person']);
    expect(await engine.standing(contact)).to.include({ reason: 'MANUAL_TASK' });
  });
  afterEach(() => engine.close());

  async function expectNobodyAsked(): Promise<void> {
    expect(await engine.settle()).to.deep.equal([]);
    expect(await asked()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ state: 'excluded' });
  }

  it('is asked of nobody for a contact whose link is off', async () => {
    await engine.unlink(contact);
    await expectNobodyAsked();
  });

  it('is asked of nobody for a contact that is deleted', async () => {
    await engine.remove(contact);
    await expectNobodyAsked();
  });

  it('is asked of nobody for a contact whose client is suspect', async () => {
    await engine.change(contact.client, { status: 'suspect' });
    await expectNobodyAsked();
  });

  it('is asked of nobody for a contact whose client is unlinked', async () => {
    await engine.unlink(contact.client);
    await expectNobodyAsked();
  });

  it('is asked anew once somebody wishes it again, and not of one who has another address by then', async () => {
    const unlinked = await engine.unlink(contact);
    await engine.settle();
    const relinked = await engine.relink(unlinked);
    await engine.settle();
    expect(await asked()).to.deep.equal(['create person']);
    await engine.change(relinked, { email: 'other@example.nl' });
    await engine.settle();
    const tasks = await engine.tasks();
    expect(tasks.map(({ action, email }) => `${action} ${email}`)).to.deep.equal(['create other@example.nl']);
    expect(await engine.portal.state())
      .to.have.property('users')
      .that.deep.equals([]);
  });

  it('that may have been made is asked to be taken away, once the brake lets it go', async () => {
    await engine.setPolicy({ manualTypes: ['access'], brake: { count: 1, share: 1 } });
    const others = await Promise.all([1, 2].map(() => engine.contact(contact.client)));
    await engine.settle();
    const given = others.map(() => 'create access');
    expect((await asked()).filter((task) => task === 'create access')).to.deep.equal(given);
    for (const other of others) await engine.unlink(other);
    await engine.settle();
    expect(
      (await asked()).filter((task) => task.endsWith('access')),
      'held',
    ).to.deep.equal(given);
    await engine.setPolicy({ manualTypes: ['access'], brake: { count: 9, share: 1 } });
    await engine.settle();
    expect((await asked()).filter((task) => task.endsWith('access'))).to.deep.equal(
      others.map(() => 'remove access'),
    );
  });
});
