// What the records of a portal are called by people. Each portal makes its own known, where portals are loaded.
import type { Language, Text } from './text.ts';

export type TypeNames = Readonly<Record<string, Text>>;

const known = new Map<string, Text>();

/** Throws where a portal calls by another name what has one already: pages show types of several portals side by side. */
export function learnTypeNames(names: TypeNames): void {
  for (const [type, name] of Object.entries(names)) {
    if ((known.get(type)?.en ?? name.en) !== name.en)
      throw new Error(`There is another name of ${type} already.`);
    known.set(type, name);
  }
}

/** The type itself where a portal, or a version of Koppel, that is no longer here had it. */
export function typeName(type: string, lang: Language): string {
  return known.get(type)?.[lang] ?? type;
}
