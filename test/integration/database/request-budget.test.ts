// How fast a connection may send, and when not at all: one row, whichever process asks.
import { expect } from 'chai';
import { sql } from 'kysely';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { SANDBOX_CREDENTIALS } from '../../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { settingsSchema } from '../../../connectors/caseware-cloud/settings.ts';
import { openSession } from '../../../src/portal-http/open-session.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import { createSharedBudget, type SharedBudget } from '../../../src/database/portal/request-budget.ts';
import { RateLimitedError, TransientError } from '../../../src/errors.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

const NO_DEADLINE = { sendBy: null };
const HOUR_MS = 3_600_000;

describe('the turn of a request', () => {
  let engine: Engine;
  /** As each process has one. */
  const openBudget = (): SharedBudget =>
    createSharedBudget({
      store: engine.store,
      practiceId: engine.practiceId,
      connectionId: engine.connectionId,
      requestsPerSecond: 100,
    });
  const refusalOf = (budget: SharedBudget, deadline: { sendBy: number | null }): Promise<unknown> =>
    budget.take(deadline).then(
      () => null,
      (error: unknown) => error,
    );

  before(async () => {
    engine = await openEngine();
  });
  beforeEach(() =>
    engine.rows(
      sql`update connection_budget set blocked_until = '-infinity', next_free_at = '-infinity', tokens = null, token_cost = null, refusals = 0`,
    ),
  );
  after(() => engine.close());

  it('does not come before the portal said, in no process, though it said less afterwards', async () => {
    const [one, another] = [openBudget(), openBudget()];
    await one.blockFor(HOUR_MS);
    await another.blockFor(1_000);
    for (const budget of [one, another, openBudget()]) {
      const refusal = await refusalOf(budget, NO_DEADLINE);
      expect(refusal).to.be.instanceOf(RateLimitedError);
      expect(refusal)
        .to.have.property('retryAfterMs')
        .above(HOUR_MS / 2);
    }
  });

  it('waits until the bucket that the portal told of can pay, in every process', async () => {
    const [one, another] = [openBudget(), openBudget()];
    one.learn({ capacity: 100, remaining: 0, perSecond: 0.01, cost: 1 });
    expect(await refusalOf(one, NO_DEADLINE)).to.include({ code: 'BUDGET_BLOCKED' });
    // What it heard stands in the row; a turn that is too far off takes nothing.
    expect(await refusalOf(another, NO_DEADLINE)).to.include({ code: 'BUDGET_BLOCKED' });
    another.learn({ capacity: 100, remaining: 90, perSecond: 0.01, cost: 1 });
    expect(await refusalOf(another, NO_DEADLINE)).to.equal(null);
    expect(await refusalOf(one, NO_DEADLINE)).to.equal(null);
  });

  it('counts what is under way as spent, though the portal has not told of it yet', async () => {
    const budget = openBudget();
    budget.learn({ capacity: 10, remaining: 9, perSecond: 0.01, cost: 1 });
    await budget.take(NO_DEADLINE);
    budget.learn({ capacity: 10, remaining: 2, perSecond: 0.01, cost: 1 });
    expect(await refusalOf(budget, NO_DEADLINE)).to.include({ code: 'BUDGET_BLOCKED' });
    await budget.giveBack();
    budget.learn({ capacity: 10, remaining: 9, perSecond: 0.01, cost: 1 });
    expect(await refusalOf(budget, NO_DEADLINE)).to.equal(null);
  });

  it('is silent twice as long with each refusal in a row; those that were under way together are one', async () => {
    const [one, another] = [openBudget(), openBudget()];
    const over = () => engine.rows(sql`update connection_budget set blocked_until = '-infinity'`);
    const first = await one.backOff(null);
    expect(first).to.be.within(1_000, 1_250);
    expect(await another.backOff(null)).to.be.at.most(first);
    await over();
    expect(await another.backOff(null)).to.be.within(2_000, 2_500);
    await over();
    expect(await one.backOff({ capacity: 10, remaining: 0, perSecond: 1, cost: 10 })).to.be.within(
      40_000,
      50_000,
    );
    await over();
    one.learn({ capacity: 10, remaining: 9, perSecond: 1, cost: 1 });
    await engine.rows(sql`update connection_budget set tokens = null`);
    await one.take(NO_DEADLINE);
    expect(await one.backOff(null), 'an answer ends the row').to.be.within(1_000, 1_250);
  });

  it('keeps to a bucket that only its headers tell of, with two processes on it', async () => {
    await engine.portal.switch({ bucket: { capacity: 40, perSecond: 20, cost: 2 } });
    await engine.portal.resetCounts();
    const sessions = [1, 2].map(() => {
      const budget = createSharedBudget({
        store: engine.store,
        ...{ practiceId: engine.practiceId, connectionId: engine.connectionId, requestsPerSecond: 1_500 },
      });
      return openSession({
        connector: caseWareCloud,
        baseUrl: engine.portal.url,
        settings: settingsSchema.parse({}),
        credentials: SANDBOX_CREDENTIALS,
        budget: { ...budget, take: () => budget.take(NO_DEADLINE) },
        timeoutMs: 5_000,
        now: () => new Date(),
        tokens: createTokenCache(),
      });
    });
    const statuses: unknown[] = [];
    const ask = async (session: (typeof sessions)[number]): Promise<void> => {
      for (let sent = 0; sent < 15; sent += 1)
        statuses.push(
          await session.send({ method: 'GET', path: '/roles', query: { pageSize: 1 } }).then(
            ({ status }) => status,
            (error: unknown) => error,
          ),
        );
    };
    await Promise.all(sessions.flatMap((session) => [ask(session), ask(session)]));
    expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
    expect((await engine.portal.counts()).total).to.equal(60);
  });

  it('rule 19: that comes after the time until which its intent was good is not used', async () => {
    const refusal = await refusalOf(openBudget(), { sendBy: performance.now() - 1 });
    expect(refusal)
      .to.be.instanceOf(TransientError)
      .and.to.include({ code: 'TOO_LATE', mayHaveLanded: false });
  });
});
