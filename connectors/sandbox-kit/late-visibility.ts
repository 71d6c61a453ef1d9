// Rows that a portal shows later than it made them.

export interface Hidable {
  /** Milliseconds since the epoch; not shown to the portal's callers before. */
  visibleAt: number;
}

export function shows({ visibleAt }: Hidable): boolean {
  return visibleAt <= Date.now();
}
