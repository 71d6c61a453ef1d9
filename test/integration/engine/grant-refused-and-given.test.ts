// A grant that the portal, or a gateway before it, refuses although it has taken effect.
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';

const GRANT = { method: 'PATCH', path: '/user-assignments$' };

describe('a grant that was refused and given all the same', () => {
  let engine: Engine;
  beforeEach(async () => (engine = await openEngine({ policy: { landingGraceMs: 0 } })));
  afterEach(() => engine.close());

  const pushed = async (fault: string) => {
    await engine.portal.arm({ match: GRANT, fault });
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle(1);
    return { client, contact };
  };
  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(client.fields.number ?? '');
  const revokeState = async () => (await engine.resources('access'))[0]?.revokeState;

  for (const status of ['400', '403', '409', '422']) {
    it(`rule 19: answered with ${status}, is looked for and taken away by an unlink`, async () => {
      const { client, contact } = await pushed(`${status}-done`);
      expect(await peopleAt(client)).to.have.length(1);
      const unlinked = await engine.unlink(contact);
      await engine.settle();
      expect(await peopleAt(client)).to.deep.equal([]);
      expect(await revokeState()).to.equal('revoked_verified');
      expect(await engine.standing(unlinked)).to.include({ reason: 'LINK_OFF' });
    });

    it(`rule 19: answered with ${status}, stays due until the portal could be looked at`, async () => {
      const { client, contact } = await pushed(`${status}-done`);
      await engine.portal.arm({ match: { method: 'GET', path: '/groups/.*/users' }, fault: '503' });
      const unlinked = await engine.unlink(contact);
      await engine.settle(1);
      expect(await engine.standing(unlinked)).to.not.include({ reason: 'LINK_OFF' });
      await engine.settle();
      expect(await peopleAt(client)).to.deep.equal([]);
    });
  }

  it('costs one look where it was refused and not given', async () => {
    const { contact } = await pushed('400');
    await engine.portal.resetCounts();
    const unlinked = await engine.unlink(contact);
    await engine.settle();
    const { byMethod } = await engine.portal.counts();
    expect(byMethod).to.deep.equal({ GET: 1 });
    expect(await engine.standing(unlinked)).to.include({ reason: 'LINK_OFF' });
  });

  it('rule 22: what was refused and is unlinked is no access that the brake counts', async () => {
    await engine.setPolicy({ brake: { count: 1, share: 1 }, landingGraceMs: 0 });
    await engine.portal.arm({ match: GRANT, fault: '400', times: 3 });
    const client = await engine.client();
    const refused = [await engine.contact(client), await engine.contact(client)];
    await engine.settle(1);
    const given = await engine.contact(client);
    await engine.settle();
    for (const contact of [...refused, given]) await engine.unlink(contact);
    await engine.settle();
    expect(await engine.standing(given)).to.include({ reason: 'LINK_OFF' });
    expect((await engine.audit()).filter(({ action }) => action === 'brake.asked')).to.deep.equal([]);
  });
});
