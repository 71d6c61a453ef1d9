// The first load of the demo: the whole practice is imported as `koppel import` does it, then pushed.
import { importPractice } from './import-practice.ts';
import type { InventedPractice } from './invent-practice.ts';
import { writePracticeFiles } from './practice-files.ts';
import { settle } from './settle.ts';
import type { Audience, Demo } from './story.ts';

/** Often enough for a lively bar; each look costs the work a little. */
const LOOK_EVERY_MS = 250;

export interface FirstLoad {
  /** From the begin of the import until everything stands in the portal. */
  readonly ms: number;
}

export async function loadPractice(
  demo: Demo,
  practice: InventedPractice,
  { narrator, signal }: Audience,
): Promise<FirstLoad> {
  const start = performance.now();
  const total = practice.clients.filter(({ linked }) => linked).length;
  const progress = narrator.startProgress(total);
  try {
    await importPractice(demo, (place) => writePracticeFiles(practice, place));
    const onPending = (pending: number): void => progress.update(total - pending);
    await settle(demo, signal, { everyMs: LOOK_EVERY_MS, onPending });
  } finally {
    progress.stop();
  }
  return { ms: performance.now() - start };
}
