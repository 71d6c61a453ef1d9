// How long a write that was not answered may still take effect in its portal.
import type { ConnectionPolicy } from './connection.ts';

/** How long a write may wait for its turn after its intent was stored. */
export const SEND_WITHIN_MS = 10_000;

/** How long after its intent was stored a write could still take effect. A create may take two requests. */
export function landsWithinMs({ requestTimeoutMs, landingGraceMs }: ConnectionPolicy): number {
  return SEND_WITHIN_MS + 2 * requestTimeoutMs + landingGraceMs;
}

/** So long after the time until which a write may land it is looked at for the last time. */
export const SETTLE_MS = 1_000;
