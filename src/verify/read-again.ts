// One answer that fails does not end a reading of many requests: whatever is only read may be asked for again.
import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '../../connectors/connector.ts';
import { RateLimitedError, TransientError } from '../errors.ts';

const WAITS_MS = [200, 1_000, 5_000];
/** Whoever is told to come back later than this breaks off. */
const MAX_TOLD_MS = 5_000;

export function readAgain(session: Session, signal: AbortSignal): Session {
  return {
    ...session,
    async send(request) {
      for (const waitMs of WAITS_MS) {
        try {
          return await session.send(request);
        } catch (error) {
          if (!isPassing(error) || signal.aborted) throw error;
          const told = error instanceof RateLimitedError ? error.retryAfterMs : 0;
          await delay(Math.max(waitMs, told), undefined, { signal }).catch(() => Promise.reject(error));
        }
      }
      return await session.send(request);
    },
  };
}

function isPassing(error: unknown): error is TransientError | RateLimitedError {
  return error instanceof RateLimitedError
    ? error.retryAfterMs <= MAX_TOLD_MS
    : error instanceof TransientError;
}
