// The frame of every command: opens what it stands on, runs it, closes, and turns what went wrong into a message and an
// exit code. Loads what a command stands on only when one is run: help and a wrong option need none of it.
import type { Command } from 'commander';
import type { Foundation } from '../../app/foundation.ts';
import { ConfigError, KoppelError, UsageError } from '../../errors.ts';
import type { Language, Text } from '../../domain/text.ts';
import { createOutput, type Output, type OutputOptions } from './output.ts';
import { withPager } from './pager.ts';
import type { CommandRun, Terminal } from './terminal.ts';

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

export interface Surroundings {
  readonly out: Output;
  readonly terminal: Terminal;
  readonly lang: Language;
}

export interface CommandContext extends Surroundings {
  readonly foundation: Foundation;
}

/** The action returns its exit code; nothing means 0. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most commands have no exit code of their own
export type CommandAction = (context: CommandContext) => Promise<number | void>;

/** Runs a command that works on the database. What it changes is finished, also when nobody reads its answer any more. */
export async function runCommand(
  run: CommandRun,
  options: OutputOptions,
  action: CommandAction,
): Promise<void> {
  run.isChanging = true;
  await runQuestion(run, options, action);
  run.isChanging = false;
}

/** Runs a command that only asks, and for long: it ends when nobody reads its answer any more. */
export async function runQuestion(
  run: CommandRun,
  options: OutputOptions,
  action: CommandAction,
): Promise<void> {
  await runAlone(run, options, (surroundings) => onFoundation(surroundings, action));
}

/** The same for an answer that may be long: on a terminal it is shown by a pager. */
export async function runPaged(
  run: CommandRun,
  options: OutputOptions,
  action: CommandAction,
): Promise<void> {
  if (options.json === true || options.csv === true) return runQuestion(run, options, action);
  await withPager(run.terminal, async (terminal) => {
    const paged = { ...run, terminal };
    await runQuestion(paged, options, action);
    run.exitCode = paged.exitCode;
  });
}

async function onFoundation(surroundings: Surroundings, action: CommandAction): Promise<number> {
  const { openCommandFoundation } = await import('./open-command-foundation.ts');
  const foundation = await openCommandFoundation(surroundings.terminal);
  try {
    return (await action({ foundation, ...surroundings })) ?? EXIT.ok;
  } finally {
    await foundation.close();
  }
}

/** What a command does is loaded when it runs: it is given the context, then the arguments and the options. */
export function acting<Context, Result, Given extends unknown[]>(
  frame: (
    run: CommandRun,
    options: OutputOptions,
    action: (context: Context) => Promise<Result>,
  ) => Promise<void>,
  load: () => Promise<(context: NoInfer<Context>, ...given: Given) => Promise<NoInfer<Result>>>,
) {
  return (run: CommandRun) =>
    function (this: Command, ...given: Given): Promise<void> {
      return frame(run, this.opts(), async (context) => (await load())(context, ...given));
    };
}

/** Runs a command that opens by itself what it needs. */
export async function runAlone(
  run: CommandRun,
  options: OutputOptions,
  action: (surroundings: Surroundings) => Promise<number>,
): Promise<void> {
  const { terminal, lang } = run;
  const out = createOutput(options, terminal, lang);
  run.exitCode = await withErrors(out, () => action({ out, terminal, lang }));
}

/** Says what failed, on what, and what to do; of a bug only the message. */
export async function withErrors(out: Output, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const { code, text, exit } = describe(error);
    const message = text[out.lang];
    out.note(`koppel: ${message}`);
    out.error({ code, message });
    return exit;
  }
}

function describe(error: unknown): { code: string; text: Text; exit: number } {
  if (error instanceof KoppelError) {
    const { code, text } = error;
    const isSetUp = error instanceof ConfigError ? EXIT.config : EXIT.failed;
    return { code, text, exit: error instanceof UsageError ? EXIT.usage : isSetUp };
  }
  const { message } = error instanceof Error ? error : { message: String(error) };
  // A bug has no words of ours.
  return { code: 'INTERNAL_ERROR', text: { en: message, nl: message }, exit: EXIT.failed };
}
