// Keeps a server running: when it ended although nobody stopped it (killed for its memory, a disk that was full), it is
// started again, as often as it takes. How it is started is not known here.
import { isAlive } from './postgres-process.ts';

export interface KeptServer {
  /** Of the server that runs now. */
  pid(): number;
  /** Starts nothing any more, and waits for a start that is under way. */
  stop(): Promise<void>;
}

export interface KeepOptions {
  readonly pid: number;
  readonly start: () => Promise<{ readonly pid: number }>;
  /** Told when it ended, and again when it could not be started. */
  readonly onTrouble: (message: string) => void;
}

const LOOK_EVERY_MS = 500;

export function keepRunning({ pid, start, onTrouble }: KeepOptions): KeptServer {
  let current = pid;
  let pass: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    if (await isAlive(current)) return;
    onTrouble('The embedded PostgreSQL has ended; it is started again');
    current = (await start()).pid;
  };
  const timer = setInterval(() => {
    pass ??= look()
      .catch(() => onTrouble('The embedded PostgreSQL could not be started; it is tried again'))
      .finally(() => (pass = null));
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    pid: () => current,
    stop: async () => {
      clearInterval(timer);
      await pass;
    },
  };
}
