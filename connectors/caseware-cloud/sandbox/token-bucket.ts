// The rate limit of the portal [doc]: a bucket of tokens that fills again every second; each request costs some, and each
// answer tells the state in four headers. They have the names that Spring Cloud Gateway gives them, whose limiter counts in whole
// seconds of its clock [code: request_rate_limiter.lua]: nothing comes back between two of them.
import type { Spent } from '../../sandbox-kit/portal.ts';
import { word } from './answer.ts';
import type { Switches } from './switches.ts';

export interface TokenBucket {
  spend(switches: Switches): Spent;
}

export function createTokenBucket(): TokenBucket {
  let tokens: number | null = null;
  let at = secondOfClock();
  return {
    spend({ bucket, rateHeaders, retryAfter }) {
      if (bucket === null) return { refusal: null, headers: {} };
      const now = secondOfClock();
      const filled = (tokens ?? bucket.capacity) + (now - at) * bucket.perSecond;
      const held = Math.min(bucket.capacity, filled);
      at = now;
      const mayGo = held >= bucket.cost;
      tokens = mayGo ? held - bucket.cost : held;
      const told = {
        'x-ratelimit-burst-capacity': String(bucket.capacity),
        'x-ratelimit-remaining': String(Math.floor(tokens)),
        'x-ratelimit-replenish-rate': String(bucket.perSecond),
        'x-ratelimit-requested-tokens': String(bucket.cost),
      };
      const headers = rateHeaders ? told : {};
      if (mayGo) return { refusal: null, headers };
      const wait = retryAfter ? { 'retry-after': '1' } : {};
      const refusal = word(429, 'ERROR_MESSAGE', 'Too many requests');
      return { refusal: { ...refusal, headers: wait }, headers };
    },
  };
}

function secondOfClock(): number {
  return Math.floor(performance.now() / 1_000);
}
