// Rule 16: what becomes of a client that may not be pushed any more, under each of the three policies.
import { expect } from 'chai';
import type { EngineOptions } from '../../support/engine.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('a client that may not be pushed any more', () => {
  let engine: PushedClient['engine'];
  let client: PushedClient['client'];
  let contact: PushedClient['contact'];
  let peopleAt: PushedClient['peopleAt'];
  let revokeState: PushedClient['revokeState'];

  async function begin(options: EngineOptions = {}): Promise<void> {
    ({ engine, client, contact, peopleAt, revokeState } = await openPushedClient(options));
  }
  afterEach(() => engine.close());

  const entity = async () => (await engine.portal.state()).entities[0];

  const INELIGIBLE = {
    'its link is switched off': () => engine.unlink(client),
    'it is deleted': () => engine.remove(client),
    'it turns private': () => engine.change(client, { kind: 'person' }),
    'it turns suspect': () => engine.change(client, { status: 'suspect' }),
  };
  for (const [event, happen] of Object.entries(INELIGIBLE)) {
    it(`rule 16: revoke-contacts (default): ${event}: its contacts lose access, the entity stays`, async () => {
      await begin();
      await happen();
      expect(await engine.settle()).to.deep.equal([]);
      expect(await peopleAt(client)).to.deep.equal([]);
      expect(await revokeState()).to.equal('revoked_verified');
      expect(await entity()).to.include({ Type: 'A', EntityNo: client.fields.number });
      expect((await engine.standing(contact))?.state).to.equal('excluded');
    });

    it(`rule 16: deactivate: ${event}: access is revoked and the entity switched off, not deleted`, async () => {
      await begin({ policy: { onClientIneligible: 'deactivate' } });
      await happen();
      expect(await engine.settle()).to.deep.equal([]);
      expect(await peopleAt(client)).to.deep.equal([]);
      expect(await entity()).to.include({ Type: 'I', EntityNo: client.fields.number });
    });

    it(`rule 16: keep: ${event}: nothing is sent at all`, async () => {
      await begin({ policy: { onClientIneligible: 'keep' } });
      await happen();
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.counts()).total).to.equal(0);
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });
  }

  it('rule 16: deactivate: a client linked again is switched on again', async () => {
    await begin({ policy: { onClientIneligible: 'deactivate' } });
    await engine.unlink(client);
    await engine.settle();
    expect(await entity()).to.include({ Type: 'I' });
    await engine.relink(client);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await entity()).to.include({ Type: 'A' });
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
  });

  it('rule 16: keep: a contact that is itself unlinked loses access all the same', async () => {
    await begin({ policy: { onClientIneligible: 'keep' } });
    const other = await engine.contact(client);
    await engine.settle();
    await engine.unlink(client);
    await engine.unlink(contact);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([other.fields.email]);
  });
});
