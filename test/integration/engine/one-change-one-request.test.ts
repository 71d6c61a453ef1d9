// One change, one request: what the engine sends for a change, and that it sends nothing else.
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what one change costs', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  before(async () => {
    engine = await openEngine();
  });
  after(() => engine.close());
  beforeEach(async () => {
    client = await engine.client();
    contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    await engine.portal.resetCounts();
  });

  async function requestsOf(change: () => Promise<unknown>): Promise<readonly string[]> {
    await change();
    expect(await engine.settle()).to.deep.equal([]);
    return (await engine.portal.requests()).map(
      ({ method, path }) => `${method} /${path.split('/')[1] ?? ''}`,
    );
  }

  it('rule 10: nothing changed, nothing sent', async () => {
    const requests = await requestsOf(async () => {
      await engine.run(client);
      await engine.change(client, {});
      await engine.change(contact, {});
    });
    expect(requests).to.deep.equal([]);
    expect((await engine.portal.counts()).tokens).to.equal(0);
  });

  it('rule 10: another name of a client costs one write and nothing else', async () => {
    const requests = await requestsOf(() => engine.change(client, { name: 'Nieuwe Naam B.V.' }));
    expect(requests).to.deep.equal(['PATCH /entities']);
    const [entity] = (await engine.portal.state()).entities.filter(
      ({ EntityNo }) => EntityNo === client.fields.number,
    );
    expect(entity?.['Name']).to.equal('Nieuwe Naam B.V.');
  });

  it('rule 10: another telephone number of a client costs one write and nothing else', async () => {
    expect(await requestsOf(() => engine.change(client, { phone: '030 9999999' }))).to.deep.equal([
      'PATCH /entities',
    ]);
  });

  it('rule 10: another street costs one write of the address and nothing else', async () => {
    await requestsOf(() => engine.change(client, { street: 'Kerkstraat' }));
    const [request, ...more] = await engine.portal.requests();
    expect(more).to.deep.equal([]);
    expect(request?.path).to.match(/^\/entities\/addresses\//);
    expect(request?.body).to.deep.equal({ Address1: 'Kerkstraat 12' });
  });

  it('rule 10: another telephone number of a contact costs one write and nothing else', async () => {
    expect(await requestsOf(() => engine.change(contact, { phone: '06 12345678' }))).to.deep.equal([
      'PATCH /users',
    ]);
  });

  it('rule 10: an emptied field is emptied in the portal, with one write', async () => {
    expect(await requestsOf(() => engine.change(client, { phone: null }))).to.deep.equal(['PATCH /entities']);
    const entity = (await engine.portal.state()).entities.find(
      ({ EntityNo }) => EntityNo === client.fields.number,
    );
    expect(entity?.['BusinessPhone'] ?? '').to.equal('');
  });

  it('rule 10: a field that the portal does not know costs nothing', async () => {
    expect(await requestsOf(() => engine.change(client, { wkCustomerNumber: '77' }))).to.deep.equal([]);
  });

  it('five fields changed within a second cost at most two writes', async () => {
    const requests = await requestsOf(async () => {
      for (const fields of [
        { name: 'Een B.V.' },
        { phone: '020 1' },
        { email: 'nieuw@example.nl' },
        { website: 'https://example.nl' },
        { twitter: 'een' },
      ]) {
        client = await engine.change(client, fields);
        await engine.tick();
      }
    });
    expect(requests.length).to.be.within(1, 2);
    expect(new Set(requests)).to.deep.equal(new Set(['PATCH /entities']));
  });

  it('unlinking one contact costs one revoke and one read-back', async () => {
    expect(await requestsOf(() => engine.unlink(contact))).to.deep.equal(['PATCH /groups', 'GET /groups']);
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.deep.equal([]);
  });

  it('unlinking three contacts of one client costs one revoke and one read-back', async () => {
    const more = [await engine.contact(client), await engine.contact(client)];
    await engine.settle();
    await engine.portal.resetCounts();
    const requests = await requestsOf(async () => {
      for (const one of [contact, ...more]) await engine.unlink(one);
    });
    expect(requests).to.deep.equal(['PATCH /groups', 'GET /groups']);
  });

  it('rule 9: once the link is on, every change flows without anyone doing anything', async () => {
    for (const phone of ['1', '2', '3']) {
      client = await engine.change(client, { phone });
      await engine.settle();
      const entity = (await engine.portal.state()).entities.find(
        ({ EntityNo }) => EntityNo === client.fields.number,
      );
      expect(entity?.['BusinessPhone']).to.equal(phone);
    }
    expect(await engine.standing(client)).to.include({ state: 'in-sync', reason: 'IN_SYNC' });
  });
});
