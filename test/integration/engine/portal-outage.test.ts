// A portal that is away for a while: it is asked by one small request twice a minute, and whatever waited for it, revokes
// first, goes within the minute in which it returns. Time is let pass, not waited for.
import { expect } from 'chai';
import { sql } from 'kysely';
import { setConnectionState } from '../../../src/database/portal/connections.ts';
import { syncClient } from '../../../src/engine/sync-client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { letPass, live } from '../../support/let-pass.ts';
import type { PortalFault } from '../../support/sandbox-portal.ts';

const MINUTE_MS = 60_000;

describe('a portal that is away', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openEngine();
    client = await engine.client();
    contact = await engine.contact(client);
    expect(await engine.settle()).to.deep.equal([]);
    await engine.portal.resetCounts();
  });
  afterEach(() => engine.close());

  const goAway = (fault: Partial<PortalFault> = {}) =>
    engine.portal.arm({ fault: '503', times: 1_000_000, ...fault });
  const isRevoked = async () => (await engine.resources('access'))[0]?.revokeState === 'revoked_verified';
  const peopleAt = () => engine.portal.peopleWithAccess(client.fields.number ?? '');
  const total = async () => (await engine.portal.counts()).total;

  for (const minutes of [0.2, 1.4, 30]) {
    it(`rule 19: access cut during an outage of ${minutes} minutes is proven gone within a minute of its end`, async () => {
      await goAway();
      await engine.unlink(contact);
      await live(engine, minutes * MINUTE_MS);
      expect(await isRevoked()).to.equal(false);
      await engine.portal.disarm();
      const waitedMs = await live(engine, 10 * MINUTE_MS, isRevoked);
      expect(waitedMs, 'after the portal returned').to.be.at.most(MINUTE_MS);
      expect(await peopleAt()).to.deep.equal([]);
    });
  }

  it('rule 19: so is access cut while the portal could be read but took no writes', async () => {
    await goAway({ match: { method: 'PATCH' } });
    await engine.unlink(contact);
    await live(engine, 4 * MINUTE_MS);
    await engine.portal.disarm();
    expect(await live(engine, 10 * MINUTE_MS, isRevoked)).to.be.at.most(MINUTE_MS);
  });

  it('is asked by one request every half minute, whoever waits for it, with one alert per change of state', async () => {
    const others = (await engine.clients(12, 0)).map((made) => made.client);
    await goAway();
    await engine.unlink(contact);
    await live(engine, MINUTE_MS);
    expect(engine.alerts).to.deep.equal([{ state: 'quarantined', reason: 'PORTAL_UNAVAILABLE' }]);
    await engine.portal.resetCounts();
    await engine.change(others[0]!, { phone: '99' });
    await engine.client();
    await live(engine, 5 * MINUTE_MS);
    expect(await total(), 'requests in five minutes').to.be.within(9, 11);
    // What a long outage teaches a client.
    await engine.rows(
      sql`update due_pair set attempts = 9, next_attempt_at = now() + interval '9 minutes' where attempts > 0`,
    );
    await engine.portal.disarm();
    await live(engine, MINUTE_MS, () => Promise.resolve(engine.alerts.length > 1));
    expect(engine.alerts.slice(1)).to.deep.equal([{ state: 'active', reason: null }]);
    // No more time passes: the first answer made everything due.
    while ((await engine.tick()) > 0);
    expect((await engine.portal.state()).entities).to.have.length(14);
    expect(await engine.settle()).to.deep.equal([]);
  });

  it('is asked once, however many processes and people want to', async () => {
    await goAway();
    await engine.unlink(contact);
    await live(engine, 2 * MINUTE_MS);
    await letPass(engine, 30_000);
    await engine.portal.resetCounts();
    const workers = [engine.openWorker(), engine.openWorker(), engine.openWorker()];
    const results = await Promise.all(workers.map((worker) => engine.run(client, worker)));
    expect(results.map(({ status }) => status).sort()).to.deep.equal(['busy', 'busy', 'retry']);
    expect(await total()).to.equal(1);
  });

  it('hears nothing more from a run under way once it was found to be down', async () => {
    await goAway();
    await engine.change(client, { phone: '99' });
    await engine.change(contact, { phone: '99' });
    const worker = engine.openWorker({
      openSession: (request) => {
        const session = engine.ports.openSession(request);
        const send: typeof session.send = async (asked) => {
          const state = { state: 'quarantined', reason: 'PORTAL_UNAVAILABLE' } as const;
          await engine.store.inPractice(engine.practiceId, (tx) =>
            setConnectionState(tx, engine.connectionId, state),
          );
          return session.send(asked);
        };
        return { ...session, send };
      },
    });
    await engine.run(client, worker);
    expect(await total()).to.equal(1);
  });

  it('a revoke whose first try was never answered is proven by the next, without waiting for that try', async () => {
    await engine.setPolicy({ requestTimeoutMs: 200, landingGraceMs: 60_000 });
    await engine.settle();
    await engine.passTime();
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/user-assignments$' },
      fault: 'timeout-after-commit',
    });
    await engine.unlink(contact);
    expect(await live(engine, 5 * MINUTE_MS, isRevoked)).to.be.at.most(MINUTE_MS / 2);
  });

  it('what a process breaks off because it ends says nothing about the portal', async () => {
    await engine.change(client, { phone: '99' });
    const pair = { practiceId: engine.practiceId, connectionId: engine.connectionId, clientId: client.id };
    for (let run = 0; run < 6; run += 1) {
      const ending = new AbortController();
      const worker = engine.openWorker({
        openSession: (request) => {
          const session = engine.ports.openSession(request);
          const send: typeof session.send = (asked) => {
            ending.abort();
            return session.send(asked);
          };
          return { ...session, send };
        },
      });
      await syncClient(worker, pair, ending.signal);
    }
    expect(await engine.connection()).to.include({ state: 'active', failuresInARow: 0 });
    expect(await total()).to.equal(0);
  });
});
