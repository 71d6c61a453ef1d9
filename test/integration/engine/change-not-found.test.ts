// A change that the portal answers with 404: the record was deleted by hand, does not show yet, or is there all the same. A look
// tells which; nothing counts as gone by that answer alone, and no change is forgotten.
import { expect } from 'chai';
import { openEConnectEngine } from '../../support/econnect-engine.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

const ANNA = 'anna@bakker.example.nl';
const OWN = 'NL:KVK:87654321';
const BRAKE = { count: 1000, share: 1 };

describe('a change that the portal answers with 404', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  const pushed = async (settings = {}) => {
    engine = await openEngine({ policy: { landingGraceMs: 0 }, settings });
    const client = await engine.client();
    const contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    await engine.passTime();
    await engine.settle();
    return { client, contact };
  };
  const shownPhones = async () => {
    const { entities, users } = await engine.portal.state();
    return [entities[0]?.BusinessPhone, users[0]?.BusinessPhone];
  };

  for (const [whose, path] of [
    ['client', '^/entities/[^/]+$'],
    ['contact', '^/users/[^/]+$'],
  ] as const)
    it(`rule 9: is sent again where the record of a ${whose} is there all the same`, async () => {
      const { client, contact } = await pushed();
      await engine.portal.arm({ match: { method: 'PATCH', path }, fault: '404' });
      const record = whose === 'client' ? client : contact;
      await engine.change(record, { phone: '030 111 11 11' });
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(record)).to.include({ reason: 'IN_SYNC' });
      expect(await shownPhones()).to.include('030 111 11 11');
    });

  it('rule 24: is tried less and less often where that goes on, and stays due', async () => {
    const { contact } = await pushed();
    const match = { method: 'PATCH', path: '^/users/[^/]+$' };
    await engine.portal.arm({ match, fault: '404', times: 99 });
    await engine.change(contact, { phone: '030 111 11 11' });
    await engine.portal.resetCounts();
    expect(await engine.settle(1)).to.deep.equal(['LOOK_AGAIN']);
    const patches = async () =>
      (await engine.portal.requests()).filter(({ method }) => method === 'PATCH').length;
    expect(await patches()).to.equal(1);
    expect(await engine.settle(1)).to.deep.equal(['LOOK_AGAIN']);
    expect(await patches()).to.equal(2);
    expect(await engine.standing(contact)).to.include({ state: 'due' });
  });

  it('rule 19: proves no access gone that hangs below it', async () => {
    const { client, contact } = await pushed({ accessBy: 'role' });
    await engine.portal.arm({ match: { method: 'PATCH', path: '^/users/[^/]+$' }, fault: '404' });
    await engine.portal.arm({ match: { method: 'GET', path: '^/users' }, fault: '503', times: 99 });
    await engine.change(contact, { phone: '030 111 11 11' });
    await engine.settle(1);
    await engine.portal.disarm();
    await engine.unlink(contact);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.deep.equal([]);
  });

  it('rule 15: leaves an access to be taken away that it was a change of', async () => {
    const econnect = await openEConnectEngine({
      policy: { landingGraceMs: 0, brake: BRAKE },
      settings: { ownOrganisation: OWN },
    });
    engine = econnect;
    await econnect.econnect.seed({ ownOrganisations: [OWN] });
    const client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    const link = (role: string) => ({ linkSettings: { manager: true, inviteToOwnOrganisation: role } });
    const anna = await engine.contact(client, { email: ANNA, ...link('Member') });
    await engine.settle();
    await econnect.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await econnect.goOn();
    await econnect.econnect.does({
      human: 'user',
      does: 'accept-membership',
      organisation: OWN,
      email: ANNA,
    });
    await econnect.goOn();
    const isIn = async () =>
      (await econnect.econnect.state()).organisations.some(
        ({ party, members }) => party === OWN && members.some(({ email }) => email === ANNA),
      );
    expect(await isIn()).to.equal(true);
    const path = '/organisations/[^/]+/members';
    await econnect.econnect.arm({ match: { method: 'PUT', path }, fault: '404' });
    await econnect.econnect.arm({ match: { method: 'GET', path }, fault: '503', times: 3 });
    const changed = await engine.change(anna, link('Administrator'));
    await engine.settle(1);
    await engine.unlink(changed);
    await econnect.goOn();
    expect(await isIn()).to.equal(false);
  });
});
