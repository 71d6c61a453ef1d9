import { expect } from 'chai';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('a client that is renumbered while it may not be pushed, or while its entity is on its way', () => {
  let pushed: PushedClient;
  beforeEach(async () => {
    pushed = await openPushedClient();
  });
  afterEach(() => pushed.engine.close());

  async function numbers(): Promise<readonly unknown[]> {
    const { entities } = await pushed.engine.portal.state();
    return entities.map((entity) => entity['EntityNo']).sort();
  }

  it('rule 14: keeps its entity, under the new number, when it may be pushed again', async () => {
    const { engine, client } = pushed;
    const suspect = await engine.change(client, { status: 'suspect' });
    await engine.settle();
    const renumbered = await engine.change(suspect, { number: '9001' });
    await engine.settle();
    await engine.change(renumbered, { status: 'client' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await numbers()).to.deep.equal(['9001']);
  });

  it('rule 14: one whose entity was asked for and never answered has one all the same', async () => {
    const { engine } = pushed;
    await engine.setPolicy({ requestTimeoutMs: 100, landingGraceMs: 0 });
    await engine.portal.arm({ match: { method: 'POST', path: '/entities' }, fault: 'timeout-after-commit' });
    const client = await engine.client({ number: '5001' });
    await engine.run(client);
    await engine.change(client, { number: '5002' });
    await engine.settle();
    expect(await numbers()).to.deep.equal(['1001', '5002']);
  });

  it('rule 14: one whose entity was never made is made under the new number, once that is certain', async () => {
    const { engine } = pushed;
    await engine.setPolicy({ requestTimeoutMs: 100, landingGraceMs: 0 });
    await engine.portal.arm({ match: { method: 'POST', path: '/entities' }, fault: '502' });
    const client = await engine.client({ number: '5001' });
    await engine.run(client);
    await engine.change(client, { number: '5002' });
    await engine.settle();
    expect(await numbers(), 'the first could still land').to.deep.equal(['1001']);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await numbers()).to.deep.equal(['1001', '5002']);
  });

  it('rule 14: also when it was asked for before it went away, and never answered', async () => {
    const { engine } = pushed;
    await engine.setPolicy({ requestTimeoutMs: 100, landingGraceMs: 0 });
    await engine.portal.arm({ match: { method: 'POST', path: '/entities' }, fault: 'timeout-after-commit' });
    const client = await engine.client({ number: '5001' });
    await engine.run(client);
    const suspect = await engine.change(client, { status: 'suspect' });
    await engine.settle();
    await engine.change(suspect, { number: '5002', status: 'client' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await numbers()).to.deep.equal(['1001', '5002']);
  });
});
