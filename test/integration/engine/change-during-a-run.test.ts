// What changes while a run is at work is not lost, however late in the run it comes.
import { expect } from 'chai';
import type { PortalRequest, PortalResponse, Session } from '../../../connectors/connector.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a client that changes while it is being pushed', () => {
  let engine: Engine;
  let client: ClientHandle;
  beforeEach(async () => {
    engine = await openEngine({ listed: true });
    client = await engine.client({ phone: '1' });
    await engine.settle();
  });
  afterEach(() => engine.close());

  const phone = async () => (await engine.portal.state()).entities[0]?.['BusinessPhone'];

  /** A process in which `happens` comes right after the answer to a request. */
  function workerInWhich(happens: (request: PortalRequest) => Promise<void>): SyncPorts {
    const heard = (session: Session): Session => ({
      ...session,
      async send(request: PortalRequest): Promise<PortalResponse> {
        const response = await session.send(request);
        await happens(request);
        return response;
      },
    });
    return engine.openWorker({ openSession: (request) => heard(engine.ports.openSession(request)) });
  }

  it('after its own update, while the last of its contacts is let in: it is pushed again', async () => {
    await engine.change(client, { phone: '2' });
    await engine.contact(client);
    let changed = false;
    const worker = workerInWhich(async ({ method, path }) => {
      if (changed || method !== 'PATCH' || !path.endsWith('/user-assignments')) return;
      changed = true;
      expect(await phone()).to.equal('2');
      await engine.change(client, { phone: '3' });
    });
    expect((await engine.run(client, worker)).status).to.equal('done');
    expect(changed).to.equal(true);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await phone()).to.equal('3');
    await engine.portal.resetCounts();
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.portal.counts()).total, 'and then nothing more').to.equal(0);
  });

  it('in what somebody else says of a human they share: the last word stands', async () => {
    const human = { personKey: 'P-1', email: 'anna@example.nl', firstName: 'Anna', lastName: 'Smit' };
    const other = await engine.client();
    await engine.contact(client, { ...human, phone: '1' });
    const contact = await engine.contact(other, { ...human, phone: '2' });
    expect(await engine.settle()).to.deep.equal([]);
    const phoneOfHuman = async () => (await engine.portal.state()).users[0]?.['BusinessPhone'];
    expect(await phoneOfHuman()).to.equal('2');
    const unlinked = await engine.unlink(contact);
    await engine.run(other);
    // Both are due; what the other one wishes is known once it runs.
    await engine.relink(unlinked);
    let changed = false;
    const worker = workerInWhich(async ({ method, path }) => {
      if (changed || method !== 'PATCH' || !path.startsWith('/users/')) return;
      changed = true;
      expect(await phoneOfHuman()).to.equal('1');
      await engine.run(other);
    });
    expect((await engine.run(client, worker)).status).to.equal('done');
    expect(changed).to.equal(true);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await phoneOfHuman()).to.equal('2');
  });
});
