// What every bench has: --help and --json, tables, what was missed of its targets, and an exit code that says whether any was.
import { parseArgs } from 'node:util';
import { drawTable } from '../../src/cli/frame/table.ts';
import { releaseAll, releaseServers } from '../../test/support/released-at-end.ts';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Report {
  readonly tables: readonly Table[];
  /** What --json prints. */
  readonly figures: object;
  /** Targets that were not met, a sentence each. */
  readonly missed: readonly string[];
}

/** What was asked for, by the name of the option. */
export interface Asked {
  text(name: string): string;
  number(name: string): number;
  list(name: string): readonly string[];
  numbers(name: string): readonly number[];
  flag(name: string): boolean;
}

export interface Bench {
  readonly help: string;
  /** With their defaults; one whose default is false takes no value. */
  readonly options: Readonly<Record<string, string | false>>;
  readonly run: (asked: Asked) => Promise<Report>;
}

/** Ends the process: 0 when every target was met, 1 when one was missed or it failed, 2 for options that there are not. */
export async function runBench({ help, options, run }: Bench): Promise<never> {
  const asked = read(options);
  if (asked.flag('help')) {
    say(`${help}\n  --json     figures instead of tables`);
    process.exit(0);
  }
  const report = await run(asked).finally(async () => {
    await releaseAll();
    await releaseServers();
  });
  const { tables, figures, missed } = report;
  if (asked.flag('json')) say(JSON.stringify({ ...figures, missed }, null, 2));
  else {
    for (const { head, rows } of tables) say(drawTable(head, rows));
    for (const each of missed) say(`missed: ${each}`);
  }
  process.exit(missed.length > 0 ? 1 : 0);
}

function read(options: Bench['options']): Asked {
  const known = Object.entries({ help: false, json: false, ...options } as const);
  const asOption = (given: string | false) =>
    given === false
      ? ({ type: 'boolean', default: false } as const)
      : ({ type: 'string', default: given } as const);
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({
      options: Object.fromEntries(known.map(([name, given]) => [name, asOption(given)])),
    }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
  const text = (name: string): string => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  const list = (name: string) => text(name).split(',').filter(Boolean);
  return {
    ...{ text, list },
    number: (name) => Number(text(name)),
    numbers: (name) => list(name).map(Number),
    flag: (name) => values[name] === true,
  };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For people, while it runs. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The value below which `share` of these lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
