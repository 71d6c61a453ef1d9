// What an error means for the rest of a run: come back later, stop the run, or stop the connection (errors.ts names who
// must act). That the portal refuses one record says nothing about the connection: a plain read does
// (docs/decisions/0018-no-revoke-waits.md).
import { readPlace } from '../database/ledger/pairs.ts';
import type { Subject } from '../domain/link.ts';
import { AccessError, KoppelError, RateLimitedError, RejectedError, TransientError } from '../errors.ts';
import { backOff, later, noteRetry, noteTrouble, type ClientRun } from './client-run.ts';
import { askPortal } from './learn-about-connection.ts';
import { hadNoAnswer } from './no-answer.ts';

/** What the portal says when it is only asked. Null: it does not, and what that means for the run is noted. */
export async function readPortal<Said>(
  run: ClientRun,
  subjects: readonly Subject[],
  read: () => Promise<Said>,
): Promise<Said | null> {
  try {
    const said = await read();
    run.progress.answeredWell = true;
    return said;
  } catch (error) {
    await noteFailure(run, subjects, error);
    return null;
  }
}

export async function noteFailure(
  run: ClientRun,
  subjects: readonly Subject[],
  error: unknown,
): Promise<void> {
  if (error instanceof AccessError) await judgeRefusal(run, subjects, error);
  else judgeFailure(run, subjects, error);
  if (error instanceof TransientError && !run.progress.stopped) await giveWay(run, error);
}

/**
 * The portal was found to be down meanwhile: from now on it hears of one probe at a time, not of every run. And who has just
 * waited for an answer in vain lets a revoke go first that nobody has tried yet, its own client's too.
 */
async function giveWay({ store, run, progress }: ClientRun, { code }: TransientError): Promise<void> {
  const hung = hadNoAnswer(code);
  const { isInTheWay, generation } = await store.oneStatement(run.practiceId, (tx) =>
    readPlace(tx, run, { hung }),
  );
  progress.stopped = isInTheWay;
  if (hung && generation !== progress.generation) progress.stale = true;
}

/** Of a write. */
export function noteForbidden({ progress }: ClientRun, error: unknown): void {
  if (error instanceof AccessError && progress.writes === 'none') progress.writes = { refused: error.code };
}

/** Whether the portal refuses this one thing, while a plain read shows that the connection is in order. */
export async function isRefusedAlone(run: ClientRun): Promise<boolean> {
  run.progress.health ??= await askPortal(run);
  return run.progress.health?.portal === 'answers';
}

async function judgeRefusal(
  run: ClientRun,
  subjects: readonly Subject[],
  { code }: AccessError,
): Promise<void> {
  const { progress } = run;
  if (await isRefusedAlone(run)) {
    noteTrouble(run, subjects, 'FORBIDDEN_BY_PORTAL');
    noteRetry(run, { at: backOff(run), costsAttempt: true, error: code, isRefused: true });
    return;
  }
  progress.stopped = true;
  // A read that is merely forbidden tells less than the refusal that was met: a connector may know what it means.
  if (progress.health?.portal === 'refused')
    progress.accessError = progress.health.code === 'PORTAL_FORBIDDEN' ? code : progress.health.code;
  if (progress.health?.portal === 'down') progress.transientFailure = true;
  noteTrouble(run, subjects, progress.accessError === null ? 'RETRYING' : 'CONNECTION_STOPPED');
  noteRetry(run, { at: run.now(), costsAttempt: false, error: code });
}

function judgeFailure(run: ClientRun, subjects: readonly Subject[], error: unknown): void {
  const { progress } = run;
  const code = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
  const again = { at: backOff(run), costsAttempt: true, error: code };
  if (error instanceof RateLimitedError) {
    progress.stopped = true;
    noteTrouble(run, subjects, 'RETRYING');
    noteRetry(run, { at: later(run, error.retryAfterMs), costsAttempt: false, error: code });
  } else if (error instanceof TransientError) {
    progress.transientFailure = true;
    if (hadNoAnswer(code)) progress.unanswered = true;
    const isMissed = code === PARENT_MISSING && run.run.attempts >= TRIES_BEFORE_MISSING;
    noteTrouble(run, subjects, isMissed ? 'PARENT_MISSING' : 'RETRYING');
    noteRetry(run, again);
  } else if (error instanceof RejectedError) {
    noteTrouble(run, subjects, 'REJECTED_BY_PORTAL');
    noteRetry(run, again);
  } else {
    progress.bug ??= toError(error);
    noteTrouble(run, subjects, 'INTERNAL_ERROR');
    noteRetry(run, again);
  }
}

/** What connectors throw when the portal does not know what a write hangs below. */
export const PARENT_MISSING = 'PORTAL_PARENT_MISSING';
/** About three minutes, in which what the portal was late to show has shown: then somebody has to look. */
const TRIES_BEFORE_MISSING = 4;

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something that is not an error was thrown');
}
