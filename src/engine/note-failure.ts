// What an error means for the rest of a run: come back later, stop the run, or stop the connection (errors.ts names who
// must act). That the portal refuses one record says nothing about the connection: a plain read does
// (docs/decisions/0018-no-revoke-waits.md).
import { readPlace } from '../database/ledger/pairs.ts';
import type { Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { AccessError, KoppelError, RateLimitedError, RejectedError, TransientError } from '../errors.ts';
import { backOff, later, type ClientRun, type Round } from './client-run.ts';
import { askPortal } from './learn-about-connection.ts';
import type { Learned, Step } from './learned.ts';
import { hadNoAnswer } from './no-answer.ts';

/** What the portal says when it is only asked. Null: it does not. */
export async function* readPortal<Said>(
  run: ClientRun,
  round: Round,
  { about, read }: { readonly about: readonly Subject[]; readonly read: () => Promise<Said> },
): Step<Said | null> {
  let said: Said;
  try {
    said = await read();
  } catch (error) {
    yield* noteFailure(run, round, { about, error });
    return null;
  }
  yield { portal: { answeredWell: true } };
  return said;
}

interface Failure {
  readonly about: readonly Subject[];
  readonly error: unknown;
}

export async function* noteFailure(run: ClientRun, round: Round, failure: Failure): Step {
  const { about, error } = failure;
  if (error instanceof AccessError) yield* judgeRefusal(run, round, { about, error });
  else yield judgeFailure(run, failure);
  if (error instanceof TransientError) yield giveWay(run, round, error);
}

/**
 * The portal was found to be down meanwhile: from now on it hears of one probe at a time, not of every run. And who has just
 * waited for an answer in vain lets a revoke go first that nobody has tried yet, its own client's too.
 */
async function giveWay(
  { store, run }: ClientRun,
  { planned }: Round,
  { code }: TransientError,
): Promise<Learned> {
  const hung = hadNoAnswer(code);
  const { isInTheWay, generation } = await store.oneStatement(run.practiceId, (tx) =>
    readPlace(tx, run, { hung }),
  );
  return { stopped: isInTheWay, stale: hung && generation !== planned.records.generation };
}

/** Whether the portal refuses this one thing, while a plain read shows that the connection is in order. */
export async function* isRefusedAlone(run: ClientRun, { soFar }: Round): Step<boolean> {
  const health = soFar.health ?? (await askPortal(run));
  yield { portal: { health } };
  return health?.portal === 'answers';
}

async function* judgeRefusal(
  run: ClientRun,
  round: Round,
  { about, error: { code } }: { readonly about: readonly Subject[]; readonly error: AccessError },
): Step {
  if (yield* isRefusedAlone(run, round)) {
    const retry = { at: backOff(run), costsAttempt: true, error: code, isRefused: true };
    yield { reason: { about, code: 'FORBIDDEN_BY_PORTAL' }, retry };
    return;
  }
  const { health } = round.soFar;
  const isRefused = health?.portal === 'refused';
  // A connection that is refused is asked by probes. Else nothing may have been learned of it that puts the next run off.
  const retry =
    isRefused || run.signal.aborted
      ? { at: run.now(), costsAttempt: false }
      : { at: backOff(run), costsAttempt: true };
  yield {
    stopped: true,
    reason: { about, code: isRefused ? 'CONNECTION_STOPPED' : 'RETRYING' },
    retry: { ...retry, error: code },
    portal: {
      // A read that is merely forbidden tells less than the refusal that was met: a connector may know what it means.
      ...(isRefused ? { accessError: health.code === 'PORTAL_FORBIDDEN' ? code : health.code } : {}),
      ...(health?.portal === 'down' ? { failed: 'transient' } : {}),
    },
  };
}

function judgeFailure(run: ClientRun, { about, error }: Failure): Learned {
  const code = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
  const says = (reason: ReasonCode): Pick<Learned, 'reason' | 'retry'> => ({
    reason: { about, code: reason },
    retry: { at: backOff(run), costsAttempt: true, error: code },
  });
  if (error instanceof RateLimitedError) {
    const retry = { at: later(run, error.retryAfterMs), costsAttempt: false, error: code };
    return { ...says('RETRYING'), stopped: true, retry };
  }
  if (error instanceof TransientError) {
    const isMissed = isParentMissing(error) && run.run.attempts >= TRIES_BEFORE_MISSING;
    const portal = { failed: hadNoAnswer(code) ? 'unanswered' : 'transient' } as const;
    return { ...says(isMissed ? 'PARENT_MISSING' : 'RETRYING'), portal };
  }
  if (error instanceof RejectedError) return says('REJECTED_BY_PORTAL');
  return { ...says('INTERNAL_ERROR'), portal: { bug: toError(error) } };
}

/** What connectors throw when the portal does not know what a write hangs below. */
export function isParentMissing(error: unknown): boolean {
  return error instanceof TransientError && error.code === 'PORTAL_PARENT_MISSING';
}
/** About three minutes, in which what the portal was late to show has shown: then somebody has to look. */
const TRIES_BEFORE_MISSING = 4;

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something that is not an error was thrown');
}
