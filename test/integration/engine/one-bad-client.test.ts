// One client whose data its portal, or Koppel, cannot digest: its neighbours arrive, and the connection stays open.
import { expect } from 'chai';
import { setConnectionState } from '../../../src/database/portal/connections.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import { live } from '../../support/let-pass.ts';

/** Five failures come in less: 1 s, 5 s, 30 s and 2 minutes apart. */
const A_WHILE_MS = 240_000;

describe('a client that is poison', () => {
  let engine: Engine;
  let poisoned: ClientHandle;

  beforeEach(async () => {
    engine = await openEngine();
    poisoned = await engine.client();
    expect(await engine.settle()).to.deep.equal([]);
  });
  afterEach(() => engine.close());

  const neighbourArrives = async () => {
    const neighbour = await engine.client();
    const contact = await engine.contact(neighbour);
    await live(engine, 10_000);
    expect(await engine.standing(neighbour)).to.include({ state: 'in-sync' });
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  };

  for (const fault of ['400', '500', 'html-200']) {
    it(`always answered ${fault}, stops no neighbour and quarantines nothing`, async () => {
      const [{ portalId } = { portalId: null }] = await engine.resources('entity');
      const path = `^/entities/${portalId ?? ''}$`;
      await engine.portal.arm({ match: { method: 'PATCH', path }, fault, times: 1_000_000 });
      await engine.change(poisoned, { phone: '99' });
      await live(engine, A_WHILE_MS);
      await neighbourArrives();
      expect(engine.alerts).to.deep.equal([]);
      expect(await engine.connection()).to.include({ state: 'active' });
      expect((await engine.standing(poisoned))?.state).to.not.equal('in-sync');
    });
  }

  it('that makes Koppel itself fail, stops no neighbour and quarantines nothing', async () => {
    const worker = engine.openWorker({
      connectorOf: (portal) => {
        const connector = engine.ports.connectorOf(portal);
        return {
          ...connector,
          wanted: (eligible, settings) => {
            if (eligible.client.id === poisoned.id) throw new Error('a bug');
            return connector.wanted(eligible, settings);
          },
        };
      },
    });
    await engine.change(poisoned, { phone: '99' });
    for (let run = 0; run < 6; run += 1)
      expect((await engine.run(poisoned, worker)).bug).to.include({ message: 'a bug' });
    const neighbour = await engine.client();
    await engine.run(neighbour, worker);
    expect(await engine.standing(neighbour)).to.include({ state: 'in-sync' });
    expect(await engine.standing(poisoned)).to.include({ state: 'failed', reason: 'INTERNAL_ERROR' });
    expect(engine.alerts).to.deep.equal([]);
  });

  it('a connection that the portal refuses is not taken for one whose portal is down', async () => {
    await engine.portal.arm({ fault: '403', times: 1_000 });
    await engine.change(poisoned, { phone: '99' });
    await engine.settle(1);
    await engine.store.inPractice(engine.practiceId, (tx) =>
      setConnectionState(tx, engine.connectionId, { state: 'quarantined', reason: 'PORTAL_UNAVAILABLE' }),
    );
    expect(await engine.connection()).to.include({ state: 'stopped' });
  });
});
