// The reasons at which somebody of a practice may stand: those that a run has found, and those that follow from the records.
import type { Store } from '../database/open-store.ts';
import { listFoundReasons } from '../database/people/page-candidates.ts';
import { reasonCodes, type ReasonCode } from '../domain/reasons.ts';
import { isFoundByRun } from '../domain/standing.ts';

/** From well to ill. */
export async function readReasons(store: Store, practiceId: string): Promise<readonly ReasonCode[]> {
  const found = new Set(await store.inPractice(practiceId, listFoundReasons));
  return reasonCodes().filter((reason) => reason === 'IN_SYNC' || found.has(reason) || !isFoundByRun(reason));
}
