// What the sandbox was asked: how often, by whom counted apart, and the last requests with their bodies.

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
    /** Sign-ins, which are in none of the other numbers. */
    tokens: number;
    peak: number;
    /** Refused with 429 by the bucket. */
    limited: number;
    byMethod: Record<string, number>;
    byPattern: Record<string, number>;
  };
  last(): readonly LoggedRequest[];
}

const KEPT_REQUESTS = 500;

export function createCounts(): Counts {
  let total = 0;
  let tokens = 0;
  let peak = 0;
  let limited = 0;
  const byMethod = new Map<string, number>();
  const byPattern = new Map<string, number>();
  let last: LoggedRequest[] = [];
  return {
    count({ pattern, underWay, ...request }) {
      peak = Math.max(peak, underWay);
      if (pattern === '/auth/token') {
        tokens += 1;
        return;
      }
      total += 1;
      increase(byMethod, request.method);
      increase(byPattern, `${request.method} ${pattern}`);
      last.push({ ...request, at: Date.now() });
      if (last.length >= 2 * KEPT_REQUESTS) last = last.slice(-KEPT_REQUESTS);
    },
    limited: () => (limited += 1),
    reset() {
      [total, tokens, peak, limited] = [0, 0, 0, 0];
      byMethod.clear();
      byPattern.clear();
      last = [];
    },
    read: () => ({
      total,
      tokens,
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
