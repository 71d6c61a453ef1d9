// How fast a connection may send, and when not at all: one row, whichever process asks.
import { expect } from 'chai';
import { sql } from 'kysely';
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
    engine.rows(sql`update connection_budget set blocked_until = '-infinity', next_free_at = '-infinity'`),
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

  it('rule 19: that comes after the time until which its intent was good is not used', async () => {
    const refusal = await refusalOf(openBudget(), { sendBy: performance.now() - 1 });
    expect(refusal)
      .to.be.instanceOf(TransientError)
      .and.to.include({ code: 'TOO_LATE', mayHaveLanded: false });
  });
});
