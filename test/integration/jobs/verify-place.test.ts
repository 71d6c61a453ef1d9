// The place of a verification among the other work of a connection.
import { mock } from 'node:test';
import { expect } from 'chai';
import { sql } from 'kysely';
import { takeDuePairs } from '../../../src/database/ledger/hand-out.ts';
import type { Store } from '../../../src/database/open-store.ts';
import { verifyConnection, type VerifyResult } from '../../../src/verify/verify-connection.ts';
import { takePlace } from '../../../src/verify/verify-place.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';
import { waitFor } from '../../support/wait-for.ts';

function verify(engine: Engine): Promise<VerifyResult> {
  const { practiceId, connectionId, ports } = engine;
  return verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
}

describe('a verification among other work', () => {
  let engine: Engine;
  const open = async (options: EngineOptions = {}): Promise<Engine> => (engine = await openEngine(options));
  afterEach(() => {
    mock.timers.reset();
    return engine.close();
  });

  it('takes one of the requests that the portal allows at a time', async () => {
    await open({ concurrency: 2 });
    await engine.clients(3, 0);
    await engine.rows(sql`update connection set verify_lease_until = now() + interval '1 minute'`);
    await engine.rows(sql`update due_pair set next_attempt_at = now()`);
    expect(await engine.store.inSystem(takeDuePairs)).to.have.length(1);
  });

  it('never runs twice at a time, nor on a connection that is not in use', async () => {
    await open();
    await engine.rows(sql`update connection set verify_lease_until = now() + interval '1 minute'`);
    expect(await verify(engine)).to.include({ status: 'busy' });
    await engine.rows(sql`update connection set verify_lease_until = '-infinity', state = 'paused'`);
    expect(await verify(engine)).to.include({ status: 'busy' });
  });

  it('lets what is due go first where the portal takes one request at a time', async () => {
    await open({ concurrency: 1 });
    await engine.clients(3, 1);
    await engine.settle();
    const client = await engine.client({ number: '500' });
    const running = verify(engine);
    while ((await engine.standing(client)) === null) {
      await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp() where pending`);
      await engine.tick();
    }
    expect(await running).to.include({ status: 'complete' });
  });

  it('keeps its lease while it has the place, and that of nobody else while it is lent', async () => {
    await open({ concurrency: 1 });
    let asked = 0;
    const inPractice: Store['inPractice'] = (practiceId, work) => {
      asked += 1;
      return engine.store.inPractice(practiceId, work);
    };
    const renewals = (): number => {
      const before = asked;
      mock.timers.tick(10_000);
      return asked - before;
    };
    mock.timers.enable({ apis: ['setInterval'] });
    const ends = new AbortController();
    const store = { ...engine.store, inPractice };
    const place = await takePlace({ store, connection: await engine.connection(), signal: ends.signal });
    expect(renewals()).to.equal(1);
    await engine.client();
    await engine.rows(sql`update due_pair set next_attempt_at = now()`);
    const lent = place?.giveWay();
    const lease = sql<{ at: string }>`select verify_lease_until::text as at from connection`;
    await waitFor(async () => (await engine.rows(lease))[0]?.at === '-infinity', {
      what: 'the place is lent',
    });
    expect(renewals()).to.equal(0);
    ends.abort();
    await lent;
    place?.stop();
  });

  it('asks nothing of a kind that is only assumed and was never proven on this portal', async () => {
    await open({ provenTypes: [] });
    await engine.contact(await engine.client());
    await engine.settle();
    await verify(engine);
    const { byPattern } = await engine.portal.counts();
    expect(Object.keys(byPattern).filter((pattern) => pattern.includes('group'))).to.deep.equal([]);
  });

  it('stops the connection, with one alert, when the portal refuses', async () => {
    await open();
    await engine.portal.arm({ fault: '403', times: 1_000 });
    expect(await verify(engine)).to.include({ status: 'stopped', reason: 'PORTAL_FORBIDDEN' });
    expect(engine.alerts).to.deep.equal([{ state: 'stopped', reason: 'PORTAL_FORBIDDEN' }]);
    expect((await engine.connection()).state).to.equal('stopped');
  });
});
