// After the database was restored from a backup: nothing that it says about a portal is believed any more, and no
// connection runs, until the records are whole again. Whoever was unlinked since the backup would otherwise be let in again.
import { writeAudit } from '../database/people/audit.ts';
import type { Store } from '../database/open-store.ts';
import { listPracticeIds } from '../database/records/practices.ts';
import {
  distrustPractice,
  raiseFences,
  readWholeness,
  type Distrusted,
  type Wholeness,
} from '../database/ledger/restore.ts';

export interface RestoredPractice extends Distrusted, Wholeness {
  readonly practice: string;
}

/** Safe to repeat, and after a failure it must be: each practice is done in a transaction of its own. */
export async function noteRestore(store: Store, actor: string): Promise<readonly RestoredPractice[]> {
  const fence = await store.inSystem(raiseFences);
  const practices: RestoredPractice[] = [];
  for (const practice of await store.inSystem(listPracticeIds)) {
    practices.push(
      await store.inPractice(practice, async (tx) => {
        const distrusted = await distrustPractice(tx, fence);
        const { held, resources, clients } = distrusted;
        const details = { held: held.length, resources, clients };
        await writeAudit(tx, [{ practiceId: practice, actor, action: 'database.restored', details }]);
        return { practice, ...distrusted, ...(await readWholeness(tx)) };
      }),
    );
  }
  return practices;
}
