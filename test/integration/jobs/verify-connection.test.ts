// Reading a portal back, against the real sandbox: the list that a first load goes by, what somebody changed in the
// portal, what is gone, and members that nobody here put there.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { PortalConnector, ResourceType } from '../../../connectors/connector.ts';
import { verifyConnection, type VerifyResult } from '../../../src/verify/verify-connection.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';

const NOW = { landingGraceMs: 0 } as const;
const signal = new AbortController().signal;

function verify(engine: Engine, ports = engine.ports): Promise<VerifyResult> {
  const { practiceId, connectionId } = engine;
  return verifyConnection(ports, { practiceId, connectionId }, signal);
}

describe('reading a portal back', () => {
  let engine: Engine;
  const open = async (options: EngineOptions = {}): Promise<Engine> =>
    (engine = await openEngine({ ...options, policy: { ...NOW, ...options.policy } }));
  afterEach(() => engine.close());

  /** One client with one contact, pushed. */
  const pushed = async () => {
    const client = await engine.client({ number: '100' });
    const contact = await engine.contact(client, { email: 'jan@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    await engine.portal.resetCounts();
    return { client, contact };
  };
  const entityGuid = async (): Promise<string> => (await engine.portal.state()).entities[0]!.CWGuid;
  const groupGuid = async (): Promise<string> => (await engine.portal.state()).groups[0]!.CWGuid;
  const changeByHand = async (fields: object): Promise<void> => {
    await engine.portal.call('PATCH', `/entities/${await entityGuid()}`, {
      OwnerType: 'Client',
      Type: 'A',
      ...fields,
    });
    await engine.portal.resetCounts();
  };
  describe('the list that a first load goes by', () => {
    it('saves the look-up of each client and contact', async () => {
      await open();
      await engine.portal.seed({ entities: [{ EntityNo: '999', Name: 'By hand' }] });
      expect(await verify(engine)).to.include({ status: 'complete', listed: 1 });
      expect((await engine.connection()).listedAt).to.be.instanceOf(Date);
      await engine.clients(3, 2);
      await engine.portal.resetCounts();
      expect(await engine.settle()).to.deep.equal([]);
      const { byPattern } = await engine.portal.counts();
      expect(byPattern).to.not.have.any.keys('GET /entities', 'GET /users');
      expect(byPattern).to.include({ 'POST /entities': 3, 'POST /users': 6 });
    });

    it('takes over a client and a contact that somebody made by hand', async () => {
      await open();
      await engine.portal.seed({
        entities: [{ EntityNo: '100', Name: 'By hand' }],
        users: [{ Email: 'Jan@example.nl', FirstName: 'Johan' }],
      });
      await verify(engine);
      await pushed();
      const state = await engine.portal.state();
      expect([state.entities.length, state.users.length]).to.deep.equal([1, 1]);
      const origins = (await engine.resources()).map(({ type, origin }) => `${type} ${origin ?? ''}`);
      expect(origins).to.include.members(['entity adopted', 'person adopted']);
    });

    it('no longer stands in the way of a number once Koppel itself has given it up', async () => {
      await open();
      await engine.portal.seed({ entities: [{ EntityNo: '100', Name: 'By hand' }] });
      await verify(engine);
      const { client } = await pushed();
      await engine.change(client, { number: '200' });
      await engine.settle();
      await engine.client({ number: '100', name: 'Another' });
      expect(await engine.settle()).to.deep.equal([]);
      const numbers = (await engine.portal.state()).entities.map(({ EntityNo }) => EntityNo);
      expect(numbers.sort()).to.deep.equal(['100', '200']);
    });

    it('stays as it was when a later one breaks off', async () => {
      await open();
      await engine.portal.seed({ entities: [{ EntityNo: '100', Name: 'By hand' }] });
      await verify(engine);
      const before = await engine.connection();
      await engine.portal.remove({ entityNo: '100' });
      await engine.portal.arm({ match: { method: 'GET', path: '/users' }, fault: '500', times: 4 });
      expect(await verify(engine)).to.include({ status: 'broken-off', reason: 'PORTAL_UNAVAILABLE' });
      expect((await engine.connection()).listedAt).to.deep.equal(before.listedAt);
      expect(await engine.rows(sql`select key from portal_record`)).to.deep.equal([{ key: '100' }]);
      await verify(engine);
      expect(await engine.rows(sql`select key from portal_record`)).to.deep.equal([]);
    });

    it('does not count as taken when the first one breaks off, and is asked for again', async () => {
      await open();
      await engine.portal.arm({ match: { method: 'GET', path: '/users' }, fault: '429', retryAfter: 7 });
      expect(await verify(engine)).to.include({ status: 'broken-off', reason: 'PORTAL_RATE_LIMITED' });
      expect((await engine.connection()).listedAt).to.equal(null);
      const [due] = await engine.rows(sql<{ s: number }>`
        select extract(epoch from verify_due_at - clock_timestamp())::float8 as s from connection`);
      expect(due?.s).to.be.within(1, 7);
    });
  });

  describe('that fails now and then', () => {
    for (const fault of ['500', 'html-200', '429', 'timeout-before-commit'])
      it(`is read to its end all the same (${fault})`, async () => {
        await open({ policy: { requestTimeoutMs: 500 } });
        await engine.clients(3, 1);
        expect(await engine.settle()).to.deep.equal([]);
        for (const path of ['^/users$', '^/entities/[^/]+/addresses$', '^/groups/[^/]+/users$'])
          await engine.portal.arm({ match: { method: 'GET', path }, fault, retryAfter: 1 });
        expect(await verify(engine)).to.include({ status: 'complete', drifted: 0, gone: 0, unread: 0 });
        expect((await engine.connection()).verifiedAt).to.be.instanceOf(Date);
      });
  });

  describe('of which one record cannot be read', () => {
    const MEMBERS = (group: string) => `^/groups/${group}/users`;

    it('is read on, what is unread is noted, and nothing is concluded from it', async () => {
      await open();
      await engine.clients(3, 1);
      expect(await engine.settle()).to.deep.equal([]);
      const { groups } = await engine.portal.state();
      const [hidden, other] = [groups[0]!, groups[2]!];
      // Gone in both; of the hidden one nobody can know.
      for (const group of [hidden, other])
        await engine.portal.call('PATCH', `/groups/${group.CWGuid}/user-assignments`, {
          people: group.members,
          isRemove: true,
        });
      await engine.portal.arm({ match: { path: MEMBERS(hidden.CWGuid) }, fault: '403', times: 99 });
      expect(await verify(engine)).to.include({ status: 'complete', gone: 1, unread: 1 });
      expect((await engine.connection()).verifiedAt).to.be.instanceOf(Date);
      const unread = (await engine.audit()).filter(({ action }) => action === 'verification.unread');
      expect(unread.map(({ details }) => details['type'])).to.deep.equal(['access']);
      const looked = (await engine.resources('access')).filter(({ doubtful }) => doubtful);
      expect(looked).to.have.length(1);
      expect(engine.alerts).to.deep.equal([]);
    });

    it('is read on when a record is missing from its list and cannot be looked at', async () => {
      await open();
      await engine.clients(2, 1);
      expect(await engine.settle()).to.deep.equal([]);
      const [hidden, other] = (await engine.portal.state()).entities;
      for (const entity of [hidden!, other!])
        await engine.portal.remove({ entityNo: String(entity['EntityNo']) });
      await engine.portal.arm({ match: { path: `^/entities/${hidden!.CWGuid}$` }, fault: '403', times: 99 });
      const result = await verify(engine);
      expect(result.status).to.equal('complete');
      const looked = (await engine.resources('entity')).filter(({ doubtful }) => doubtful);
      expect(looked).to.have.length(1);
    });
  });

  describe('rule 8: what somebody edits in the portal', () => {
    it('is put back with exactly one write, and reported by field name only', async () => {
      await open();
      await pushed();
      await changeByHand({ Name: 'Edited in the portal' });
      expect(await verify(engine)).to.include({ status: 'complete', drifted: 1, gone: 0 });
      const found = (await engine.audit()).filter(({ action }) => action === 'drift.found');
      expect(found.map(({ details }) => [details['type'], details['what'], details['fields']])).to.deep.equal(
        [['entity', 'changed', ['Name']]],
      );
      expect(JSON.stringify(found)).to.not.include('Edited');
      await engine.portal.resetCounts();
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1 });
      expect(await verify(engine)).to.include({ drifted: 0 });
    });

    it('is left alone in fields that Koppel does not keep', async () => {
      await open();
      await pushed();
      await changeByHand({ Notes: 'their own' });
      expect(await verify(engine)).to.include({ drifted: 0, gone: 0, skipped: 0 });
      expect(await engine.tick()).to.equal(0);
    });

    it('costs nothing where nothing differs', async () => {
      await open();
      await engine.clients(3, 2);
      await engine.settle();
      await engine.portal.resetCounts();
      expect(await verify(engine)).to.include({ drifted: 0, gone: 0, unknown: 0, skipped: 0 });
      expect((await engine.portal.counts()).byMethod).to.have.all.keys('GET');
      expect(await engine.tick()).to.equal(0);
      expect((await engine.connection()).verifiedAt).to.be.instanceOf(Date);
    });

    it('is not judged while a write to it may still land', async () => {
      await open();
      await pushed();
      await changeByHand({ Name: 'Edited in the portal' });
      await engine.rows(sql`
        insert into operation (practice_id, connection_id, client_id, resource_id, type, action, fence, lands_by)
        select r.practice_id, r.connection_id, c.client_id, r.id, r.type, 'update', 0, now() + interval '1 minute'
        from portal_resource r join claim c on c.resource_id = r.id where r.type = 'entity'`);
      expect(await verify(engine)).to.include({ drifted: 0, skipped: 1 });
    });

    it('counts who has used the activation mail since', async () => {
      await open();
      await pushed();
      const signIns = () => engine.rows(sql`select sign_in from portal_resource where type = 'person'`);
      await engine.portal.activate('jan@example.nl');
      await verify(engine);
      expect(await signIns()).to.deep.equal([{ sign_in: 'active' }]);
    });
  });

  describe('what somebody deletes in the portal', () => {
    it('is made again once, with all that hung below it', async () => {
      await open({ listed: true });
      await pushed();
      await engine.portal.remove({ entityNo: '100' });
      expect(await verify(engine)).to.include({ status: 'complete', gone: 1 });
      expect(await engine.settle()).to.deep.equal([]);
      const state = await engine.portal.state();
      expect(state.entities).to.have.length(1);
      expect(state.entities[0]?.addresses).to.have.length(1);
      expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(['jan@example.nl']);
      expect(await verify(engine)).to.include({ gone: 0, drifted: 0 });
      expect(await engine.tick()).to.equal(0);
    });

    it('is made again as well when an update is the first to notice', async () => {
      await open({ listed: true });
      const { client } = await pushed();
      await engine.portal.remove({ entityNo: '100' });
      await engine.change(client, { name: 'Another name' });
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(['jan@example.nl']);
      expect((await engine.portal.state()).entities[0]?.addresses).to.have.length(1);
    });

    it('is made again with all that hung below it when a look is the first to notice', async () => {
      await open({ listed: true });
      const { client, contact } = await pushed();
      await engine.portal.call('DELETE', `/groups/${await groupGuid()}`);
      // Its grant is answered with "not found": then what it hangs below is looked at.
      const late = await engine.contact(client, { email: 'late@example.nl' });
      expect(await engine.settle()).to.deep.equal([]);
      const people = ['jan@example.nl', 'late@example.nl'];
      expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(people);
      for (const one of [contact, late]) expect(await engine.standing(one)).to.include({ state: 'in-sync' });
    });

    it('gives a person who is made again the access again', async () => {
      await open();
      const { contact } = await pushed();
      await engine.portal.remove({ email: 'jan@example.nl' });
      await verify(engine);
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(['jan@example.nl']);
      expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
    });

    it('gives back an access that somebody took away', async () => {
      await open();
      await pushed();
      const { users } = await engine.portal.state();
      const body = { people: [users[0]?.CWGuid], isRemove: true };
      await engine.portal.call('PATCH', `/groups/${await groupGuid()}/user-assignments`, body);
      expect(await verify(engine)).to.include({ gone: 1 });
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(['jan@example.nl']);
    });

    it('is not made again when nobody wants it any more', async () => {
      await open();
      const { contact } = await pushed();
      await engine.unlink(contact);
      await engine.settle();
      await engine.portal.remove({ email: 'jan@example.nl' });
      expect(await verify(engine)).to.include({ gone: 0 });
      await engine.settle();
      expect((await engine.portal.state()).users).to.deep.equal([]);
      const [person] = await engine.resources('person');
      expect(person?.state).to.equal('absent');
    });

    it('is not believed when only the list does not show it', async () => {
      await open();
      await pushed();
      const forgetful = (portal: string): PortalConnector => {
        const connector = engine.ports.connectorOf(portal);
        const entity: ResourceType = { ...connector.resources['entity']!, list: nothing };
        return { ...connector, resources: { ...connector.resources, entity } };
      };
      expect(await verify(engine, engine.openWorker({ connectorOf: forgetful }))).to.include({ gone: 0 });
      expect((await engine.resources('entity'))[0]?.state).to.equal('present');
    });

    it('is not judged when it was made a moment ago and may not be visible yet', async () => {
      await open({ policy: { landingGraceMs: 60_000 } });
      await pushed();
      await engine.portal.remove({ entityNo: '100' });
      const result = await verify(engine);
      expect(result.gone).to.equal(0);
      expect(result.skipped).to.be.greaterThan(0);
    });
  });
});

async function* nothing(): AsyncGenerator<never> {
  // A list that shows nothing.
}
