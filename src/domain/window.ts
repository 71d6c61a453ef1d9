// The window (rules 23 and 24): 60 minutes from a change in the practice software until it is verified in the portal.

const WINDOW_MS = 60 * 60 * 1000;
/** A breach is announced before it happens: when so much of the window is used up. */
const WARN_AFTER_MS = 45 * 60 * 1000;

export type WindowState = 'met' | 'at-risk' | 'missed';

export function windowState(changedAt: Date, now: Date): WindowState {
  const age = now.getTime() - changedAt.getTime();
  if (age > WINDOW_MS) return 'missed';
  return age > WARN_AFTER_MS ? 'at-risk' : 'met';
}
