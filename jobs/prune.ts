// prune: forgets what is older than the retention time, in the database and in the folders that exports were read from,
// and removes downloads that a killed process left behind.
// Trigger: once a night. Touches no portal and never the audit trail.
import { z } from 'zod';
import { pruneSlots } from '../src/database/ledger/job-runs.ts';
import type { Tx } from '../src/database/open-store.ts';
import { readClock } from '../src/database/portal/verify-turns.ts';
import { listPracticeIds, readPractice } from '../src/database/records/practices.ts';
import {
  PRUNE_BATCH,
  pruneEvents,
  pruneOperations,
  prunePortalRecords,
  pruneTombstones,
} from '../src/database/records/retention.ts';
import { pruneDownloads } from '../src/intake/prune-downloads.ts';
import { pruneFolder } from '../src/intake/prune-folder.ts';
import type { Job, JobPorts } from './job.ts';

const payload = z.strictObject({ slot: z.iso.datetime() });

const DAY_MS = 24 * 60 * 60_000;

export const pruneJob: Job<z.infer<typeof payload>> = {
  name: 'prune',
  queue: 'upkeep',
  payload,
  async run(ports, _slot, { signal }) {
    // By the clock of the database: that of a machine which is a month ahead would forget what must be kept.
    const now = await ports.store.inSystem(readClock);
    const before = new Date(now.getTime() - ports.retentionDays * DAY_MS);
    const counts = { events: 0, operations: 0, portalRecords: 0, contacts: 0, exports: 0 };
    for (const practiceId of await ports.store.inSystem(listPracticeIds)) {
      const all = (prune: (tx: Tx, before: Date) => Promise<number>): Promise<number> =>
        inBatches(ports, { practiceId, signal, prune: (tx) => prune(tx, before) });
      counts.events += await all(pruneEvents);
      counts.operations += await all(pruneOperations);
      counts.portalRecords += await all(prunePortalRecords);
      counts.contacts += await ports.store.inPractice(practiceId, (tx) => pruneTombstones(tx, before));
      counts.exports += await pruneExports(ports, { practiceId, before, signal });
    }
    await ports.store.inSystem((tx) => pruneSlots(tx, before));
    return { ...counts, downloads: await pruneDownloads() };
  },
};

async function pruneExports(
  { store, log }: JobPorts,
  { practiceId, ...given }: { practiceId: string; before: Date; signal: AbortSignal },
): Promise<number> {
  const practice = await store.inPractice(practiceId, readPractice);
  if (practice?.source?.kind !== 'folder') return 0;
  const { removed, failures } = await pruneFolder({ ...given, dir: practice.source.path });
  if (failures.length > 0)
    log('warn', 'old exports could not be removed', { practice: practiceId, codes: failures });
  return removed;
}

interface Batches {
  readonly practiceId: string;
  readonly signal: AbortSignal;
  readonly prune: (tx: Tx) => Promise<number>;
}

async function inBatches({ store }: JobPorts, { practiceId, signal, prune }: Batches): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const removed = await store.inPractice(practiceId, prune);
    total += removed;
    if (removed < PRUNE_BATCH) break;
  }
  return total;
}
