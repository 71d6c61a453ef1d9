// The rate limit of the portal [doc]: a bucket of tokens that fills again all the time; each request costs some, and each
// answer tells the state in four headers.
import type { Spent } from '../../sandbox-kit/portal.ts';
import { word } from './answer.ts';
import type { Switches } from './switches.ts';

export interface TokenBucket {
  spend(switches: Switches): Spent;
}

export function createTokenBucket(): TokenBucket {
  let tokens: number | null = null;
  let at = performance.now();
  return {
    spend({ bucket, rateHeaders, retryAfter }) {
      if (bucket === null) return { refusal: null, headers: {} };
      const now = performance.now();
      const filled = (tokens ?? bucket.capacity) + ((now - at) / 1_000) * bucket.perSecond;
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
