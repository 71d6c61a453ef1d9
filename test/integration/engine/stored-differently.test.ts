// A portal that keeps telephone numbers without spaces, postal codes in capitals, countries by their names: that is its form
// of ours, no drift (rules 8 and 10).
import { expect } from 'chai';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a portal that keeps values in a form of its own', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ policy: { landingGraceMs: 0 } });
    await engine.portal.tidy();
  });
  afterEach(() => engine.close());

  const verify = async () => {
    const { practiceId, connectionId, ports } = engine;
    const result = await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
    await engine.settle();
    return result;
  };
  const writes = async () => {
    const { byMethod } = await engine.portal.counts();
    return (byMethod['PATCH'] ?? 0) + (byMethod['POST'] ?? 0);
  };
  const pushed = async () => {
    const fields = { phone: '030 123 45 67', postalCode: '1234 ab', website: 'www.vries.example.nl' };
    const client = await engine.client({ ...fields, country: 'NL' });
    const contact = await engine.contact(client, { mobile: '06 12 34 56 78' });
    expect(await engine.settle()).to.deep.equal([]);
    await engine.portal.resetCounts();
    return { client, contact };
  };

  it('rule 10: nothing is written again, also after ten verifications', async () => {
    const { client, contact } = await pushed();
    for (let night = 0; night < 10; night += 1) expect(await verify()).to.include({ drifted: 0 });
    expect(await writes()).to.equal(0);
    for (const one of [client, contact]) expect(await engine.standing(one)).to.include({ reason: 'IN_SYNC' });
  });

  it('rule 10: one changed number is one write, and what is as it was stays', async () => {
    const { client } = await pushed();
    await engine.change(client, { phone: '030 765 43 21' });
    for (let night = 0; night < 3; night += 1) await verify();
    expect(await writes()).to.equal(1);
    expect((await engine.portal.state()).entities[0]).to.include({ BusinessPhone: '0307654321' });
  });

  it('rule 8: what somebody edits there is drift all the same, and put back with one write', async () => {
    await pushed();
    const [entity] = (await engine.portal.state()).entities;
    for (const BusinessPhone of ['0101010101', '0202020202']) {
      await engine.portal.call('PATCH', `/entities/${entity?.CWGuid}`, {
        OwnerType: 'Client',
        Type: 'A',
        BusinessPhone,
      });
      await engine.portal.resetCounts();
      expect(await verify()).to.include({ drifted: 1 });
      expect(await writes()).to.equal(1);
      expect(await verify()).to.include({ drifted: 0 });
      expect((await engine.portal.state()).entities[0]).to.include({ BusinessPhone: '0301234567' });
    }
  });
});
