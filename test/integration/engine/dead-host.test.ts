// A machine that several connections lead to and that does not answer: what one of them finds out holds for all, and one
// request at a time asks whether it is back.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { sql } from 'kysely';
import { SANDBOX_CREDENTIALS } from '../../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { credentialsContext } from '../../../src/app/open-portals.ts';
import { writeConnection } from '../../../src/database/portal/connections.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { live } from '../../support/let-pass.ts';

const CONNECTIONS = 8;
const MINUTE_MS = 60_000;

describe('a machine that is away', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true, policy: { requestTimeoutMs: 100, landingGraceMs: 0 } });
    const { practiceId } = engine;
    const client = await engine.client();
    for (let n = 1; n < CONNECTIONS; n += 1) {
      const id = randomUUID();
      const sealed = JSON.stringify(SANDBOX_CREDENTIALS);
      await engine.store.inPractice(practiceId, async (tx) => {
        await writeConnection(tx, {
          ...{ id, practiceId, name: `c${n}`, portal: 'caseware-cloud', baseUrl: engine.portal.url },
          ...{
            settings: { accessBy: 'contact-group' },
            policy: { requestTimeoutMs: 100, landingGraceMs: 0 },
            limits: {},
          },
          ...{ concurrency: 2, requestsPerSecond: 1_000 },
          ...{ provenTypes: ['group', 'group-role', 'access'], documentedTypes: [] },
          credentials: engine.sealer.seal(sealed, credentialsContext({ practiceId, id })),
        });
        await sql`update connection set listed_at = now() where id = ${id}`.execute(tx);
        await sql`insert into client_link (practice_id, connection_id, client_id, enabled)
          values (${practiceId}, ${id}, ${client.id}, true)`.execute(tx);
      });
    }
  });
  afterEach(() => engine.close());

  const pending = async () => (await engine.rows(sql`select from due_pair where pending`)).length;

  it('is asked twice a minute, however many connections lead there, and serves all of them soon after it is back', async () => {
    await engine.portal.arm({ fault: 'timeout-before-commit', times: 1_000_000 });
    await live(engine, MINUTE_MS);
    const [host] = await engine.rows(
      sql<{ down: boolean }>`select down_at is not null as down from portal_host`,
    );
    expect(host).to.deep.equal({ down: true });
    await engine.portal.resetCounts();
    await live(engine, 4 * MINUTE_MS);
    const { total } = await engine.portal.counts();
    expect(total, 'requests in four minutes').to.be.within(4, 10);
    await engine.portal.disarm();
    expect(await live(engine, 5 * MINUTE_MS, async () => (await pending()) === 0)).to.be.at.most(
      2 * MINUTE_MS,
    );
    const states = await engine.rows(sql<{ state: string }>`select distinct state from connection`);
    expect(states).to.deep.equal([{ state: 'active' }]);
  });
});
