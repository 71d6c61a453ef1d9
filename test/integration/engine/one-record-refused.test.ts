// A portal that refuses Koppel: one record of it, which fails by itself and says so, or the whole connection, which waits,
// is asked now and then, and goes on by itself. A plain read tells the one from the other.
import { expect } from 'chai';
import { sql } from 'kysely';
import { readAttention, readConnectionFigures } from '../../../src/database/people/status.ts';
import { distrustPractice, raiseFences } from '../../../src/database/ledger/restore.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import { letPass, live } from '../../support/let-pass.ts';

const MINUTE_MS = 60_000;
const ALWAYS = 1_000_000;

describe('a portal that refuses Koppel', () => {
  let engine: Engine;
  let refused: ClientHandle;

  beforeEach(async () => {
    engine = await openEngine({ concurrency: 1 });
    refused = await engine.client();
    expect(await engine.settle()).to.deep.equal([]);
  });
  afterEach(() => engine.close());

  const entityOf = async ({ id }: ClientHandle): Promise<string> => {
    const [row] = await engine.rows(sql<{ at: string }>`
      select portal_id as at from portal_resource where type = 'entity' and owner_client_id = ${id}`);
    return row?.at ?? 'nowhere';
  };
  const refuse = async (fault: string) =>
    engine.portal.arm({ match: { path: `^/entities/${await entityOf(refused)}` }, fault, times: ALWAYS });

  for (const [fault, code] of [
    ['401', 'PORTAL_UNAUTHORIZED'],
    ['403', 'PORTAL_FORBIDDEN'],
    ['302', 'REDIRECT_REFUSED'],
  ] as const) {
    it(`${fault}: one record fails alone and by name, others go on, and it goes on by itself`, async () => {
      const other = await engine.client();
      const contact = await engine.contact(other);
      await engine.settle();
      await refuse(fault);
      await engine.change(refused, { phone: '99' });
      await engine.settle(3);
      expect(await engine.standing(refused)).to.include({ state: 'failed', reason: 'FORBIDDEN_BY_PORTAL' });
      expect(await engine.rows(sql`select last_error as error from due_pair where pending`)).to.deep.equal([
        { error: code },
      ]);
      await engine.unlink(contact);
      await live(engine, MINUTE_MS, async () => (await engine.standing(contact))?.state === 'excluded');
      expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
      expect(await engine.connection()).to.include({ state: 'active' });
      expect(engine.alerts).to.deep.equal([]);
      await engine.portal.disarm();
      await live(engine, 15 * MINUTE_MS, async () => (await engine.standing(refused))?.state === 'in-sync');
      expect(await engine.standing(refused)).to.include({ state: 'in-sync' });
    });
  }

  it('a record that stays refused is asked less and less often, a revoke within minutes', async () => {
    const contact = await engine.contact(refused);
    await engine.settle();
    const match = { method: 'PATCH', path: '/user-assignments$' };
    await engine.portal.arm({ match, fault: '403', times: ALWAYS });
    await engine.unlink(contact);
    await live(engine, 10 * MINUTE_MS);
    await engine.portal.resetCounts();
    await live(engine, 15 * MINUTE_MS);
    const { PATCH = 0 } = (await engine.portal.counts()).byMethod;
    expect(PATCH, 'in a quarter of an hour').to.be.within(2, 5);
    expect(await engine.standing(contact)).to.include({ state: 'failed', reason: 'FORBIDDEN_BY_PORTAL' });
    await engine.portal.disarm();
    const gone = async () => (await engine.resources('access'))[0]?.revokeState === 'revoked_verified';
    expect(await live(engine, 10 * MINUTE_MS, gone)).to.be.at.most(7 * MINUTE_MS);
  });

  it('a record that is refused while a plain read fails is asked less and less often, too', async () => {
    await engine.contact(refused);
    await engine.portal.arm({ match: { method: 'POST', path: '^/users$' }, fault: '403', times: ALWAYS });
    // The portal answers all the same: who is looked for right before is not there.
    await engine.portal.arm({ match: { method: 'GET', path: '^/entities$' }, fault: '500', times: ALWAYS });
    for (let look = 0; look < 24; look += 1) if ((await engine.tick()) === 0) await letPass(engine, 5_000);
    const { POST = 0 } = (await engine.portal.counts()).byMethod;
    expect(POST, 'in two minutes').to.be.within(2, 8);
  });

  it('grants refused together are tried one by one, and who may be let in is', async () => {
    const contacts = [await engine.contact(refused), await engine.contact(refused)];
    const match = { method: 'PATCH', path: '/user-assignments$' };
    for (const fault of ['403', '403']) await engine.portal.arm({ match, fault });
    await engine.run(refused);
    const states = await Promise.all(contacts.map((contact) => engine.standing(contact)));
    expect(states.map((standing) => standing?.reason).sort()).to.deep.equal([
      'FORBIDDEN_BY_PORTAL',
      'IN_SYNC',
    ]);
  });

  for (const fault of ['401', '403', '302']) {
    it(`${fault} for everything: it is asked slowly, and goes on by itself, with one alert each way`, async () => {
      const contact = await engine.contact(refused);
      await engine.settle();
      await engine.portal.arm({ fault, times: ALWAYS });
      await engine.unlink(contact);
      await live(engine, MINUTE_MS / 2);
      expect((await engine.connection()).state).to.equal('stopped');
      expect(await engine.standing(contact)).to.include({ reason: 'REVOKE_PENDING' });
      await engine.portal.resetCounts();
      await live(engine, 10 * MINUTE_MS);
      expect((await engine.portal.counts()).total, 'requests in ten minutes').to.be.within(1, 8);
      expect(engine.alerts.map(({ state }) => state)).to.deep.equal(['stopped']);
      await engine.portal.disarm();
      await live(engine, 20 * MINUTE_MS, () => Promise.resolve(engine.alerts.length > 1));
      expect(engine.alerts.map(({ state }) => state)).to.deep.equal(['stopped', 'active']);
      while ((await engine.tick()) > 0);
      expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
    });
  }

  describe('while it can be read', () => {
    const WRITES = ['POST', 'PATCH', 'PUT', 'DELETE'];
    const forbidWrites = async () => {
      for (const method of WRITES)
        await engine.portal.arm({
          match: { method, path: '^/(entities|users|groups)' },
          fault: '403',
          times: ALWAYS,
        });
    };
    const refusesWrites = async () =>
      (await engine.store.inPractice(engine.practiceId, readConnectionFigures))[0]?.refusesWrites;
    const watched = async () => (await engine.store.inSystem(readAttention)).refusingWrites;

    it('and forbids every write: the connection says so once, is asked on, and goes on by itself', async () => {
      const others = [await engine.client(), await engine.client(), await engine.client()];
      await engine.settle();
      await forbidWrites();
      for (const client of others.slice(1)) await engine.change(client, { phone: '99' });
      await engine.settle(3);
      expect([engine.alerts, await refusesWrites(), await watched()]).to.deep.equal([[], false, 0]);
      for (const client of others) await engine.change(client, { phone: '98' });
      await engine.settle(3);
      expect(engine.alerts).to.deep.equal([{ state: 'writes-refused', reason: 'PORTAL_FORBIDDEN' }]);
      expect([await refusesWrites(), await watched()]).to.deep.equal([true, 1]);
      expect((await engine.connection()).state).to.equal('active');
      await engine.portal.disarm();
      await live(
        engine,
        15 * MINUTE_MS,
        async () => (await engine.standing(others[0] ?? refused))?.state === 'in-sync',
      );
      expect(engine.alerts.map(({ state }) => state)).to.deep.equal(['writes-refused', 'writes-taken']);
      expect([await refusesWrites(), await watched()]).to.deep.equal([false, 0]);
    });

    it('and forbids those of one client, or of some while it takes others: that is no matter of the connection', async () => {
      const others = [await engine.client(), await engine.client(), await engine.client()];
      for (let left = 5; left > 0; left -= 1) await engine.contact(refused);
      await engine.settle();
      await refuse('403');
      await engine.portal.arm({ match: { path: '^/users' }, fault: '403', times: ALWAYS });
      for (const client of [refused, refused, refused, ...others]) {
        await engine.change(client, { phone: '97' });
        await engine.contact(client);
        await engine.settle(1);
      }
      expect([engine.alerts, await refusesWrites()]).to.deep.equal([[], false]);
    });
  });

  it('a connection held since a restore is not asked, whatever it was held for before', async () => {
    await engine.portal.arm({ fault: '403', times: ALWAYS });
    await engine.change(refused, { phone: '99' });
    await engine.settle(1);
    const fence = await engine.store.inSystem(raiseFences);
    await engine.store.inPractice(engine.practiceId, (tx) => distrustPractice(tx, fence));
    await engine.portal.disarm();
    await engine.portal.resetCounts();
    await live(engine, 5 * MINUTE_MS);
    expect((await engine.portal.counts()).total).to.equal(0);
    expect(await engine.connection()).to.include({ state: 'stopped', stopReason: 'RESTORED' });
  });
});
