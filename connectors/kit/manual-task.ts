// Tasks for a person, written as lines in both languages.
import type { AttributeValue, ManualAction, ManualNames, ManualTask } from '../connector.ts';

/** English and Dutch by turns. */
export type Lines = readonly string[];

/** What there is to do by what it is for; an action that is left out is to look as well. */
interface Steps extends Partial<Readonly<Record<ManualAction, Lines>>> {
  /** Where it is done: before all others. */
  readonly at?: Lines;
  readonly 'find-out': Lines;
}

export function toTask(lines: Lines): ManualTask {
  const [en, nl] = [0, 1].map((language) => lines.filter((_, at) => at % 2 === language));
  return { en: en ?? [], nl: nl ?? [] };
}

export function taskBy(stepsOf: (names: ManualNames) => Steps) {
  return (action: ManualAction, names: ManualNames): ManualTask => {
    const steps = stepsOf(names);
    return toTask([...(steps.at ?? []), ...(steps[action] ?? steps['find-out'])]);
  };
}

type Words = readonly [en: string, nl: string];

/** What a value is called on the screens; one that has no words there, as it is. */
export function wordsFor(value: AttributeValue | undefined, words: Readonly<Record<string, Words>>): Words {
  const text = String(value ?? '-');
  return words[text] ?? [text, text];
}

/** Looking is all. `nl`: left out where it is called the same. */
export function confirmListed(en: string, nl = en): Lines {
  return [`Confirm whether ${en} is in the list.`, `Bevestig of ${nl} in de lijst staat.`];
}
