// What somebody changed in a portal behind Koppel's back (rule 8). Pure.
import type { Attributes } from './attributes.ts';
import { readShown, type Known, type Sight } from './stored-forms.ts';

/**
 * What the portal shows otherwise than it was last known, among the attributes that Koppel keeps there. An attribute
 * that the portal does not show cannot be compared.
 */
export function findDrift(shown: Attributes, known: Known & { readonly managed: readonly string[] }): Sight {
  const kept = Object.entries(shown).filter(([name]) => known.managed.includes(name));
  return readShown(Object.fromEntries(kept), known);
}
