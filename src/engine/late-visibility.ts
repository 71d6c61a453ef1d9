// What a portal wrote a moment ago it may not show yet: that it is not there proves nothing until the landing grace is over.
import type { Subject } from '../domain/link.ts';
import type { KnownResource } from '../plan/known.ts';
import { noteRetry, noteTrouble, type ClientRun } from './client-run.ts';

const SETTLE_MS = 1_000;

export function mayNotShowYet(
  { connection, now }: ClientRun,
  { writtenAt }: Pick<KnownResource, 'writtenAt'>,
): boolean {
  return writtenAt !== null && writtenAt.getTime() + connection.policy.landingGraceMs > now().getTime();
}

/** Looks again after as long as it has been away so far, and once more when the grace is over. */
export function waitUntilShown(
  run: ClientRun,
  subjects: readonly Subject[],
  { writtenAt }: Pick<KnownResource, 'writtenAt'>,
): void {
  const now = run.now().getTime();
  const written = writtenAt?.getTime() ?? now;
  const last = written + run.connection.policy.landingGraceMs + SETTLE_MS;
  const at = Math.min(last, now + Math.max(SETTLE_MS, now - written));
  noteTrouble(run, subjects, 'RETRYING');
  noteRetry(run, { at: new Date(at), costsAttempt: false, error: 'NOT_VISIBLE_YET' });
}
