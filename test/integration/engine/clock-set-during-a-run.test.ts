import { expect } from 'chai';
import { mock } from 'node:test';
import { sql } from 'kysely';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

const HOUR_MS = 3_600_000;

describe('a process whose clock is set wrong while it works', () => {
  let pushed: PushedClient;
  beforeEach(async () => {
    pushed = await openPushedClient({ policy: { requestTimeoutMs: 100, landingGraceMs: 0 } });
  });
  afterEach(() => {
    mock.timers.reset();
    return pushed.engine.close();
  });

  it('rule 19: ahead, takes no revoke for proven while its grant may still land', async () => {
    const { engine, client } = pushed;
    const match = { method: 'PATCH', path: '/user-assignments' };
    await engine.portal.arm({ match, fault: 'timeout-after-commit' });
    const late = await engine.contact(client);
    await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp()`);
    await engine.tick();
    await engine.unlink(late);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + HOUR_MS });
    await engine.settle(3);
    mock.timers.reset();
    const [, access] = await engine.resources('access');
    expect(access?.revokeState).to.equal('revoked_sent');
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.resources('access'))[1]?.revokeState).to.equal('revoked_verified');
  });

  it('ahead, comes back as soon as any other would after a failure', async () => {
    const { engine, client } = pushed;
    await engine.portal.arm({ fault: '500' });
    await engine.change(client, { city: 'Gent' });
    mock.timers.enable({ apis: ['Date'], now: Date.now() + HOUR_MS });
    await engine.run(client);
    mock.timers.reset();
    const [pair] = await engine.rows(sql<{ soon: boolean; attempts: number }>`
      select attempts, next_attempt_at < clock_timestamp() + interval '1 minute' as soon from due_pair`);
    expect(pair).to.deep.equal({ attempts: 1, soon: true });
  });
});
