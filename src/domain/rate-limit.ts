// The rate limit of a portal that tells, with its answers, the state of a bucket of tokens. Nothing of what it tells is
// kept as a constant: it may change with every answer. Pure.

export interface ToldRate {
  /** Most tokens that the bucket holds. */
  readonly capacity: number;
  readonly remaining: number;
  /** Tokens that it gets back a second. */
  readonly perSecond: number;
  /** Tokens that the request cost. */
  readonly cost: number;
}

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
const JITTER = 0.25;

/**
 * How long to be silent after a refusal that does not say so itself, in milliseconds: until the bucket could pay for the
 * request, a second at least, twice as long with each refusal in a row, a minute at the most. `random`: 0 to 1.
 */
export function silenceAfterRefusal(
  told: ToldRate | null,
  refusalsBefore: number,
  random: () => number,
): number {
  const missing = told === null ? 0 : (told.cost - told.remaining) / told.perSecond;
  const waitMs = Math.max(SHORTEST_MS, missing * 1_000) * 2 ** Math.min(refusalsBefore, 10);
  return Math.min(LONGEST_MS, waitMs * (1 + random() * JITTER));
}
