// Tasks for a person, written as lines in both languages.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';

/** English and Dutch by turns. */
export type Lines = readonly string[];

export function toTask(lines: Lines): ManualTask {
  const [en, nl] = [0, 1].map((language) => lines.filter((_, at) => at % 2 === language));
  return { en: en ?? [], nl: nl ?? [] };
}

/** What there is to do by what it is for. */
export function taskBy(linesOf: (names: ManualNames) => Readonly<Record<ManualAction, Lines>>) {
  return (action: ManualAction, names: ManualNames): ManualTask => toTask(linesOf(names)[action]);
}
