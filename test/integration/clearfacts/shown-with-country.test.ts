// A portal that shows the numbers of dossiers with BE before them, as some samples of the vendor do.
import { expect } from 'chai';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';

const [BAKERY, BREWERY] = [enterpriseNumber(7_000_001), enterpriseNumber(7_000_002)];
const ANNA = 'anna@bakker.example.nl';
const HUMAN = { email: ANNA, personKey: 'h-1' };

describe('ClearFacts: numbers of dossiers shown with BE before them', () => {
  let engine: ClearFactsEngine;
  before(async () => {
    engine = await openClearFactsEngine();
  });
  after(() => engine.close());

  /** Who is in either dossier, by the portal's own reckoning. */
  const access = () =>
    Promise.all([BAKERY, BREWERY].map(async (number) => Object.keys(await engine.clearfacts.access(number))));
  const revokes = async () => (await engine.resources('assignment')).map(({ revokeState }) => revokeState);
  async function verify(): Promise<void> {
    const { practiceId, connectionId, ports } = engine;
    await engine.passTime();
    await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
    await engine.goOn();
  }

  it('a contact is let in once, and an unlink takes exactly that dossier away', async () => {
    await engine.clearfacts.seed({ showsCountry: true });
    const [bakery, brewery] = [await engine.clientWith(BAKERY), await engine.clientWith(BREWERY)];
    const [atBakery, atBrewery] = [await engine.contact(bakery, HUMAN), await engine.contact(brewery, HUMAN)];
    await engine.settle();
    expect(await access()).to.deep.equal([[ANNA], [ANNA]]);
    await engine.clearfacts.resetCounts();
    await verify();
    expect(await engine.clearfacts.counts(), 'nothing is let in again').not.to.have.property(
      'mutation/editClientUser',
    );

    await engine.unlink(atBakery);
    await engine.goOn();
    expect(await access()).to.deep.equal([[], [ANNA]]);
    expect(await engine.reasonOf(atBrewery)).to.equal('IN_SYNC');
    await engine.unlink(atBrewery);
    await engine.goOn();
    expect(await access()).to.deep.equal([[], []]);
    expect(await revokes()).to.deep.equal(['revoked_verified', 'revoked_verified']);
  });
});
