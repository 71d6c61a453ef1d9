// What may still be asked of a practice's software, in one row for all processes: requests in the minute and in the day of
// the clock, as its answers tell of them, and places that were refused too often to be asked again within the hour.
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { RateLimitedError, TransientError } from '../../errors.ts';
import { json, type Store } from '../open-store.ts';

export interface SourceBudgetOptions {
  readonly store: Store;
  readonly practiceId: string;
  readonly perMinute: number;
  readonly perDay: number;
  readonly refusalsPerHour: number;
  /** Lets a wait for the next minute pass. Default: waits. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

interface Told {
  readonly minuteLimit?: number;
  readonly minuteLeft?: number;
  readonly dayLimit?: number;
  readonly dayLeft?: number;
}

export interface SourceBudget {
  /** Waits for the next minute where need be. Throws RateLimitedError where the day is used up, or silence was asked for. */
  take(place: string, signal?: AbortSignal): Promise<void>;
  /** What the software told with its answer. */
  learn(told: Told): Promise<void>;
  /** It refused a request for their number. */
  silence(told: Told): Promise<void>;
  /** It refused what was asked there, and would again. */
  refused(place: string): Promise<void>;
}

/** A minute of the clock, and what two clocks differ by. */
const LONGEST_WAIT_MS = 70_000;
const SILENCE_MS = 60_000;
const HOUR_S = 3_600;

export function createSourceBudget(options: SourceBudgetOptions): SourceBudget {
  return {
    async take(place, signal) {
      for (;;) {
        const { waitMs, refusals } = await reserve(options, place);
        if (refusals >= options.refusalsPerHour)
          throw new TransientError(
            {
              en: 'The software has refused this request too often within the hour.',
              nl: 'De software heeft dit verzoek binnen het uur te vaak geweigerd.',
            },
            {
              code: 'SOURCE_LEFT_ALONE',
              mayHaveLanded: false,
            },
          );
        if (waitMs <= 0) return;
        if (waitMs > LONGEST_WAIT_MS)
          throw new RateLimitedError(
            {
              en: 'The software takes no more requests for now.',
              nl: 'De software neemt voorlopig geen verzoeken meer aan.',
            },
            {
              code: 'SOURCE_LIMIT',
              retryAfterMs: waitMs,
            },
          );
        await (options.wait ?? waitFor)(waitMs, signal);
      }
    },
    learn: (told) => learn(options, told),
    silence: (told) => silence(options, told),
    refused: (place) => noteRefusal(options, place),
  };
}

function waitFor(ms: number, signal?: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, signal === undefined ? {} : { signal });
}

/** Takes a request of the minute and the day, or says how long to wait: then none was taken. */
async function reserve(
  { store, practiceId, perMinute, perDay, refusalsPerHour }: SourceBudgetOptions,
  place: string,
): Promise<{ waitMs: number; refusals: number }> {
  const { rows } = await store.oneStatement(practiceId, (tx) =>
    sql<{ waitMs: number; refusals: number }>`
      with known as (
        select practice_id, clock_timestamp() as now, blocked_until, date_trunc('minute', clock_timestamp()) as minute,
          date_trunc('day', clock_timestamp(), 'UTC') as day, minute_at, minute_used, day_at, day_used,
          coalesce(minute_limit, ${perMinute}::integer) as minute_limit, coalesce(day_limit, ${perDay}::integer) as day_limit,
          (select count(*)::integer from jsonb_array_elements(coalesce(refusals -> ${place}, '[]')) t
            where t::text::float8 > extract(epoch from clock_timestamp()) - ${HOUR_S}) as refused
        from source_state for update
      ), used as (
        select *, case when minute_at = minute then minute_used else 0 end as in_minute,
          case when day_at = day then day_used else 0 end as in_day from known
      ), judged as (
        select *, greatest(blocked_until, case when in_day >= day_limit then day + interval '1 day' end,
          case when in_minute >= minute_limit then minute + interval '1 minute' end, now) as free_at from used
      ), written as (
        update source_state s set minute_at = j.minute, minute_used = j.in_minute + 1, day_at = j.day, day_used = j.in_day + 1
        from judged j where s.practice_id = j.practice_id and j.free_at <= j.now and j.refused < ${refusalsPerHour}
      )
      select refused as refusals, extract(epoch from free_at - now)::float8 * 1000 as "waitMs" from judged`.execute(
      tx,
    ),
  );
  return rows[0] ?? { waitMs: 0, refusals: 0 };
}

/** What is told counts where it is less than was reckoned: others may ask with the same key. */
async function learn({ store, practiceId }: SourceBudgetOptions, told: Told): Promise<void> {
  const [minuteLimit, dayLimit] = [told.minuteLimit, told.dayLimit].map((limit) => countOr(limit, 1));
  const [minuteLeft, dayLeft] = [told.minuteLeft, told.dayLeft].map((left) => countOr(left, 0));
  if ([minuteLimit, dayLimit, minuteLeft, dayLeft].every((each) => each === null)) return;
  await store.oneStatement(practiceId, (tx) =>
    sql`
      update source_state set minute_limit = coalesce(${minuteLimit}::integer, minute_limit),
        day_limit = coalesce(${dayLimit}::integer, day_limit),
        minute_used = greatest(minute_used, coalesce(${minuteLimit}::integer, minute_limit) - ${minuteLeft}::integer),
        day_used = greatest(day_used, coalesce(${dayLimit}::integer, day_limit) - ${dayLeft}::integer)`.execute(
      tx,
    ),
  );
}

const MOST = 1_000_000;

/** Null: not told, or no number of requests. A limit of none would end all asking, and with it all learning. */
function countOr(told: number | undefined, least: number): number | null {
  return told !== undefined && Number.isInteger(told) && told >= least && told <= MOST ? told : null;
}

async function silence({ store, practiceId }: SourceBudgetOptions, told: Told): Promise<void> {
  const isDay = told.dayLeft === 0;
  await store.oneStatement(practiceId, (tx) =>
    sql`
      update source_state set blocked_until = greatest(blocked_until, case when ${isDay}
        then date_trunc('day', clock_timestamp(), 'UTC') + interval '1 day'
        else clock_timestamp() + ${SILENCE_MS} * interval '1 ms' end)`.execute(tx),
  );
}

async function noteRefusal({ store, practiceId }: SourceBudgetOptions, place: string): Promise<void> {
  await store.inPractice(practiceId, async (tx) => {
    const { rows } = await sql<{ refusals: Record<string, number[]>; now: number }>`
      select refusals, extract(epoch from clock_timestamp())::float8 as now from source_state for update`.execute(
      tx,
    );
    const [row] = rows;
    if (row === undefined) return;
    const young = Object.entries(row.refusals)
      .map(([at, times]) => [at, times.filter((time) => time > row.now - HOUR_S)] as const)
      .filter(([, times]) => times.length > 0);
    const kept = Object.fromEntries(young);
    const refusals = { ...kept, [place]: [...(kept[place] ?? []), row.now] };
    await sql`update source_state set refusals = ${json(refusals)}::jsonb`.execute(tx);
  });
}
