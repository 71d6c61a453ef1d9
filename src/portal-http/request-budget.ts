// When a request to a portal may leave. Only the port and a budget without limits: the one that all processes share is
// kept elsewhere.

import type { ToldRate } from '../domain/rate-limit.ts';

export interface RequestBudget {
  /** Resolves as soon as one more request may leave. */
  take(): Promise<void>;
  /** Called once the request that `take` let through was answered or given up, for budgets that count those under way. */
  giveBack?(): Promise<void>;
  /** What the portal told, with an answer, about what may still be sent. */
  learn?(told: ToldRate): void;
  /**
   * The portal refused a request for their number and did not say for how long. Nothing leaves for the milliseconds that it
   * resolves to.
   */
  backOff?(told: ToldRate | null): Promise<number>;
  /** The portal asked for silence: nothing leaves for this long. */
  blockFor(ms: number): Promise<void>;
}

export const unlimitedBudget: RequestBudget = {
  take: () => Promise.resolve(),
  blockFor: () => Promise.resolve(),
};
