// What the brake asks a person: each open question with exactly the accesses that it is about. Reads the database only.
import {
  listBrakeRequests,
  nameAccesses,
  type AccessName,
  type BrakeRequest,
} from '../database/ledger/brake-requests.ts';
import type { Store } from '../database/open-store.ts';

export interface BrakeQuestion extends Pick<
  BrakeRequest,
  'id' | 'connectionId' | 'connection' | 'resourceIds' | 'openedAt'
> {
  /** By whom they are; fewer than `resourceIds` where some belong to no contact any more. */
  readonly accesses: readonly AccessName[];
}

export async function readBrakeQuestions(
  store: Store,
  practiceId: string,
): Promise<readonly BrakeQuestion[]> {
  return store.inPractice(practiceId, async (tx) => {
    const questions: BrakeQuestion[] = [];
    for (const { id, connectionId, connection, resourceIds, openedAt } of await listBrakeRequests(tx)) {
      const accesses = await nameAccesses(tx, resourceIds);
      questions.push({ id, connectionId, connection, resourceIds, openedAt, accesses });
    }
    return questions;
  });
}
