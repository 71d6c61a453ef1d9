// One profile for all dossiers of a user: whose wishes differ, who must agree, and that nothing shows elsewhere before.
import { expect } from 'chai';
import { sql } from 'kysely';
import { listOpenChanges } from '../../../src/database/people/agreements.ts';
import { agreeToChange } from '../../../src/actions/agree-to-change.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

describe('ClearFacts, where a profile is valid in several dossiers', () => {
  let engine: ClearFactsEngine;
  let [ANNA, BAKERY, BREWERY] = ['', '', ''];
  let tests = 0;
  const user = () => engine.clearfacts.user(ANNA);
  const link = (client: ClientHandle, profile: string): Promise<ContactHandle> =>
    engine.contact(client, { email: ANNA, personKey: `h-${ANNA}`, linkSettings: { profile } });
  const relink = (anna: ContactHandle, profile: string) => engine.change(anna, { linkSettings: { profile } });
  const open = async () => {
    const changes = await engine.store.inPractice(engine.practiceId, (tx) => listOpenChanges(tx));
    return changes.filter(({ key }) => key === ANNA);
  };
  const touched = async () => (await open()).map(({ touches }) => touches.map(({ key }) => key));
  /** As a person does who was shown it. */
  const agree = async (): Promise<void> => {
    const [shown] = await open();
    await agreeToChange(engine.store, { practiceId: engine.practiceId, shown: shown!, by: 'user:rianne' });
    await engine.goOn();
  };

  before(async () => {
    engine = await openClearFactsEngine();
  });
  beforeEach(() => {
    tests += 1;
    ANNA = `anna@molen${tests}.example.nl`;
    [BAKERY, BREWERY] = [enterpriseNumber(3_000_000 + tests), enterpriseNumber(4_000_000 + tests)];
  });
  after(() => engine.close());

  it('says after a day that the dossier is not found, and still goes on when it comes', async () => {
    const client = await engine.client({ country: 'BE', enterpriseNumber: BAKERY });
    await engine.settle();
    await engine.rows(
      sql`update portal_resource set waiting_since = waiting_since - interval '25 hours' where type = 'dossier'`,
    );
    await engine.goOn();
    expect(await engine.standing(client)).to.include({ state: 'failed', reason: 'DOSSIER_NOT_FOUND' });
    await engine.clearfacts.seed({ dossiers: [{ companyNumber: BAKERY, name: 'Bakkerij' }] });
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
  });

  it('[seed] warns where no linked contact is Administrator of the dossier', async () => {
    const client = await engine.clientWith(BAKERY);
    const anna = await link(client, 'full-access');
    await engine.settle();
    expect(await engine.standing(client)).to.include({ state: 'in-sync', reason: 'NO_ADMINISTRATOR' });
    await relink(anna, 'administrator');
    await engine.settle();
    expect(await engine.reasonOf(client), 'the only dossier is its own: nobody else has to agree').to.equal(
      'IN_SYNC',
    );
    expect((await user())?.profile).to.equal('administrator');
  });

  it('[seed] two profiles for one address are a conflict that names the other; what stands stays', async () => {
    const bakery = await engine.clientWith(BAKERY);
    const first = await link(bakery, 'administrator');
    await engine.settle();
    const brewery = await engine.clientWith(BREWERY);
    const second = await link(brewery, 'full-feedback');
    await engine.settle();
    expect(await engine.standing(second)).to.deep.include({ state: 'held', reason: 'PROFILE_CONFLICT' });
    expect((await engine.standing(second))?.detail).to.include({ holder: first.id, holderClient: bakery.id });
    expect(await engine.reasonOf(first)).to.equal('IN_SYNC');
    expect(await user()).to.deep.include({ profile: 'administrator', companyNumbers: [BAKERY] });
    await relink(second, 'administrator');
    await engine.settle();
    expect(await engine.reasonOf(second)).to.equal('IN_SYNC');
    expect((await user())?.companyNumbers).to.deep.equal([BAKERY, BREWERY].sort());
  });

  it('[seed] a changed profile changes in all dossiers: shown with every one, and sent once that was agreed to', async () => {
    const handles = [];
    for (const number of [BAKERY, BREWERY])
      handles.push(await link(await engine.clientWith(number), 'full-access'));
    await engine.settle();
    const [first, second] = [
      await relink(handles[0]!, 'full-feedback'),
      await relink(handles[1]!, 'full-feedback'),
    ];
    await engine.settle();
    for (const anna of [first, second])
      expect(await engine.standing(anna)).to.include({
        state: 'waiting',
        reason: 'PROFILE_CHANGE_UNCONFIRMED',
      });
    expect((await user())?.profile).to.equal('full-access');
    expect(await touched()).to.deep.equal([[BAKERY, BREWERY].sort()]);
    await agree();
    expect((await user())?.profile).to.equal('full-feedback');
    expect(await engine.reasonOf(second)).to.equal('IN_SYNC');
    expect(Object.keys(await engine.clearfacts.access(BAKERY))).to.deep.equal([ANNA]);
  });

  it('taking over a user never changes the profile silently, and lets nobody in with another one', async () => {
    await engine.clearfacts.seed({
      dossiers: [{ companyNumber: BREWERY, name: 'Brouwerij' }],
      clientUsers: [
        {
          email: ANNA,
          firstName: 'Anna',
          lastName: 'Vos',
          profile: 'administrator',
          companyNumbers: [BREWERY],
        },
      ],
    });
    const anna = await link(await engine.clientWith(BAKERY), 'document-delivery');
    await engine.settle();
    expect(await engine.reasonOf(anna)).to.equal('PROFILE_CHANGE_UNCONFIRMED');
    expect(await user()).to.deep.include({ profile: 'administrator', companyNumbers: [BREWERY] });
    expect(await touched()).to.deep.equal([[BREWERY]]);
    await agree();
    expect(await user()).to.deep.include({
      profile: 'document-delivery',
      companyNumbers: [BAKERY, BREWERY].sort(),
    });
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });
});
