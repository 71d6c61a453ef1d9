import { expect } from 'chai';
import { sql } from 'kysely';
import { setShownTypes } from '../../../src/database/portal/connections.ts';
import { type OpenTask } from '../../../src/database/people/tasks.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

async function confirmAll(engine: Engine): Promise<void> {
  for (const task of await engine.tasks()) await engine.confirm(task);
  await engine.settle();
}

describe('koppel task confirm', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  describe('where the calls of a portal are not proven', () => {
    beforeEach(async () => {
      engine = await openEngine({ listed: true, provenTypes: [] });
    });

    it('rule 17: a person makes group, role and access one after another, and the contact is in sync', async () => {
      const contact = await engine.contact(await engine.client());
      await engine.settle();
      const asked: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        asked.push(...(await engine.tasks()).map(({ action, type }) => `${action} ${type}`));
        await confirmAll(engine);
      }
      expect(asked).to.deep.equal(['create group', 'create group-role', 'create access']);
      expect(await engine.standing(contact)).to.deep.include({ reason: 'IN_SYNC' });
      expect((await engine.portal.requests()).filter(({ path }) => path.includes('/groups'))).to.deep.equal(
        [],
      );
    });

    it('rule 19: where nothing can be read a confirmed revoke says that it is only confirmed', async () => {
      const contact = await engine.contact(await engine.client());
      await engine.settle();
      for (let round = 0; round < 3; round += 1) await confirmAll(engine);
      await engine.unlink(contact);
      await engine.settle();
      expect(await engine.standing(contact)).to.deep.include({ state: 'waiting', reason: 'MANUAL_TASK' });
      const [task] = await engine.tasks();
      expect(task).to.deep.include({ action: 'remove', type: 'access' });
      expect(await engine.confirm(task)).to.equal(false);
      await engine.settle();
      expect((await engine.resources('access'))[0]).to.deep.include({
        state: 'absent',
        revokeState: 'revoked_confirmed',
      });
      expect(await engine.standing(contact)).to.deep.include({ state: 'excluded', reason: 'LINK_OFF' });
    });

    it('rule 13: what a person made is found and known by its own id once the calls are proven', async () => {
      const client = await engine.client({ number: '800' });
      await engine.contact(client);
      await engine.settle();
      const [entity] = (await engine.portal.state()).entities;
      await engine.portal.seed({ groups: [{ BriefDescription: `Koppel ${entity?.CWGuid}` }] });
      await confirmAll(engine);
      expect((await engine.resources('group'))[0]?.portalId).to.match(/^confirmed-by-hand:/);
      const types = ['group', 'group-role', 'access'];
      await engine.store.inPractice(engine.practiceId, (tx) =>
        setShownTypes(tx, engine.connectionId, { provenTypes: types, documentedTypes: [] }),
      );
      await engine.settle();
      const [group, another] = (await engine.portal.state()).groups;
      expect(another).to.equal(undefined);
      expect((await engine.resources('group'))[0]).to.deep.include({
        state: 'present',
        portalId: group?.CWGuid,
      });
    });

    it('is written down with who said it', async () => {
      await engine.contact(await engine.client());
      await engine.settle();
      const [task] = await engine.tasks();
      await engine.confirm(task);
      const rows = await engine.rows(sql<{ actor: string; details: { asked: string } }>`
        select actor, details from audit where action = 'task.confirmed'`);
      expect(rows.map(({ actor, details }) => `${actor} ${details.asked}`)).to.deep.equal([
        'user:olga create',
      ]);
    });

    it('can be said once', async () => {
      await engine.contact(await engine.client());
      await engine.settle();
      const [task] = await engine.tasks();
      await engine.confirm(task);
      const again = await engine
        .confirm(task)
        .catch((error: unknown) => (error instanceof Error ? error.message : ''));
      expect(again).to.contain('No open task');
    });
  });

  describe('where Koppel may read the portal', () => {
    beforeEach(async () => {
      engine = await openEngine({ listed: true, policy: { propagateUnlinks: 'manual' } });
    });

    it('rule 17: a revoke done by hand counts when the portal, read back, no longer shows it', async () => {
      const client = await engine.client({ number: '700' });
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.passTime();
      await engine.unlink(contact);
      await engine.settle();
      const [group] = (await engine.portal.state()).groups;
      const people = group?.members ?? [];
      await engine.portal.call('PATCH', `/groups/${group?.CWGuid}/user-assignments`, {
        people,
        isRemove: true,
      });
      expect(await engine.confirm((await engine.tasks())[0])).to.equal(true);
      await engine.settle();
      expect((await engine.resources('access'))[0]).to.deep.include({ revokeState: 'revoked_verified' });
      expect(await engine.standing(contact)).to.deep.include({ reason: 'LINK_OFF' });
      expect(await engine.tasks()).to.deep.equal([]);
    });

    it('rule 17: a confirmation that the portal contradicts opens the task again, and says so', async () => {
      const contact = await engine.contact(await engine.client());
      await engine.settle();
      await engine.unlink(contact);
      await engine.settle();
      const [task] = await engine.tasks();
      await engine.confirm(task);
      await engine.settle();
      const open = await engine.tasks();
      expect(open.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([`${task?.id} contradicted`]);
      expect(await engine.standing(contact)).to.deep.include({ reason: 'MANUAL_TASK' });
    });
  });

  describe('when a person was asked to find out', () => {
    beforeEach(async () => {
      engine = await openEngine({ listed: true });
      await engine.contact(await engine.client({ number: '900' }));
      await engine.settle();
    });

    /** As the engine leaves it when a request that must not be repeated was never answered. */
    async function makeUncertain(landsBy: 'now' | 'later'): Promise<OpenTask | undefined> {
      await engine.rows(
        sql`update portal_resource set state = 'uncertain', portal_id = null where type = 'access'`,
      );
      await engine.rows(sql`
        insert into operation (practice_id, connection_id, client_id, resource_id, type, action, fence, lands_by)
        select r.practice_id, r.connection_id, c.client_id, r.id, r.type, 'create', 1,
          clock_timestamp() + ${landsBy === 'later' ? '1 hour' : '-1 second'}::interval
        from portal_resource r join claim c on c.resource_id = r.id where r.type = 'access'`);
      await engine.rows(sql`
        insert into manual_task (practice_id, connection_id, client_id, resource_id, action)
        select r.practice_id, r.connection_id, c.client_id, r.id, 'find-out'
        from portal_resource r join claim c on c.resource_id = r.id where r.type = 'access'`);
      return (await engine.tasks())[0];
    }

    it('rule 26: what is there is looked at, and not sent again', async () => {
      const task = await makeUncertain('now');
      await engine.portal.resetCounts();
      await engine.confirm(task, true);
      await engine.settle();
      expect((await engine.resources('access'))[0]).to.deep.include({ state: 'present', doubtful: false });
      expect((await engine.portal.counts()).byMethod['PATCH'] ?? 0).to.equal(0);
    });

    it('rule 26: what is not there is sent anew', async () => {
      const task = await makeUncertain('now');
      await engine.confirm(task, false);
      await engine.settle();
      expect((await engine.resources('access'))[0]).to.deep.include({ state: 'present' });
      expect(await engine.portal.peopleWithAccess('900')).to.have.length(1);
    });

    it('rule 26: that something is not there cannot be told while it may still arrive', async () => {
      const task = await makeUncertain('later');
      const refused = await engine
        .confirm(task, false)
        .catch((error: unknown) => (error instanceof Error ? error.message : ''));
      expect(refused).to.contain('may still take effect');
      expect(await engine.tasks()).to.have.length(1);
    });
  });
});
