// An invitation that is still open lets its contact in as soon as it is accepted, and only members of the organisation see it.
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { ANNA, BOSS, openPandaEngine, type PandaEngine } from '../../support/wolters-kluwer-engine.ts';

const PIET = 'piet@bakker.example.nl';

describe('Wolters Kluwer: an invitation that is open after the hand-over', () => {
  let engine: PandaEngine;
  let client: ClientHandle;
  let piet: ContactHandle;

  beforeEach(async () => {
    engine = await openPandaEngine();
    await engine.panda.seed({ accounts: [{ email: PIET, firstName: 'Piet', lastName: 'Wit' }] });
    client = await engine.bakker();
    await engine.contact(client, { email: BOSS, linkSettings: { role: 'administrator' } });
    piet = await engine.contact(client, { email: PIET });
    await engine.settle();
    await engine.panda.does('person accept-invitation', { email: BOSS });
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([
      `${ANNA} member support-community`,
      `${BOSS} administrator`,
    ]);
  });
  afterEach(() => engine.close());

  const revokeOf = async (email: string) =>
    (await engine.resources('membership')).find(({ key }) => key === email)?.revokeState;
  async function confirmTaskOf(email: string): Promise<void> {
    const task = (await engine.tasks()).find(({ key }) => key === email);
    await engine.confirm(task);
    await engine.goOn();
  }

  it('keeps the colleague in, who alone sees it, until it is open no more', async () => {
    await engine.unlink(client);
    await engine.goOn();
    expect(await engine.panda.members(), 'untouched but for the tick').to.deep.equal([
      `${ANNA} member`,
      `${BOSS} administrator`,
    ]);
    expect([await revokeOf(ANNA), await revokeOf(PIET)]).to.deep.equal(['revoke_pending', 'revoke_pending']);
    expect(await engine.reasonOf(piet)).to.equal('MANUAL_TASK');
    await confirmTaskOf(PIET);
    expect(await engine.panda.members(), 'it is open still').to.include(`${ANNA} member`);
    expect(await revokeOf(PIET)).to.equal('revoke_pending');
    await engine.panda.does('person decline-invitation', { email: PIET });
    await confirmTaskOf(PIET);
    expect(await engine.panda.members()).to.deep.equal([`${BOSS} administrator`]);
    expect([await revokeOf(ANNA), await revokeOf(PIET)]).to.deep.equal([
      'revoked_verified',
      'revoked_verified',
    ]);
    expect((await engine.tasks()).map(({ key }) => key)).to.deep.equal([BOSS]);
  });

  it('is never proven withdrawn where nobody of the practice sees it, whatever a person says', async () => {
    await engine.panda.does('administrator untick', { email: ANNA });
    await engine.panda.does('administrator remove-member', { email: ANNA });
    await engine.unlink(client);
    await engine.goOn();
    expect(await revokeOf(ANNA)).to.equal('revoked_verified');
    expect(await revokeOf(PIET)).to.equal('revoke_pending');
    expect((await engine.tasks()).map(({ key }) => key)).to.have.members([BOSS, PIET]);
    await confirmTaskOf(PIET);
    expect(await revokeOf(PIET)).to.equal('revoke_pending');
    await engine.panda.does('person accept-invitation', { email: PIET });
    await engine.goOn();
    expect(await revokeOf(PIET)).to.equal('revoke_pending');
    expect((await engine.tasks()).map(({ key }) => key)).to.have.members([BOSS, PIET]);
  });

  it('does not count for one who was a member: that they are none any more is seen by everybody', async () => {
    await engine.panda.does('person accept-invitation', { email: PIET });
    await engine.goOn();
    await engine.unlink(client);
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([`${BOSS} administrator`, `${PIET} member`]);
    expect(await revokeOf(ANNA)).to.equal('revoked_verified');
    await engine.panda.does('administrator remove-member', { email: PIET });
    await confirmTaskOf(PIET);
    expect(await revokeOf(PIET)).to.equal('revoked_verified');
  });
});
