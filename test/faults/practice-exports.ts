// Plays the exports of the practice software: drops them into the folder that Koppel watches.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Practice } from './practice-model.ts';
import { untilPast } from './practice-sender.ts';
import { toExport } from './practice-wire.ts';

interface ExportOptions {
  /** When it began: what it shows is what there was then. */
  readonly asOf: number;
  /** Keys of records that it lacks although they were there. */
  readonly leftOut?: ReadonlySet<string>;
  /** Keys of records whose row has a field that cannot be read. */
  readonly wrong?: ReadonlySet<string>;
  readonly cutOff?: boolean;
}

export interface PracticeExports {
  /** Resolves when it is there, not when it was read. */
  write(practice: Practice, options: ExportOptions): Promise<void>;
  /** Exports of which two together mean something are not mixed with others. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Whether an export that lacks records was written since everything last agreed. */
  hasDeceived(): boolean;
  /** Whether an export that lacks nobody was written that began after this moment. */
  hasShownSince(moment: number): boolean;
  /** Everything agrees, and the last export that was read was a whole one. */
  noteAgreement(): void;
  /** Whether an export waits to be read. */
  hasUnread(): Promise<boolean>;
}

export function openPracticeExports(sourceFolder: string): PracticeExports {
  let exports = 0;
  let hasDeceived = false;
  let shownAt = 0;
  let queue: Promise<void> = Promise.resolve();
  return {
    write: async (practice, { asOf, leftOut = new Set(), wrong = new Set(), cutOff = false }) => {
      await delay(untilPast(asOf));
      exports += 1;
      if (leftOut.size > 0) hasDeceived = true;
      else if (!cutOff) shownAt = Math.max(shownAt, asOf);
      const text = toExport(practice, { asOf, leftOut, wrong });
      const folder = join(sourceFolder, `export-${String(exports).padStart(6, '0')}`);
      await mkdir(folder);
      await writeFile(join(folder, 'records.ndjson'), cutOff ? withoutLastLines(text) : text);
      await writeFile(join(folder, 'done'), '');
    },
    alone: (work) => {
      const done = queue.then(work);
      queue = done.catch(() => undefined);
      return done;
    },
    hasDeceived: () => hasDeceived,
    hasShownSince: (moment) => shownAt > moment,
    noteAgreement: () => (hasDeceived = false),
    hasUnread: async () => (await readdir(sourceFolder)).some((name) => name.startsWith('export-')),
  };
}

function withoutLastLines(text: string): string {
  const lines = text.split('\n');
  return `${lines.slice(0, Math.ceil(lines.length / 2)).join('\n')}\n`;
}
