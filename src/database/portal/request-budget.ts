// How fast a connection may send, shared by all processes: a leaky bucket (GCRA) in one row. A fast connection takes
// several turns at a time, so that the row is not written for every request.
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { RateLimitedError, TransientError } from '../../errors.ts';
import type { Store } from '../open-store.ts';

export interface BudgetOptions {
  readonly store: Store;
  readonly practiceId: string;
  readonly connectionId: string;
  readonly requestsPerSecond: number;
}

export interface SharedBudget {
  /**
   * Waits for the next turn. Longer waits than a few seconds are refused with RateLimitedError instead. `sendBy`: of
   * `performance.now`, which nobody sets.
   */
  take(deadline: { readonly sendBy: number | null }): Promise<void>;
  blockFor(ms: number): Promise<void>;
}

const LONGEST_WAIT_MS = 5_000;
/** Turns taken ahead cover this much time at the most. */
const AHEAD_MS = 50;
/** Unused time that may be caught up, so that a pause is not lost to rounding. */
const BURST = '200 milliseconds';

export function createSharedBudget(options: BudgetOptions): SharedBudget {
  const turns: number[] = [];
  let underWay: Promise<void> | null = null;
  const refill = async (): Promise<void> => {
    const count = Math.max(1, Math.floor((options.requestsPerSecond * AHEAD_MS) / 1000));
    turns.push(...(await reserveTurns(options, count)));
  };
  const nextTurn = async (): Promise<number> => {
    for (;;) {
      const turn = turns.shift();
      // A turn that lay unused for long is gone: it must not be caught up later.
      if (turn !== undefined && turn > performance.now() - 1_000) return turn;
      if (turn !== undefined) continue;
      underWay ??= refill().finally(() => {
        underWay = null;
      });
      await underWay;
    }
  };
  return {
    take: async (deadline) => {
      await waitUntil(await nextTurn());
      if (deadline.sendBy !== null && performance.now() > deadline.sendBy) {
        throw new TransientError('The turn of a request came too late.', {
          code: 'TOO_LATE',
          mayHaveLanded: false,
        });
      }
    },
    blockFor: async (ms) => {
      turns.length = 0;
      await block(options, ms);
    },
  };
}

async function waitUntil(turn: number): Promise<void> {
  const waitMs = turn - performance.now();
  if (waitMs > LONGEST_WAIT_MS) {
    throw new RateLimitedError('The portal asked for silence.', {
      code: 'BUDGET_BLOCKED',
      retryAfterMs: waitMs,
    });
  }
  if (waitMs > 0) await delay(waitMs);
}

/** Times, in milliseconds of `performance.now`, at which the next requests may leave. */
async function reserveTurns(options: BudgetOptions, count: number): Promise<readonly number[]> {
  const spacingMs = 1000 / options.requestsPerSecond;
  const { rows } = await options.store.inPractice(options.practiceId, (tx) =>
    sql<{ wait_ms: number }>`
      with base as (
        select connection_id, greatest(next_free_at, clock_timestamp() - ${BURST}::interval, blocked_until) as at
        from connection_budget where connection_id = ${options.connectionId} for update
      )
      update connection_budget b set next_free_at = base.at + ${count * spacingMs} * interval '1 ms'
      from base where b.connection_id = base.connection_id
      returning extract(epoch from base.at - clock_timestamp())::double precision * 1000 as wait_ms`.execute(
      tx,
    ),
  );
  const first = performance.now() + (rows[0]?.wait_ms ?? 0);
  return Array.from({ length: count }, (_, index) => first + index * spacingMs);
}

async function block(options: BudgetOptions, ms: number): Promise<void> {
  await options.store.inPractice(options.practiceId, (tx) =>
    sql`update connection_budget set blocked_until = greatest(blocked_until, clock_timestamp() + ${ms} * interval '1 ms')
      where connection_id = ${options.connectionId}`.execute(tx),
  );
}
