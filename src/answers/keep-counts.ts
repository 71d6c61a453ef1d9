// Counts of a practice with very many records take longer than a page may: they are shown as they were counted a moment ago, with
// the time, and counted anew meanwhile. Each process keeps its own; nothing is kept of a practice whose records are soon counted.

interface Counted<Counts> {
  readonly counts: Counts;
  readonly countedAt: Date;
}

interface Keeping<Counts> {
  readonly count: () => Promise<Counts>;
  readonly recordsIn: (counts: Counts) => number;
  readonly now: () => Date;
}

/** Fewer are counted each time. */
export const MANY_RECORDS = 10_000;
const COUNTED_ANEW_AFTER_MS = 15_000;
const KEPT_FOR_MS = 10 * 60_000;

export type Keep<Counts> = (practiceId: string, keeping: Keeping<Counts>) => Promise<Counted<Counts>>;

export function createKeep<Counts>(): Keep<Counts> {
  const kept = new Map<string, Counted<Counts>>();
  const underWay = new Map<string, Promise<Counted<Counts>>>();

  async function countNow(practiceId: string, keeping: Keeping<Counts>): Promise<Counted<Counts>> {
    const countedAt = keeping.now();
    const counted = { counts: await keeping.count(), countedAt };
    if (keeping.recordsIn(counted.counts) >= MANY_RECORDS) kept.set(practiceId, counted);
    else kept.delete(practiceId);
    return counted;
  }

  /** Of those who ask for the same at a time only one counts. */
  function countOnce(practiceId: string, keeping: Keeping<Counts>): Promise<Counted<Counts>> {
    const counting = underWay.get(practiceId);
    if (counting !== undefined) return counting;
    const started = countNow(practiceId, keeping).finally(() => underWay.delete(practiceId));
    underWay.set(practiceId, started);
    return started;
  }

  return async (practiceId, keeping) => {
    const last = kept.get(practiceId);
    // Of a practice that was soon counted, each sees what stands now.
    if (last === undefined) return countNow(practiceId, keeping);
    const age = keeping.now().getTime() - last.countedAt.getTime();
    if (age > KEPT_FOR_MS) return countOnce(practiceId, keeping);
    // Whoever asks next counts again, and is told what went wrong.
    if (age > COUNTED_ANEW_AFTER_MS) countOnce(practiceId, keeping).catch(() => kept.delete(practiceId));
    return last;
  };
}
