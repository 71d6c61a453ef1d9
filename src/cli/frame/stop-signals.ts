// SIGINT (Ctrl-C) and SIGTERM: the first asks the process to end, the second ends it at once.
import { constants } from 'node:os';
import type { Text } from '../../domain/text.ts';

/** Running requests to portals get this long; whatever is cut off is looked at again at the next start. */
const STOP_WITHIN_MS = 30_000;
/** A timer or a connection that a library forgot must not keep a process alive that has closed everything. */
const GO_WITHIN_MS = 1_000;

export interface StopSignals {
  /** Resolves when the process has been asked to end. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Everything is closed: the process ends by itself, and a moment later in any case, with `process.exitCode`. */
  release(): void;
}

/** What people are told then. */
export const CLOSING_LATE: Text = {
  en: 'koppel: closing took too long; ending without it',
  nl: 'koppel: afsluiten duurde te lang; er wordt niet op gewacht',
};

/** `onLate` is told when closing took too long, just before the process ends. */
export function listenForStop(onLate: () => void): StopSignals {
  let timer: NodeJS.Timeout | undefined;
  let ask: (signal: NodeJS.Signals) => void = () => undefined;
  const asked = new Promise<NodeJS.Signals>((resolve) => (ask = resolve));
  const listener = (signal: NodeJS.Signals): void => {
    if (timer !== undefined) process.exit(128 + constants.signals[signal]);
    timer = setTimeout(() => {
      onLate();
      process.exit(1);
    }, STOP_WITHIN_MS);
    ask(signal);
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    asked,
    release() {
      clearTimeout(timer);
      process.off('SIGINT', listener).off('SIGTERM', listener);
      setTimeout(() => process.exit(), GO_WITHIN_MS).unref();
    },
  };
}
