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
    await engine.run(client, worker);
    expect(changed).to.equal(true);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await phone()).to.equal('3');
    await engine.portal.resetCounts();
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.portal.counts()).total, 'and then nothing more').to.equal(0);
  });
});
