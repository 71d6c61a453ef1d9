// What of a practice's software is to be read now. Pure: the limits of the software, and the window of an hour, decide.

export interface ReadingFacts {
  readonly now: Date;
  /** Minutes between two looks, where somebody said. */
  readonly everyMinutes: number | null;
  /** The software calls by itself when something changes. */
  readonly listening: boolean;
  /** What may be asked today runs short: what calls hint at waits for the next look, which comes no later for that. */
  readonly sparing: boolean;
  readonly hasCursor: boolean;
  readonly lookedAt: Date | null;
  readonly fullAt: Date | null;
  readonly fullWanted: boolean;
  /** A second reading of everything would tell what the last one only suspected. */
  readonly fullTellsMore: boolean;
  readonly tendedAt: Date | null;
}

export interface ReadingPlan {
  /** See to what is to be seen to once a day. */
  readonly tend: boolean;
  readonly read: 'everything' | 'changes' | 'nothing';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A call that is lost is made good within the window (rule 23); without calls there is only the looking. */
const LOOK_EVERY = { listening: 60 * MINUTE_MS, alone: 30 * MINUTE_MS } as const;
const FULL_EVERY_MS = 7 * DAY_MS;
const TELLS_MORE_AFTER_MS = HOUR_MS;
/** The clock that wakes the reader does not strike to the second. */
const SLACK_MS = 5 * MINUTE_MS;

export function planReading(facts: ReadingFacts): ReadingPlan {
  const { fullAt, lookedAt, tendedAt } = facts;
  const since = (time: Date | null): number =>
    time === null ? Infinity : facts.now.getTime() - time.getTime() + SLACK_MS;
  const everything =
    facts.fullWanted ||
    !facts.hasCursor ||
    since(fullAt) >= FULL_EVERY_MS ||
    (facts.fullTellsMore && since(fullAt) >= TELLS_MORE_AFTER_MS);
  const isDue = everything || since(lookedAt) >= lookEveryMs(facts);
  return {
    tend: isDue && since(tendedAt) >= DAY_MS,
    read: everything ? 'everything' : isDue ? 'changes' : 'nothing',
  };
}

export function lookEveryMs({
  everyMinutes,
  listening,
  sparing,
}: Pick<ReadingFacts, 'everyMinutes' | 'listening' | 'sparing'>): number {
  if (everyMinutes !== null) return everyMinutes * MINUTE_MS;
  return listening && !sparing ? LOOK_EVERY.listening : LOOK_EVERY.alone;
}

/** A tenth is kept for looking until the day is over: software that calls all the time would use up all of it by noon. */
const KEPT_SHARE = 0.1;

/** `dayLimit`: as the software told; null: it did not. */
export function isSparing({
  usedToday,
  dayLimit,
}: {
  readonly usedToday: number;
  readonly dayLimit: number | null;
}): boolean {
  return dayLimit !== null && usedToday >= dayLimit * (1 - KEPT_SHARE);
}

/** How long reading so many records takes at the least, in seconds. */
export function readingSeconds(
  records: number,
  limits: { readonly perPage: number; readonly perMinute: number },
): number {
  const calls = Math.ceil(records / limits.perPage);
  // The first minute's calls go at once, each following one when its minute has come.
  const minutes = Math.floor(Math.max(0, calls - 1) / limits.perMinute);
  return Math.max(1, calls) + minutes * 60;
}
