// The portal keeps the dossiers of a user as one list, which every write replaces: two clients never rewrite it at once.
import { expect } from 'chai';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('ClearFacts: a user whose list of dossiers two clients change at once', () => {
  let engine: ClearFactsEngine;
  before(async () => {
    engine = await openClearFactsEngine();
  });
  after(() => engine.close());

  it('rule 19: a slow grant for one client does not bring back what was taken away for the other', async () => {
    const [bakery, brewery] = [enterpriseNumber(5_000_001), enterpriseNumber(5_000_002)];
    const human = {
      email: 'anna@molen.example.nl',
      personKey: 'h-1',
      linkSettings: { profile: 'full-access' },
    };
    const [first, second] = [await engine.clientWith(bakery), await engine.clientWith(brewery)];
    const anna = await engine.contact(first, human);
    await engine.settle();
    expect((await engine.clearfacts.user(human.email))?.companyNumbers).to.deep.equal([bakery]);

    await engine.contact(second, human);
    await engine.clearfacts.resetCounts();
    await engine.clearfacts.arm({ match: { path: 'editClientUser' }, fault: 'slow', delayMs: 2_000 });
    const granting = engine.run(second);
    await waitFor(async () => (await engine.clearfacts.counts())['mutation/editClientUser'] === 1, {
      what: 'the grant to be under way',
    });
    await engine.unlink(anna);
    await engine.run(first);
    await granting;
    await engine.settle();
    expect((await engine.clearfacts.user(human.email))?.companyNumbers).to.deep.equal([brewery]);
  });
});
