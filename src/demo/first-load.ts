// The first load of the demo: the whole practice is imported as `koppel import` does it, then pushed.
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { importFiles } from '../source/import-files.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { Narrator } from './narrator.ts';
import { PRACTICE_ID, type Demo } from './open-demo.ts';
import { writePracticeFiles } from './practice-files.ts';
import { settle } from './settle.ts';

/** Often enough for a lively bar; each look costs the work a little. */
const LOOK_EVERY_MS = 250;

export interface FirstLoad {
  /** From the begin of the import until everything stands in the portal. */
  readonly ms: number;
}

export async function loadPractice(
  demo: Demo,
  practice: InventedPractice,
  { narrator, signal }: { narrator: Narrator; signal: AbortSignal },
): Promise<FirstLoad> {
  const start = performance.now();
  const total = practice.clients.filter(({ linked }) => linked).length;
  const progress = narrator.startProgress(total);
  try {
    await importPractice(demo, practice);
    demo.app.nudge();
    const onPending = (pending: number): void => progress.update(total - pending);
    await settle(demo, signal, { everyMs: LOOK_EVERY_MS, onPending });
  } finally {
    progress.stop();
  }
  return { ms: performance.now() - start };
}

async function importPractice(demo: Demo, practice: InventedPractice): Promise<void> {
  const { connection } = demo.story;
  const folder = join(demo.dataDir, 'export');
  await mkdir(folder, { recursive: true });
  const asOf = new Date();
  const files = await writePracticeFiles(practice, { folder, connection, asOf });
  const result = await importFiles({
    intake: demo.app.ports.intake,
    practiceId: PRACTICE_ID,
    ...files,
    skipInvalid: false,
    now: asOf,
  });
  if (!result.written) {
    throw new Error(
      `The invented practice cannot be imported: ${JSON.stringify(result.problems.slice(0, 3))}`,
    );
  }
}
