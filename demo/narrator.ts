// How the demo speaks while it runs: lines for people on standard output, or, when a script reads that, on standard
// error; and a progress bar where there is a terminal to draw it on.
import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';

export interface Narrator {
  say(text: string): void;
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
}

export function createNarrator(say: (text: string) => void, { stream, isDrawn }: Screen): Narrator {
  const isBar = isDrawn && stream.isTTY === true;
  return { say, startProgress: (total) => (isBar ? startBar(total, stream) : startLines(total, stream)) };
}

function startBar(total: number, stream: Writable): Progress {
  const bar = new SingleBar({
    format: '  [{bar}] {value} of {total} clients, {duration_formatted}',
    stream,
    hideCursor: true,
    stopOnComplete: false,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

/** A line for every tenth of the work. */
function startLines(total: number, stream: Writable): Progress {
  let told = 0;
  return {
    update(done) {
      const tenths = Math.floor((done * 10) / Math.max(1, total));
      if (tenths <= told) return;
      told = tenths;
      stream.write(`  ${done} of ${total} clients\n`);
    },
    stop: () => undefined,
  };
}
