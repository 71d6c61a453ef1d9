// What happened in a run, in order, for whoever reads a failure; and how often each fault happened.

export interface Diary {
  write(line: string): void;
  /** A fault happened, so many times. */
  count(fault: string, times?: number): void;
  counts(): ReadonlyMap<string, number>;
  /** Why a fault cannot happen here. */
  skip(fault: string, reason: string): void;
  skipped(): ReadonlyMap<string, string>;
  lines(): readonly string[];
}

export function openDiary(now: () => number): Diary {
  const begunAt = now();
  const lines: string[] = [];
  const counts = new Map<string, number>();
  const skipped = new Map<string, string>();
  return {
    write: (line) => lines.push(`${((now() - begunAt) / 1_000).toFixed(1).padStart(7)} s  ${line}`),
    count: (fault, times = 1) => counts.set(fault, (counts.get(fault) ?? 0) + times),
    counts: () => counts,
    skip: (fault, reason) => skipped.set(fault, reason),
    skipped: () => skipped,
    lines: () => lines,
  };
}
