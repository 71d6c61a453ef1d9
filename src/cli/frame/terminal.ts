// What a command sees of the process it runs in. Given to it, so that a test can run a command beside others.
import type { Readable, Writable } from 'node:stream';
import type { Language } from '../../domain/text.ts';

export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & Screenlike;
  readonly stdout: Writable & Screenlike;
  readonly stderr: Writable & Screenlike;
}

/** What a stream has more where people sit at the other end. */
interface Screenlike {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** One run of the command line: where it happens, and how far it is. */
export interface CommandRun {
  readonly terminal: Terminal;
  /** In which it answers. */
  lang: Language;
  /** Set by the command. */
  exitCode: number;
  /** Whether a command is at work that may be in the middle of a change. */
  isChanging: boolean;
}

export function openRun(terminal: Terminal): CommandRun {
  return { terminal, lang: 'en', exitCode: 0, isChanging: false };
}
