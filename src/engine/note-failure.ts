// What an error means for the rest of a run: come back later, stop the run, or stop the connection (errors.ts names who
// must act).
import { isQuarantined } from '../database/portal/connections.ts';
import type { Subject } from '../domain/link.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { AccessError, KoppelError, RateLimitedError, RejectedError, TransientError } from '../errors.ts';
import { noteRetry, noteTrouble, type ClientRun } from './client-run.ts';

export async function noteFailure(
  run: ClientRun,
  subjects: readonly Subject[],
  error: unknown,
): Promise<void> {
  judgeFailure(run, subjects, error);
  // The portal was found to be down meanwhile: from now on it hears of one probe at a time, not of every run.
  if (error instanceof TransientError && (await isDown(run))) run.progress.stopped = true;
}

function isDown({ store, run }: ClientRun): Promise<boolean> {
  return store.oneStatement(run.practiceId, (tx) => isQuarantined(tx, run.connectionId));
}

function judgeFailure(run: ClientRun, subjects: readonly Subject[], error: unknown): void {
  const { progress } = run;
  const code = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
  const backOff = new Date(run.now().getTime() + retryDelayMs(run.run.attempts + 1, Math.random));
  if (error instanceof RateLimitedError) {
    progress.stopped = true;
    noteTrouble(run, subjects, 'RETRYING');
    noteRetry(run, {
      at: new Date(run.now().getTime() + error.retryAfterMs),
      costsAttempt: false,
      error: code,
    });
  } else if (error instanceof AccessError) {
    progress.stopped = true;
    progress.accessError = code;
    noteTrouble(run, subjects, 'CONNECTION_STOPPED');
    noteRetry(run, { at: run.now(), costsAttempt: false, error: code });
  } else if (error instanceof TransientError) {
    progress.transientFailure = true;
    noteTrouble(run, subjects, 'RETRYING');
    noteRetry(run, { at: backOff, costsAttempt: true, error: code });
  } else if (error instanceof RejectedError) {
    noteTrouble(run, subjects, 'REJECTED_BY_PORTAL');
    noteRetry(run, { at: backOff, costsAttempt: true, error: code });
  } else {
    progress.bug ??= toError(error);
    noteTrouble(run, subjects, 'INTERNAL_ERROR');
    noteRetry(run, { at: backOff, costsAttempt: true, error: code });
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something that is not an error was thrown');
}
