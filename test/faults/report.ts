// What a run of the laboratory prints at its end: how often each fault happened, and of a failure all that led to it.
import { drawTable } from '../../src/cli/frame/table.ts';
import { FAULTS, LEAST } from './fault-list.ts';
import type { Lab, Shape } from './lab.ts';
import { CHANGES } from './play-change.ts';
import { AGREEMENTS } from './play-run.ts';

export interface Leg {
  readonly shape: Shape;
  /** Null where the machine lacks what the shape needs. */
  readonly lab: Lab | null;
  readonly problems: readonly string[];
  readonly rounds: number;
  readonly looks: number;
  /** What the processes and the database said last, and what the ledger holds, of a leg that went wrong. */
  readonly logs: string;
}

type Print = (text: string) => void;

export function printFailure(print: Print, { shape, lab, problems, logs }: Leg, again: string): void {
  print(`\nWhat happened (${shape}):`);
  for (const line of lab?.diary.lines() ?? []) print(line);
  print(`\nWhat was logged last (${shape}):\n${logs}`);
  print(`\nWhat was wrong (${shape}):`);
  for (const problem of problems) print(`  - ${problem}`);
  print(`\nTo see it again: ${again}\n`);
}

export function printTable(print: Print, legs: readonly Leg[]): void {
  const head = ['', ...legs.map(({ shape }) => shape), 'all'];
  const rows: string[][] = [];
  const line = (name: string, counts: readonly number[]): void => {
    rows.push([name, ...[...counts, counts.reduce((sum, count) => sum + count, 0)].map(String)]);
  };
  for (const { name, weight } of FAULTS)
    line(
      weight === 'heavy' ? `${name} (heavy)` : name,
      legs.map((leg) => countOf(leg, name)),
    );
  for (const name of [CHANGES, AGREEMENTS])
    line(
      name,
      legs.map((leg) => countOf(leg, name)),
    );
  line(
    'webhooks accepted',
    legs.map(({ lab }) => lab?.sender.counts.accepted ?? 0),
  );
  line(
    'looks at proven revokes',
    legs.map(({ looks }) => looks),
  );
  print(drawTable(head, rows).trimEnd());
  for (const { shape, lab } of legs)
    for (const [name, reason] of lab?.diary.skipped() ?? []) print(`skipped (${shape}): ${name}: ${reason}`);
}

function countOf({ lab }: Leg, name: string): number {
  return lab?.diary.counts().get(name) ?? 0;
}

/** Faults that this run could have had, and had too seldom. */
export function rareFaults(legs: readonly Leg[]): readonly string[] {
  return FAULTS.flatMap(({ name, weight, shapes }) => {
    const possible = legs.filter(
      ({ shape, lab }) => shapes.includes(shape) && lab !== null && !lab.diary.skipped().has(name),
    );
    const count = possible.reduce((sum, leg) => sum + countOf(leg, name), 0);
    if (possible.length === 0 || count >= LEAST[weight]) return [];
    return [`${name} happened ${count} times only, ${LEAST[weight]} are asked for`];
  });
}
