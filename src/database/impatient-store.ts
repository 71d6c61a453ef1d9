// A store for what is done for all practices in turn: what somebody has locked at one of them keeps no other waiting.
import { sql } from 'kysely';
import type { Store } from './open-store.ts';

/** What is done for a practice fails after two seconds on a row that is locked; what it came for is looked at again later. */
export function impatient(store: Store): Store {
  const inPractice: Store['inPractice'] = (practiceId, work) =>
    store.inPractice(practiceId, async (tx) => {
      await sql`set local lock_timeout = '2s'`.execute(tx);
      return work(tx);
    });
  return { ...store, inPractice, oneStatement: inPractice };
}

const LOCK_NOT_AVAILABLE = '55P03';

export function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
}
