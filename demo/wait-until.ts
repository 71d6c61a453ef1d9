// Waits for something to become so, by looking again and again.
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitUntil {
  /** Completes the sentence "Waited too long for …". */
  readonly what: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Aborted when a person ends the demo. */
  readonly signal: AbortSignal;
}

export async function waitUntil(isSo: () => Promise<boolean>, options: WaitUntil): Promise<void> {
  const { what, everyMs, timeoutMs, signal } = options;
  const end = performance.now() + timeoutMs;
  while (!(await isSo())) {
    signal.throwIfAborted();
    if (performance.now() > end) throw new Error(`Waited too long for ${what}.`);
    await delay(everyMs, undefined, { signal });
  }
}
