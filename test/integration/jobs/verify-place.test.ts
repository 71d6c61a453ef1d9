// The place of a verification among the other work of a connection.
import { expect } from 'chai';
import { sql } from 'kysely';
import { takeDuePairs } from '../../../src/database/ledger/hand-out.ts';
import { verifyConnection, type VerifyResult } from '../../../src/verify/verify-connection.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';

function verify(engine: Engine): Promise<VerifyResult> {
  const { practiceId, connectionId, ports } = engine;
  return verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
}

describe('a verification among other work', () => {
  let engine: Engine;
  const open = async (options: EngineOptions = {}): Promise<Engine> => (engine = await openEngine(options));
  afterEach(() => engine.close());

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
