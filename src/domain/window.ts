// The window (rules 23 and 24): 60 minutes from a change in the practice software until it is verified in the portal.

export const WINDOW_MS = 60 * 60 * 1000;
/** A breach is announced before it happens: when so much of the window is used up. */
const WARN_AFTER_MS = 45 * 60 * 1000;

export type WindowState = 'met' | 'at-risk' | 'missed';

export function windowState(changedAt: Date, now: Date): WindowState {
  const age = now.getTime() - changedAt.getTime();
  if (age > WINDOW_MS) return 'missed';
  return age > WARN_AFTER_MS ? 'at-risk' : 'met';
}

interface Backlog {
  /** Revokes and changes that are due. */
  readonly due: number;
  /** The oldest of them. */
  readonly oldestAt: Date | null;
  /** How long a client took lately; null where none was served. */
  readonly secondsEach: number | null;
  /** So many are worked on at a time. */
  readonly atOnce: number;
}

/** Whether all of it is served within the window of the oldest, at the pace of the last day. Null: nobody can tell yet. */
export function backlogFits({ due, oldestAt, secondsEach, atOnce }: Backlog, now: Date): boolean | null {
  if (due === 0 || oldestAt === null) return true;
  const leftMs = WINDOW_MS - (now.getTime() - oldestAt.getTime());
  if (leftMs <= 0) return false;
  return secondsEach === null ? null : (due * secondsEach * 1000) / atOnce <= leftMs;
}
