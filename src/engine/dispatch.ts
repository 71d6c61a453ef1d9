// Hands the queue what may run now, and wakes up when the next pair comes of age. Everything that makes work nudges it;
// between nudges it looks once a second, so that plain SQL is noticed too.
import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '../database/open-store.ts';
import {
  forgetWorker,
  readNextDueAt,
  returnPairs,
  seeWorker,
  takeDuePairs,
  wakeWaiting,
  type DispatchedPair,
} from '../database/ledger/hand-out.ts';
import {
  returnVerifications,
  takeVerifications,
  type VerificationTurn,
} from '../database/portal/verify-turns.ts';

export interface DispatchPorts {
  readonly store: Store;
  /** Puts the pairs into the queue, all or none. */
  readonly enqueue: (pairs: readonly DispatchedPair[]) => Promise<void>;
  /** The same for portals that are to be read back, or listed for the first time. */
  readonly enqueueVerifications: (turns: readonly VerificationTurn[]) => Promise<void>;
}

/** The worker beside a dispatcher: how many clients it takes at a time. */
export interface Hands {
  readonly id: string;
  readonly hands: number;
}

/** One pass. Returns how many were handed out, and when the next one comes of age. */
export async function dispatch(ports: DispatchPorts): Promise<{ handedOut: number; nextDueAt: Date | null }> {
  const { store } = ports;
  // Each by itself: that portals cannot be handed out to be read back keeps no client waiting.
  await store.inSystem(wakeWaiting);
  const pairs = await store.inSystem(takeDuePairs);
  try {
    if (pairs.length > 0) await ports.enqueue(pairs);
  } catch (error) {
    await store.inSystem((tx) => returnPairs(tx, pairs));
    throw error;
  }
  await enqueueTurns(ports, await store.inSystem(takeVerifications));
  return { handedOut: pairs.length, nextDueAt: await store.inSystem(readNextDueAt) };
}

async function enqueueTurns(
  { store, enqueueVerifications }: DispatchPorts,
  turns: readonly VerificationTurn[],
): Promise<void> {
  if (turns.length === 0) return;
  try {
    await enqueueVerifications(turns);
  } catch (error) {
    await store.inSystem((tx) => returnVerifications(tx, turns));
    throw error;
  }
}

export interface Dispatcher {
  /** Something may have become due: look now. */
  nudge(): void;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
const GATHER_MS = 20;
/** Well within the time after which a process counts as gone. */
const SAY_EVERY_MS = 5_000;

export function startDispatcher(
  ports: DispatchPorts & { readonly worker: Hands },
  onError: (error: unknown) => void,
): Dispatcher {
  const { store, worker } = ports;
  let closed = false;
  let nudged = false;
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> | null = null;
  const sayHands = nowAndThen(() => store.inSystem((tx) => seeWorker(tx, worker)));

  const look = async (): Promise<void> => {
    let waitMs = LOOK_EVERY_MS;
    try {
      await sayHands();
      const { nextDueAt } = await dispatch(ports);
      if (nextDueAt !== null)
        waitMs = Math.min(LOOK_EVERY_MS, Math.max(20, nextDueAt.getTime() - Date.now()));
    } catch (error) {
      onError(error);
    }
    timer = setTimeout(nudge, waitMs);
  };
  const run = async (): Promise<void> => {
    while (nudged && !closed) {
      nudged = false;
      clearTimeout(timer);
      await look();
      // Jobs end in swarms, and each nudges: those that follow close behind are served by one look.
      await delay(GATHER_MS);
    }
    pass = null;
  };
  const nudge = (): void => {
    nudged = true;
    if (!closed) pass ??= run();
  };
  nudge();
  return {
    nudge,
    close: async () => {
      closed = true;
      await pass;
      clearTimeout(timer);
      // Its jobs may still be ending: nobody hands out for its hands any more.
      await store.inSystem((tx) => forgetWorker(tx, worker.id)).catch(onError);
    },
  };
}

function nowAndThen(work: () => Promise<void>): () => Promise<void> {
  let doneAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - doneAt < SAY_EVERY_MS) return;
    await work();
    doneAt = performance.now();
  };
}
