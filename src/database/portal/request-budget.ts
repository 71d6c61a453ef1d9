// How fast a connection may send, shared by all processes, in one row: a leaky bucket of our own (GCRA), and the bucket of
// tokens that the portal keeps, as far as its answers tell of it. A fast connection takes several turns at a time, so that
// the row is not written for every request; where a portal tells of its bucket, each turn is counted by itself.
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { silenceAfterRefusal, type ToldRate } from '../../domain/rate-limit.ts';
import { RateLimitedError, TransientError } from '../../errors.ts';
import { UNAWAITED, type Store } from '../open-store.ts';

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
  /** A request that `take` let through was answered or given up. */
  giveBack(): Promise<void>;
  learn(told: ToldRate): void;
  /** Resolves to how long nothing leaves, in milliseconds. */
  backOff(told: ToldRate | null): Promise<number>;
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
  let sent = 0;
  /** What was told and is not in the row yet. */
  let news: ToldRate | null = null;
  const refill = async (): Promise<void> => {
    const ahead = Math.max(1, Math.floor((options.requestsPerSecond * AHEAD_MS) / 1000));
    const told = news;
    news = null;
    turns.push(...(await reserveTurns(options, { ahead, told, sent })));
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
      assertInTime(deadline);
      sent += 1;
    },
    giveBack: () => {
      sent -= 1;
      return Promise.resolve();
    },
    learn: (told) => {
      news = told;
      // Taken ahead before the portal told of a bucket that must pay for each.
      if (turns.length > 1) turns.length = 0;
    },
    backOff: (told) => {
      turns.length = 0;
      return noteRefusal(options, told);
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
    throw new RateLimitedError(
      { en: 'The portal asked for silence.', nl: 'Het portaal heeft om stilte gevraagd.' },
      {
        code: 'BUDGET_BLOCKED',
        retryAfterMs: waitMs,
      },
    );
  }
  if (waitMs > 0) await delay(waitMs);
}

function assertInTime({ sendBy }: { readonly sendBy: number | null }): void {
  if (sendBy === null || performance.now() <= sendBy) return;
  throw new TransientError(
    { en: 'The turn of a request came too late.', nl: 'Een verzoek kwam te laat aan de beurt.' },
    {
      code: 'TOO_LATE',
      mayHaveLanded: false,
    },
  );
}

interface Reservation {
  /** How many at the most. */
  readonly ahead: number;
  readonly told: ToldRate | null;
  /** Requests under way of which the portal may not have told yet. */
  readonly sent: number;
}

/**
 * Times, in milliseconds of `performance.now`, at which the next requests may leave. What the portal tells counts at once
 * where it is less than was reckoned, and by half where it is more: turns that wait, and requests of other
 * processes, are not told of yet. For those some requests more than asked for stay in the bucket, of a small one half. A turn
 * that is too far off takes nothing.
 */
async function reserveTurns(
  options: BudgetOptions,
  { ahead, told, sent }: Reservation,
): Promise<readonly number[]> {
  const spacingMs = 1000 / options.requestsPerSecond;
  const left = told === null ? null : told.remaining - told.cost * sent;
  const { rows } = await options.store.oneStatement(options.practiceId, (tx) =>
    sql<{ wait_ms: number; count: number }>`
      with known as (
        select b.*, clock_timestamp() as now,
          coalesce(${told?.capacity ?? null}::float8, token_capacity) as capacity,
          coalesce(${told?.perSecond ?? null}::float8, tokens_per_second) as per_second,
          -- The dearest request that was told of, forgotten by and by.
          greatest(${told?.cost ?? null}::float8, coalesce(token_cost - (token_cost - ${told?.cost ?? null}::float8) / 16, token_cost)) as cost
        from connection_budget b where connection_id = ${options.connectionId} for update
      ), reckoned as (
        -- A portal may give tokens back in whole seconds only: none is reckoned with before a second is over.
        select *, case when cost is null then ${ahead} else 1 end as count, ${left}::float8 as told_left,
          least(capacity, tokens + per_second * seconds) as held,
          case when ${told !== null} then now else tokens_at + seconds * interval '1 second' end as reckoned_at
        from known, lateral (select greatest(0, floor(extract(epoch from now - tokens_at)))::float8 as seconds) passed
      ), believed as (
        select *, least(capacity, case when told_left is null then held when held is null or told_left < held then told_left
          else held + (told_left - held) / 2 end) as left_over from reckoned
      ), base as (
        select *, greatest(next_free_at, now - ${BURST}::interval, blocked_until,
          reckoned_at + coalesce(ceil((least(capacity, greatest(2 * cost, least(4 * cost, capacity / 2))) - left_over) / per_second), 0) * interval '1 second', now) as at from believed
      ), judged as (
        select *, at - now > ${LONGEST_WAIT_MS} * interval '1 ms' as too_far from base
      )
      update connection_budget b set
        next_free_at = case when too_far then b.next_free_at else judged.at + count * ${spacingMs}::float8 * interval '1 ms' end,
        tokens = case when too_far then left_over else left_over - cost end, tokens_at = coalesce(reckoned_at, judged.now),
        token_capacity = capacity, tokens_per_second = per_second, token_cost = cost,
        refusals = case when ${told !== null} then 0 else b.refusals end
      from judged where b.connection_id = judged.connection_id
      returning extract(epoch from judged.at - judged.now)::double precision * 1000 as wait_ms,
        case when too_far then 1 else count end as count, ${UNAWAITED}`.execute(tx),
  );
  const { wait_ms: waitMs = 0, count = 1 } = rows[0] ?? {};
  const first = performance.now() + waitMs;
  return Array.from({ length: count }, (_, index) => first + index * spacingMs);
}

/** Requests that were under way together are refused together: they count as one refusal. */
async function noteRefusal(options: BudgetOptions, told: ToldRate | null): Promise<number> {
  return options.store.inPractice(options.practiceId, async (tx) => {
    const { rows } = await sql<{ refusals: number; blocked_ms: number }>`
      select refusals, extract(epoch from greatest(blocked_until, clock_timestamp()) - clock_timestamp())::double precision * 1000 as blocked_ms
      from connection_budget where connection_id = ${options.connectionId} for update`.execute(tx);
    const { refusals = 0, blocked_ms: blockedMs = 0 } = rows[0] ?? {};
    if (blockedMs > 0) return blockedMs;
    const waitMs = silenceAfterRefusal(told, refusals, Math.random);
    await sql`
      update connection_budget set refusals = refusals + 1, blocked_until = clock_timestamp() + ${waitMs} * interval '1 ms',
        tokens = least(tokens, coalesce(${told?.remaining ?? null}::float8, 0)), tokens_at = clock_timestamp()
      where connection_id = ${options.connectionId}`.execute(tx);
    return waitMs;
  });
}

async function block(options: BudgetOptions, ms: number): Promise<void> {
  await options.store.oneStatement(options.practiceId, (tx) =>
    sql`update connection_budget set blocked_until = greatest(blocked_until, clock_timestamp() + ${ms} * interval '1 ms')
      where connection_id = ${options.connectionId}`.execute(tx),
  );
}
