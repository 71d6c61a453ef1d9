// What the sandbox was asked: how often, sign-ins counted apart, and the last requests with their bodies.

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Counts {
  count(request: LoggedRequest & { pattern: string; underWay: number }): void;
  reset(): void;
  read(): {
    total: number;
    /** Bearer tokens asked for. In none of the other numbers, like the logins. */
    tokens: number;
    /** SOAP calls of Login. */
    logins: number;
    peak: number;
    byMethod: Record<string, number>;
    byPattern: Record<string, number>;
  };
  last(): readonly LoggedRequest[];
}

export const TOKEN_PATH = '/identity/connect/token';
export const LOGIN_PATH = '/soap/Login';
const KEPT_REQUESTS = 500;

export function createCounts(): Counts {
  let total = 0;
  let tokens = 0;
  let logins = 0;
  let peak = 0;
  const byMethod = new Map<string, number>();
  const byPattern = new Map<string, number>();
  let last: LoggedRequest[] = [];
  return {
    count({ pattern, underWay, ...request }) {
      peak = Math.max(peak, underWay);
      if (request.path === TOKEN_PATH) tokens += 1;
      else if (request.path === LOGIN_PATH) logins += 1;
      else {
        total += 1;
        increase(byMethod, request.method);
        increase(byPattern, `${request.method} ${pattern}`);
        last.push(request);
        if (last.length >= 2 * KEPT_REQUESTS) last = last.slice(-KEPT_REQUESTS);
      }
    },
    reset() {
      [total, tokens, logins, peak] = [0, 0, 0, 0];
      byMethod.clear();
      byPattern.clear();
      last = [];
    },
    read: () => ({
      total,
      tokens,
      logins,
      peak,
      byMethod: Object.fromEntries(byMethod),
      byPattern: Object.fromEntries(byPattern),
    }),
    last: () => last.slice(-KEPT_REQUESTS),
  };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
