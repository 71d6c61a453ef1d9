// What a portal wrote a moment ago it may not show yet: that it is not there proves nothing until the landing grace is over.
import { SETTLE_MS } from '../domain/landing.ts';
import type { Subject } from '../domain/link.ts';
import type { KnownResource } from '../plan/known.ts';
import type { ClientRun } from './client-run.ts';
import type { Learned } from './learned.ts';

/** How long after an unclear answer Koppel looks what came of it; once more when it can take effect no longer. */
const LOOKS_AFTER_MS = [1_000, 2_000, 5_000, 15_000, 40_000] as const;

/** The next look at a write that was never answered and may land until `until`. `sinceMs`: how long ago it was sent. */
export function nextLookAt(now: Date, { until, sinceMs }: { until: Date; sinceMs: number }): Date {
  const next = LOOKS_AFTER_MS.find((afterMs) => afterMs > sinceMs);
  const last = until.getTime() + SETTLE_MS;
  return new Date(next === undefined ? last : Math.min(last, now.getTime() + next - sinceMs));
}

export function mayNotShowYet(
  { connection, now }: ClientRun,
  { writtenAt }: Pick<KnownResource, 'writtenAt'>,
): boolean {
  return writtenAt !== null && writtenAt.getTime() + connection.policy.landingGraceMs > now().getTime();
}

/** Looks again after as long as it has been away so far, and once more when the grace is over. */
export function waitUntilShown(
  run: ClientRun,
  about: readonly Subject[],
  { writtenAt }: Pick<KnownResource, 'writtenAt'>,
): Learned {
  const now = run.now().getTime();
  const written = writtenAt?.getTime() ?? now;
  const last = written + run.connection.policy.landingGraceMs + SETTLE_MS;
  const at = Math.min(last, now + Math.max(SETTLE_MS, now - written));
  const retry = { at: new Date(at), costsAttempt: false, error: 'NOT_VISIBLE_YET' };
  return { reason: { about, code: 'RETRYING' }, retry };
}
