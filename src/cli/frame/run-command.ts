// The frame of every command: opens what it stands on, runs it, closes, and turns what went wrong into a message and an
// exit code.
import { readConfig } from '../../app/config.ts';
import { ConfigError, KoppelError, UsageError } from '../../errors.ts';
import { openFoundation, type Foundation } from '../../app/foundation.ts';
import { createLogger } from '../../app/logger.ts';
import { createOutput, type Output } from './output.ts';

/** Documented in docs/commands.md; scripts rely on them. */
export const EXIT = {
  ok: 0,
  /** Koppel or something it needs failed. */
  failed: 1,
  /** The command was given wrongly: an unknown name, a missing option. Nothing was changed. */
  usage: 2,
  /** The data was refused: bad rows in an import. */
  refused: 3,
  /** The configuration is wrong. */
  config: 4,
  /** The command ran, and the answer is no: a connection test that failed, a window that was missed. */
  no: 5,
} as const;

export interface CommandOptions {
  readonly json?: boolean;
}

export interface CommandContext {
  readonly foundation: Foundation;
  readonly out: Output;
}

/** The action returns its exit code; nothing means 0. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most commands have no exit code of their own
export type CommandAction = (context: CommandContext) => Promise<number | void>;

let isChanging = false;

/** Whether a command is at work that may be in the middle of a change. */
export function isAtWork(): boolean {
  return isChanging;
}

/**
 * Runs a command on the database. `process.exitCode` is set; the process ends by itself. One that only asks, and for long,
 * ends when nobody reads its answer any more.
 */
export async function runCommand(
  options: CommandOptions,
  action: CommandAction,
  kind: 'changes' | 'asks' = 'changes',
): Promise<void> {
  const out = createOutput(options.json === true, (text) => process.stdout.write(text));
  isChanging = kind === 'changes';
  process.exitCode = await withErrors(out, async () => {
    const config = readConfig();
    const foundation = await openFoundation(
      config,
      createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel),
    );
    try {
      return (await action({ foundation, out })) ?? EXIT.ok;
    } finally {
      await foundation.close();
    }
  });
  isChanging = false;
}

/** Says what failed, on what, and what to do; a bug keeps its stack for --log-level debug only in the log. */
export async function withErrors(out: Output, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const { code, message, exit } = describe(error);
    process.stderr.write(`koppel: ${message}\n`);
    out.error({ code, message });
    return exit;
  }
}

function describe(error: unknown): { code: string; message: string; exit: number } {
  if (error instanceof UsageError) return { code: error.code, message: error.message, exit: EXIT.usage };
  if (error instanceof ConfigError) return { code: error.code, message: error.message, exit: EXIT.config };
  if (error instanceof KoppelError) return { code: error.code, message: error.message, exit: EXIT.failed };
  const message = error instanceof Error ? error.message : 'something unknown went wrong';
  return { code: 'INTERNAL_ERROR', message, exit: EXIT.failed };
}
