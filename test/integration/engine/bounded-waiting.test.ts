// Waiting costs few requests: for an answer that never came, for a record that the portal says exists and does not show, for
// a revoke without effect. And it ends: what does not solve itself is said to whoever can.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

const PEOPLE = { method: 'POST', path: '^/users$' };

describe('waiting for a portal', () => {
  let engine: Engine;
  const begin = async (options = {}) => (engine = await openEngine(options));
  afterEach(() => engine.close());

  const reads = async () => (await engine.portal.counts()).byMethod['GET'] ?? 0;
  const posts = async () => (await engine.portal.counts()).byMethod['POST'] ?? 0;
  const waits = () =>
    engine.rows(sql<{ ms: number }>`
      select (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::double precision as ms
      from due_pair where pending`);
  /** How long after what was never answered each of those that wait looks next. */
  const looksAfter = () =>
    engine.rows(sql<{ ms: number }>`
      select (extract(epoch from d.next_attempt_at - o.intended_at) * 1000)::double precision as ms
      from due_pair d join operation o on o.client_id = d.client_id and o.answered_at is null where d.pending`);
  /** Everybody who waits comes at once, again and again, as if they had been woken. */
  const wakeAll = async (times: number) => {
    for (let round = 0; round < times; round += 1) {
      await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp() where pending`);
      await engine.tick();
    }
  };

  it('for an answer that never came costs one look at a time, however often its client runs', async () => {
    await begin({ listed: true });
    const client = await engine.client();
    await engine.contact(client);
    await engine.portal.arm({ match: PEOPLE, fault: 'html-500' });
    await engine.settle(1);
    await engine.portal.resetCounts();
    await wakeAll(10);
    expect(await reads()).to.be.at.most(3);
    const looks = await looksAfter();
    expect(looks).to.have.length(1);
    expect(looks[0]?.ms, 'at a moment that was set when it was sent').to.be.at.least(990);
  });

  it('for six answers at once takes nothing from another client', async () => {
    await begin({ listed: true });
    const client = await engine.client();
    for (let index = 0; index < 6; index += 1) await engine.contact(client);
    await engine.portal.arm({ match: PEOPLE, fault: 'html-500', times: 6 });
    await engine.settle(1);
    await engine.portal.resetCounts();
    await wakeAll(10);
    expect(await reads()).to.be.at.most(24);
    const other = await engine.client();
    await engine.run(other);
    expect(await engine.standing(other)).to.include({ reason: 'IN_SYNC' });
  });

  it('for a person that two clients share is one look for both', async () => {
    await begin({ listed: true });
    const clients: ClientHandle[] = [await engine.client(), await engine.client()];
    for (const client of clients) await engine.contact(client, { email: 'both@example.nl', personKey: 'P1' });
    await engine.portal.arm({ match: PEOPLE, fault: 'html-500' });
    await engine.settle(1);
    await engine.portal.resetCounts();
    await wakeAll(8);
    expect(await reads()).to.be.at.most(4);
    expect(await posts()).to.be.at.most(1);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.portal.state()).users).to.have.length(1);
  });

  it('for a record that the portal calls taken and a search does not show: the list shows it', async () => {
    await begin();
    await engine.portal.seed({ users: [{ Email: 'Anna@Example.NL', FirstName: 'Anna' }] });
    await engine.portal.arm({ match: { method: 'GET', path: '^/users$' }, fault: 'page-lost-1', times: 4 });
    const client = await engine.client();
    const contact = await engine.contact(client, { email: 'anna@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    expect((await engine.portal.state()).users).to.have.length(1);
  });

  it('for a record that nothing shows ends: it belongs to somebody else, and the portal is left alone', async () => {
    await begin();
    await engine.portal.seed({ users: [{ Email: 'anna@example.nl', FirstName: 'Anna' }] });
    await engine.portal.arm({ match: { method: 'GET', path: '^/users$' }, fault: 'page-lost-1', times: 999 });
    const client = await engine.client();
    const contact = await engine.contact(client, { email: 'anna@example.nl' });
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ reason: 'EMAIL_IN_USE' });
    await engine.portal.resetCounts();
    await engine.passTime();
    await engine.settle(3);
    expect(await posts(), 'no further try').to.equal(0);
  });

  it('rule 19: for a revoke without effect costs few requests, and is told to whoever can take it away', async () => {
    await begin({ policy: { landingGraceMs: 0 } });
    const client = await engine.client({ number: '700' });
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments$' },
      fault: 'no-effect',
      times: 999,
    });
    await engine.unlink(contact);
    await engine.settle(8);
    expect(await engine.standing(contact)).to.include({ state: 'failed', reason: 'REVOKE_REFUSED' });
    const [next] = await waits();
    expect(next?.ms, 'a quarter of an hour').to.be.above(800_000);
    await engine.portal.disarm();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ reason: 'LINK_OFF' });
    expect(await engine.portal.peopleWithAccess('700')).to.deep.equal([]);
  });

  it('for what a record belongs to names who must look after a while, and goes on by itself', async () => {
    await begin();
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments$' },
      fault: '404',
      times: 999,
    });
    await engine.settle(2);
    expect(await engine.standing(contact), 'it may only be late').to.include({ reason: 'RETRYING' });
    await engine.settle(5);
    expect(await engine.standing(contact)).to.include({ state: 'failed', reason: 'PARENT_MISSING' });
    await engine.portal.disarm();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
  });
});
