// The portal keeps the dossiers of a user as one list, which every write replaces: two clients never rewrite it at once.
import { expect } from 'chai';
import type { Session } from '../../../connectors/connector.ts';
import type { SyncPorts } from '../../../src/engine/sync-client.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';

const [BAKERY, BREWERY] = [enterpriseNumber(5_000_001), enterpriseNumber(5_000_002)];

describe('ClearFacts: a user whose list of dossiers two clients change at once', () => {
  let engine: ClearFactsEngine;
  before(async () => {
    engine = await openClearFactsEngine();
  });
  after(() => engine.close());

  /** Ports of a process in which `act` happens once: right before the list that it has read is written back. */
  function meanwhile(act: () => Promise<void>): SyncPorts {
    let happened: Promise<void> | undefined;
    const openSession: SyncPorts['openSession'] = (request) => {
      const session = engine.ports.openSession(request);
      const send: Session['send'] = async (wire) => {
        if (JSON.stringify(wire.body).includes('"companyNumbers":[')) await (happened ??= act());
        return session.send(wire);
      };
      return { ...session, send };
    };
    return engine.openWorker({ openSession });
  }

  it('rule 19: a slow grant for one client does not bring back what was taken away for the other', async () => {
    const email = 'anna@molen.example.nl';
    const human = { email, lastName: 'Vries', personKey: 'h-1', linkSettings: { profile: 'full-access' } };
    const [first, second] = [await engine.clientWith(BAKERY), await engine.clientWith(BREWERY)];
    const anna = await engine.contact(first, human);
    await engine.settle();
    const dossiers = async () => (await engine.clearfacts.user(email))?.companyNumbers;
    expect(await dossiers()).to.deep.equal([BAKERY]);

    await engine.contact(second, human);
    let unlinked = false;
    const unlink = async () => {
      await engine.unlink(anna);
      await engine.run(first);
      unlinked = true;
    };
    await engine.run(second, meanwhile(unlink));
    expect(unlinked).to.equal(true);
    await engine.settle();
    expect(await dossiers()).to.deep.equal([BREWERY]);
  });
});
