// Waits for something to become so, by looking again and again: for as long as anything moves, however slow the machine is.
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitUntil {
  /** Completes the sentence "Nothing has moved for a minute while waiting for …". */
  readonly what: string;
  readonly everyMs: number;
  /** Aborted when a person ends the demo. */
  readonly signal: AbortSignal;
  /** Tells what is left to do and what was done; another text means that something has moved. */
  readonly readMark: () => Promise<string>;
  readonly patience?: Patience;
}

/** Counted in looks as well as in time: a process that got no turn has not looked, and has nothing to complain about. */
interface Patience {
  readonly lookEveryMs: number;
  readonly looks: number;
}

const A_MINUTE: Patience = { lookEveryMs: 5_000, looks: 12 };

export async function waitUntil(isSo: () => Promise<boolean>, options: WaitUntil): Promise<void> {
  const { what, everyMs, signal, readMark, patience = A_MINUTE } = options;
  let mark: string | null = null;
  let looksWithout = 0;
  let nextLook = performance.now() + patience.lookEveryMs;
  while (!(await isSo())) {
    signal.throwIfAborted();
    await delay(everyMs, undefined, { signal });
    if (performance.now() < nextLook) continue;
    const seen = await readMark();
    looksWithout = seen === mark ? looksWithout + 1 : 0;
    mark = seen;
    nextLook = performance.now() + patience.lookEveryMs;
    if (looksWithout >= patience.looks)
      throw new Error(`Nothing has moved for a minute while waiting for ${what}.`);
  }
}
