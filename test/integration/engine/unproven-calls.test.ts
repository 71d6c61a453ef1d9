// Against a real portal the calls that are only assumed are left to a person until `koppel connection test` has proven
// them there (rules 17 and 26): tasks are opened, and no such request is sent.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a portal whose assumed calls nobody has proven', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openEngine({ provenTypes: [] });
    client = await engine.client();
    contact = await engine.contact(client);
    await engine.settle();
  });
  afterEach(() => engine.close());

  const tasks = () =>
    engine.rows(sql<{ type: string; action: string; status: string }>`
      select r.type, t.action, t.status from manual_task t join portal_resource r on r.id = t.resource_id
      order by t.opened_at, t.id`);
  const openTasks = async () =>
    (await tasks()).filter(({ status }) => status === 'open').map(({ type, action }) => `${action} ${type}`);
  /** A person did it: what a confirmed task says about its resource. */
  const done = (type: string, portalId: string) =>
    engine.rows(
      sql`update portal_resource set state = 'present', portal_id = ${portalId} where type = ${type}`,
    );

  async function expectNoAssumedRequest(): Promise<void> {
    const { byPattern } = await engine.portal.counts();
    expect(Object.keys(byPattern).filter((pattern) => /groups|role/.test(pattern))).to.deep.equal([]);
  }

  it('entity and person are pushed; the group is a task, and no assumed request is sent', async () => {
    const { entities, users } = await engine.portal.state();
    expect([entities.length, users.length]).to.deep.equal([1, 1]);
    expect(await openTasks()).to.deep.equal(['create group']);
    expect(await engine.standing(client)).to.include({ state: 'waiting', reason: 'MANUAL_TASK' });
    await expectNoAssumedRequest();
  });

  it('one task follows the other, and looking again opens none twice', async () => {
    await done('group', 'made-by-hand');
    await engine.run(client);
    await engine.run(client);
    expect(await openTasks()).to.include('create group-role');
    await done('group-role', '12');
    await engine.run(client);
    await engine.run(client);
    const opened = await tasks();
    expect(opened.map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'create group',
      'create group-role',
      'create access',
    ]);
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'MANUAL_TASK' });
    await expectNoAssumedRequest();
  });

  it('an unlink is a task that says so, and a change of a field still flows', async () => {
    for (const [type, id] of [
      ['group', 'made-by-hand'],
      ['group-role', '12'],
    ] as const) {
      await done(type, id);
      await engine.run(client);
    }
    await done('access', 'person');
    await engine.unlink(contact);
    await engine.change(client, { phone: '99' });
    await engine.settle();
    expect(await openTasks()).to.include('remove access');
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'MANUAL_TASK' });
    expect((await engine.portal.state()).entities[0]).to.include({ BusinessPhone: '99' });
    await expectNoAssumedRequest();
  });

  it('linked again before anybody confirmed: a person finds out what is there', async () => {
    for (const [type, id] of [
      ['group', 'made-by-hand'],
      ['group-role', '12'],
    ] as const) {
      await done(type, id);
      await engine.run(client);
    }
    await done('access', 'person');
    const off = await engine.unlink(contact);
    await engine.settle();
    await engine.relink(off);
    await engine.settle();
    await engine.run(client);
    expect(await openTasks()).to.include('find-out access');
    expect(await openTasks()).not.to.include('remove access');
    expect(await engine.standing(contact)).to.include({ state: 'waiting', reason: 'UNCERTAIN' });
    await expectNoAssumedRequest();
  });
});
