// A portal that answers a write with status 200 and errors: nothing of it counts as done before it was looked at, and
// nothing is sent again and again.
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';

const NOW = { policy: { landingGraceMs: 0 } } as const;
const WRITES = {
  'an entity': { method: 'POST', path: '^/entities$' },
  'an address': { method: 'POST', path: '/addresses$' },
  'a person': { method: 'POST', path: '^/users$' },
  'a group': { method: 'POST', path: '^/groups$' },
  'the role of a group': { method: 'PATCH', path: '/role-assignments$' },
  'an access': { method: 'PATCH', path: '/user-assignments$' },
};
const UPDATE = { method: 'PATCH', path: '^/(entities|users)/[^/]+$' };
const REVOKE = WRITES['an access'];

describe('a portal that answers with status 200 and errors', () => {
  let engine: Engine;
  beforeEach(async () => (engine = await openEngine(NOW)));
  afterEach(() => engine.close());

  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(client.fields.number ?? '');
  const pushed = async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    await engine.portal.resetCounts();
    return { client, contact };
  };
  const writes = async () => {
    const { byMethod } = await engine.portal.counts();
    return (byMethod['POST'] ?? 0) + (byMethod['PATCH'] ?? 0);
  };

  for (const [thing, match] of Object.entries(WRITES)) {
    it(`making ${thing}: it is refused, said so, and not asked for again and again`, async () => {
      await engine.portal.arm({ match, fault: 'errors-200', times: 99 });
      const client = await engine.client();
      const contacts = [await engine.contact(client), await engine.contact(client)];
      await engine.settle(3);
      const states = async () => {
        const standings = [client, ...contacts].map(async (one) => await engine.reasonOf(one));
        return Promise.all(standings);
      };
      expect((await states()).every((reason) => reason === 'IN_SYNC')).to.equal(false);
      await engine.passTime();
      await engine.settle(3);
      await engine.portal.resetCounts();
      await engine.passTime();
      await engine.settle(3);
      expect(await writes(), 'no more writes').to.equal(0);
      expect(await states()).to.include('REJECTED_BY_PORTAL');
    });

    it(`making ${thing}: it is tried again, once, as soon as the record is corrected`, async () => {
      await engine.portal.arm({ match, fault: 'errors-200', times: 99 });
      const client = await engine.client();
      const contact = await engine.contact(client);
      const goOn = async () => {
        await engine.settle();
        await engine.passTime();
        await engine.settle();
      };
      await goOn();
      const record = thing === 'a person' || thing === 'an access' ? contact : client;
      await engine.portal.resetCounts();
      await engine.change(record, { phone: '030 111 11 11' });
      await goOn();
      const asked = (await engine.portal.requests()).filter(
        ({ method, path }) => method === match.method && new RegExp(match.path).test(path),
      );
      expect(asked, 'asked once more').to.have.length(1);
      expect(await engine.standing(record)).to.include({ reason: 'REJECTED_BY_PORTAL' });
      await engine.portal.disarm();
      await engine.change(record, { phone: '030 222 22 22' });
      await goOn();
      for (const one of [client, contact])
        expect(await engine.standing(one)).to.include({ reason: 'IN_SYNC' });
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });

    it(`making ${thing}, which it did all the same: it is found and taken over, once`, async () => {
      await engine.portal.arm({ match, fault: 'errors-200-done' });
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.passTime();
      expect(await engine.settle()).to.deep.equal([]);
      const { entities, users, groups, mails } = await engine.portal.state();
      expect([entities.length, users.length, groups.length, mails.length]).to.deep.equal([1, 1, 1, 1]);
      for (const one of [client, contact])
        expect(await engine.standing(one)).to.include({ reason: 'IN_SYNC' });
    });
  }

  it('a change: it is looked at, not sync, and not sent again until the record changes', async () => {
    const { client } = await pushed();
    await engine.portal.arm({ match: UPDATE, fault: 'errors-200', times: 99 });
    await engine.change(client, { phone: '99' });
    await engine.settle();
    expect(await engine.standing(client)).to.include({ state: 'failed', reason: 'REJECTED_BY_PORTAL' });
    expect(await writes()).to.equal(1);
    await engine.portal.disarm();
    await engine.change(client, { phone: '98' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
    expect((await engine.portal.state()).entities[0]).to.include({ BusinessPhone: '98' });
  });

  it('a change that it made all the same: it is seen', async () => {
    const { client } = await pushed();
    await engine.portal.arm({ match: UPDATE, fault: 'errors-200-done', times: 99 });
    await engine.change(client, { phone: '99' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
    expect(await writes()).to.equal(1);
  });

  it('rule 19: a revoke: the read-back alone says whether access is gone', async () => {
    const { client, contact } = await pushed();
    await engine.portal.arm({ match: REVOKE, fault: 'errors-200', times: 1 });
    await engine.unlink(contact);
    await engine.settle(1);
    expect((await engine.resources('access'))[0]).to.not.include({ revokeState: 'revoked_verified' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
  });

  it('rule 19: a grant that it made all the same, of a contact unlinked meanwhile: it is found and revoked', async () => {
    await engine.portal.arm({ match: REVOKE, fault: 'errors-200-done', times: 1 });
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle(1);
    expect(await peopleAt(client)).to.have.length(1);
    await engine.unlink(contact);
    await engine.settle();
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
  });
});
