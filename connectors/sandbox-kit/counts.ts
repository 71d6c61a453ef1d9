// What a sandbox was asked: how often, sign-ins counted apart, and the last requests with their bodies.

interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

export interface Counts {
  count(request: Omit<LoggedRequest, 'at'> & { pattern: string; underWay: number }): void;
  /** One of them was refused for their number. */
  limited(): void;
  reset(): void;
  read(): {
    total: number;
    peak: number;
    /** Refused for their number. */
    limited: number;
    byMethod: Record<string, number>;
    byPattern: Record<string, number>;
    /** What is counted apart, under the name given for it. */
    [apart: string]: number | Record<string, number>;
  };
  last(): readonly LoggedRequest[];
}

const KEPT_REQUESTS = 500;

/** `apart`: names by path of requests that are in none of the other numbers, nor among the last ones. */
export function createCounts(apart: Readonly<Record<string, string>>): Counts {
  let total = 0;
  let peak = 0;
  let limited = 0;
  const byName = new Map<string, number>();
  const byMethod = new Map<string, number>();
  const byPattern = new Map<string, number>();
  let last: LoggedRequest[] = [];
  const restart = (): void => {
    [total, peak, limited, last] = [0, 0, 0, []];
    byMethod.clear();
    byPattern.clear();
    for (const name of Object.values(apart)) byName.set(name, 0);
  };
  restart();
  return {
    count({ pattern, underWay, ...request }) {
      peak = Math.max(peak, underWay);
      const name = apart[request.path];
      if (name !== undefined) {
        increase(byName, name);
        return;
      }
      total += 1;
      increase(byMethod, request.method);
      increase(byPattern, `${request.method} ${pattern}`);
      last.push({ ...request, at: Date.now() });
      if (last.length >= 2 * KEPT_REQUESTS) last = last.slice(-KEPT_REQUESTS);
    },
    limited: () => (limited += 1),
    reset: restart,
    read: () => ({
      ...Object.fromEntries(byName),
      total,
      peak,
      limited,
      byMethod: Object.fromEntries(byMethod),
      byPattern: Object.fromEntries(byPattern),
    }),
    last: () => last.slice(-KEPT_REQUESTS),
  };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
