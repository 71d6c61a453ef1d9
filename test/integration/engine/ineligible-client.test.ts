// Rule 16: what becomes of a client that may not be pushed any more, under each of the three policies.
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';

describe('a client that may not be pushed any more', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  async function begin(options: EngineOptions = {}): Promise<void> {
    engine = await openEngine(options);
    client = await engine.client();
    contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    await engine.portal.resetCounts();
  }
  afterEach(() => engine.close());

  const peopleAt = (at: ClientHandle) => engine.portal.peopleWithAccess(at.fields.number ?? '');
  const revokeState = async () => (await engine.resources('access'))[0]?.revokeState;
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
