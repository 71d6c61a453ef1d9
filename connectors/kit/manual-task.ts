// Tasks for a person, written as steps in both languages.
import type { ManualTask } from '../connector.ts';

/** One line: the same in both languages. */
export interface Step {
  readonly en: string;
  readonly nl: string;
}

export function toTask(steps: readonly Step[]): ManualTask {
  return { en: steps.map(({ en }) => en), nl: steps.map(({ nl }) => nl) };
}
