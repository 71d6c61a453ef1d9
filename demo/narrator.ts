// How the demo speaks while it runs: lines for people on standard output, or, when a script reads that, on standard
// error; and a progress bar where there is a terminal to draw it on.
import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Language, Text } from '../src/domain/text.ts';

export interface Narrator {
  say(text: Text): void;
  /** Work of so many clients begins. */
  startProgress(total: number): Progress;
}

interface Progress {
  update(done: number): void;
  /** Leaves the last state standing. */
  stop(): void;
}

/** Where progress is shown. */
export interface Screen {
  readonly stream: Writable & { readonly isTTY?: boolean };
  /** Whether a bar may be drawn there, if it is a terminal. */
  readonly isDrawn: boolean;
  readonly lang: Language;
}

export function createNarrator(say: (text: Text) => void, { stream, isDrawn, lang }: Screen): Narrator {
  const isBar = isDrawn && stream.isTTY === true;
  return {
    say,
    startProgress: (total) =>
      isBar ? startBar(total, stream, OF[lang]) : startLines(total, stream, OF[lang]),
  };
}

/** So many of so many clients. */
const OF = {
  en: (done: number | string, total: number | string) => `${done} of ${total} clients`,
  nl: (done: number | string, total: number | string) => `${done} van ${total} klanten`,
} as const;
type CountText = (typeof OF)[Language];

function startBar(total: number, stream: Writable, count: CountText): Progress {
  const bar = new SingleBar({
    format: `  [{bar}] ${count('{value}', '{total}')}, {duration_formatted}`,
    stream,
    hideCursor: true,
    stopOnComplete: false,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

/** A line for every tenth of the work. */
function startLines(total: number, stream: Writable, count: CountText): Progress {
  let told = 0;
  return {
    update(done) {
      const tenths = Math.floor((done * 10) / Math.max(1, total));
      if (tenths <= told) return;
      told = tenths;
      stream.write(`  ${count(done, total)}\n`);
    },
    stop: () => undefined,
  };
}
