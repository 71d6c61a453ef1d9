// Waiting for a condition instead of sleeping.
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Completes the sentence "waited in vain for …". */
  readonly what: string;
  readonly timeoutMs?: number;
}

/** Returns the first value that is neither false, null nor undefined. Throws, naming `what`, when it takes too long. */
export async function waitFor<Value>(
  condition: () => Value | Promise<Value>,
  { what, timeoutMs = 10_000 }: WaitOptions,
): Promise<NonNullable<Exclude<Value, false>>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (isMet(value)) return value;
    if (Date.now() >= end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await delay(10);
  }
}

function isMet<Value>(value: Value): value is NonNullable<Exclude<Value, false>> {
  return value !== false && value !== null && value !== undefined;
}
