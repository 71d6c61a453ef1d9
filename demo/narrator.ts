// How the demo speaks while it runs: lines for people on standard output, or, when a script reads that, on standard
// error; and a progress bar where there is a terminal to draw it on.
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

export interface Screen {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** `screen`: where progress is shown. */
export function createNarrator(say: (text: string) => void, screen: Screen): Narrator {
  return { say, startProgress: screen.isTerminal ? startBar : (total) => startLines(total, screen) };
}

function startBar(total: number): Progress {
  const bar = new SingleBar({
    format: '  [{bar}] {value} of {total} clients, {duration_formatted}',
    stream: process.stderr,
    hideCursor: true,
    stopOnComplete: false,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

/** A line for every tenth of the work. */
function startLines(total: number, screen: Screen): Progress {
  let told = 0;
  return {
    update(done) {
      const tenths = Math.floor((done * 10) / Math.max(1, total));
      if (tenths <= told) return;
      told = tenths;
      screen.write(`  ${done} of ${total} clients\n`);
    },
    stop: () => undefined,
  };
}
