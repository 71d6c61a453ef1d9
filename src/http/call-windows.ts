// Counts calls per window of time, for @fastify/rate-limit: by a clock that nobody sets. By the clock of the machine,
// which is the plugin's own way, a sender that was counted while it stood ahead would stay shut out until it gets there.
import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';

/** So many senders are remembered for each limit; those that called longest ago are forgotten first. */
const REMEMBERED = 5_000;

type Callback = Parameters<FastifyRateLimitStore['incr']>[1];

interface Window {
  readonly calls: number;
  /** In milliseconds of `performance.now`. */
  readonly endsAt: number;
}

export class CallWindows implements FastifyRateLimitStore {
  readonly #windows = new LRUCache<string, Window>({ max: REMEMBERED });

  /** Counts one call; tells how many there were, and how long the window lasts yet, in milliseconds. */
  incr(key: string, callback: Callback, windowMs: number): void {
    const open = this.#openWindow(key);
    const window = { calls: (open?.calls ?? 0) + 1, endsAt: open?.endsAt ?? performance.now() + windowMs };
    this.#windows.set(key, window);
    callback(null, resultOf(window));
  }

  /** As `incr`, but counts nothing. */
  read(key: string, callback: Callback): void {
    callback(null, resultOf(this.#openWindow(key)));
  }

  /** Every limit counts for itself. */
  child(): CallWindows {
    return new CallWindows();
  }

  #openWindow(key: string): Window | undefined {
    const window = this.#windows.get(key);
    return window !== undefined && window.endsAt > performance.now() ? window : undefined;
  }
}

function resultOf(window: Window | undefined): { current: number; ttl: number } {
  if (window === undefined) return { current: 0, ttl: 0 };
  return { current: window.calls, ttl: Math.max(0, window.endsAt - performance.now()) };
}
