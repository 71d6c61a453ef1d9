// Rows that a portal shows later than it made them.
import { need } from './answer.ts';

export interface Hidable {
  /** Milliseconds since the epoch; not shown to the portal's callers before. */
  visibleAt: number;
}

export function shows({ visibleAt }: Hidable): boolean {
  return visibleAt <= Date.now();
}

/** Refuses as not found what there is none of, or what does not show yet. */
export function needShown<Row extends Hidable>(row: Row | null | undefined): Row {
  const found = need(row);
  return need(shows(found) ? found : null);
}
