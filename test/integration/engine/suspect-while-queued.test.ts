// A client that may not be pushed any more, while work for it is already under way (rules 4, 16 and 19).
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a client with ten linked contacts that turns suspect while its own update is queued', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ policy: { brake: { count: 1000, share: 1 } } });
  });
  afterEach(() => engine.close());

  async function tenContacts() {
    const [made] = await engine.clients(1, 10);
    if (made === undefined) throw new Error('No client was made.');
    expect(await engine.settle()).to.deep.equal([]);
    const number = made.client.fields.number ?? '';
    expect(await engine.portal.peopleWithAccess(number)).to.have.length(10);
    await engine.portal.resetCounts();
    return { ...made, number };
  }

  async function expectAllRevoked(number: string): Promise<void> {
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.portal.peopleWithAccess(number)).to.deep.equal([]);
    const accesses = await engine.resources('access');
    expect(accesses.map(({ revokeState }) => revokeState)).to.deep.equal(
      Array.from({ length: 10 }, () => 'revoked_verified'),
    );
    for (const { method, path } of await engine.portal.requests()) {
      expect(`${method} ${path}`, 'no data of it leaves').to.match(/^(PATCH|GET) \/groups\//);
    }
  }

  it('rule 4: no data of it leaves any more, and all ten accesses are revoked and verified', async () => {
    const { client, contacts, number } = await tenContacts();
    const changed = await engine.change(client, { name: 'New name B.V.', phone: '99' });
    for (const contact of contacts) await engine.change(contact, { phone: '99' });
    await engine.change(changed, { status: 'suspect' });
    await expectAllRevoked(number);
    expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1, GET: 1 });
  });

  it('rule 4: the same when it turns suspect between its plan and its request', async () => {
    const { client, number } = await tenContacts();
    const changed = await engine.change(client, { name: 'New name B.V.' });
    let turned: Promise<unknown> | undefined;
    const connectorOf: typeof engine.ports.connectorOf = (portal) => {
      const connector = engine.ports.connectorOf(portal);
      return {
        ...connector,
        // The last thing that happens before the plan is written.
        wanted: (...input) => {
          turned ??= engine.change(changed, { status: 'suspect' });
          return connector.wanted(...input);
        },
      };
    };
    const sessions: typeof engine.ports.openSession = (request) => {
      const session = engine.ports.openSession(request);
      return { ...session, send: async (wire) => (await turned, session.send(wire)) };
    };
    const store = { ...engine.store };
    store.inPractice = async (practiceId, work) => {
      const result = await engine.store.inPractice(practiceId, work);
      await turned;
      return result;
    };
    await engine.run(client, engine.openWorker({ connectorOf, openSession: sessions, store }));
    expect(turned).not.to.equal(undefined);
    await expectAllRevoked(number);
  });
});
