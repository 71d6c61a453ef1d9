// How long a record that failed by itself waits before its next attempt. The ledger retries, not the queue: a job runs
// once. Pure.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** Seven attempts fit the hour in which a change has to arrive (rule 24). */
const DELAYS_MS = [SECOND_MS, 5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS];
const LONGEST_MS = 10 * MINUTE_MS;
const LONGEST_REVOKE_MS = 30 * SECOND_MS;
const LONGEST_SLOW_REVOKE_MS = 5 * MINUTE_MS;
/** Records that failed together must not all come back together. */
const JITTER = 0.2;

/** `attempt`: how many attempts have failed, from 1. `random`: gives a number from 0 up to 1. */
export function retryDelayMs(attempt: number, random: () => number): number {
  return jittered(DELAYS_MS[Math.max(1, Math.trunc(attempt)) - 1] ?? LONGEST_MS, random);
}

/** A revoke never waits longer than this: a portal that is back takes access away within the minute. */
export function longestRevokeDelayMs(random: () => number): number {
  return jittered(LONGEST_REVOKE_MS, random);
}

/** Nor this one longer than that, although the portal does not answer for its record, or says no to it. */
export function longestSlowRevokeDelayMs(random: () => number): number {
  return jittered(LONGEST_SLOW_REVOKE_MS, random);
}

function jittered(delayMs: number, random: () => number): number {
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * random()));
}
