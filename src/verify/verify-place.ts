// The place a verification takes among the requests that a portal allows at a time. Runs of clients go on beside it; a
// portal that takes one request at a time serves them first.
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store, Tx } from '../database/open-store.ts';
import {
  beginVerification,
  hasRoom,
  isSomethingDue,
  leaveVerification,
  renewVerification,
} from '../database/portal/verify-turns.ts';

export interface VerifyPlace {
  giveWay(): Promise<void>;
  /** Keeps nothing any more; the lease itself is given back by whoever records the end. */
  stop(): void;
}

export interface PlaceOptions {
  readonly store: Store;
  readonly connection: StoredConnection;
  readonly signal: AbortSignal;
}

const RENEW_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Waits until the portal has room for it. Null when another verification is under way. */
export async function takePlace(options: PlaceOptions): Promise<VerifyPlace | null> {
  const ask = <T>(question: (tx: Tx, id: string) => Promise<T>): Promise<T> =>
    options.store.inPractice(options.connection.practiceId, (tx) => question(tx, options.connection.id));
  if (!(await ask(beginVerification))) return null;
  // While it is lent, another verification may have it, whose lease is not this one's to keep.
  let isTaken = true;
  const timer = setInterval(() => {
    // The database is away: so is everything else that could go on.
    if (isTaken) ask(renewVerification).catch(() => undefined);
  }, RENEW_EVERY_MS);
  const wait = async (until: () => Promise<boolean>): Promise<void> => {
    while (!options.signal.aborted && !(await until())) await delay(LOOK_EVERY_MS);
  };
  const place: VerifyPlace = {
    stop: () => clearInterval(timer),
    giveWay: async () => {
      if (options.connection.concurrency > 1 || !(await ask(isSomethingDue))) return;
      isTaken = false;
      await ask(leaveVerification);
      await wait(async () => !(await ask(isSomethingDue)) && (isTaken = await ask(beginVerification)));
      await wait(() => ask(hasRoom));
    },
  };
  try {
    await wait(() => ask(hasRoom));
    return place;
  } catch (error) {
    place.stop();
    throw error;
  }
}
