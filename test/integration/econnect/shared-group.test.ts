// The group of a client in which people of the portal put something by hand: it is not taken from them.
import { expect } from 'chai';
import { openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';

const ANNA = 'anna@bakker.example.nl';
const DORA = 'dora@bakker.example.nl';

describe('eConnect, a group that others use too', () => {
  let engine: EConnectEngine;

  afterEach(() => engine.close());

  it('rule 18: stays when the client is unlinked, without those whom Koppel let in, and a person decides', async () => {
    engine = await openEConnectEngine({ policy: { brake: { count: 1000, share: 1 } } });
    const client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    await engine.econnect.does({ human: 'user', does: 'join', email: DORA });
    const { partners, groups } = await engine.econnect.state();
    const api = '/api/assumed/v1';
    await engine.econnect.call('PUT', `${api}/partners/${partners[0]?.id ?? ''}/users/${DORA}/connection`);
    await engine.econnect.call('PUT', `${api}/groups/${groups[0]?.id ?? ''}/members/${DORA}`);
    await engine.unlink(client);
    await engine.goOn();
    expect((await engine.econnect.state()).groups.map(({ members }) => members)).to.deep.equal([[DORA]]);
    const tasks = await engine.tasks();
    expect(tasks.map(({ type, action }) => `${action} ${type}`)).to.deep.equal(['remove group']);
  });

  it('is not asked to go again and again where the portal answers that with status 200 and errors', async () => {
    engine = await openEConnectEngine({ policy: { brake: { count: 1000, share: 1 } } });
    const client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678', email: ANNA });
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    const match = { method: 'DELETE', path: '/groups/[^/]+$' };
    await engine.econnect.arm({ match, fault: 'errors-200', times: 99 });
    await engine.econnect.resetCounts();
    await engine.unlink(client);
    await engine.goOn();
    const { byPattern } = await engine.econnect.counts();
    expect(byPattern['DELETE /api/assumed/v1/groups/{group}']).to.equal(1);
  });
});
