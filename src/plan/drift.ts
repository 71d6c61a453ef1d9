// What somebody changed in a portal behind Koppel's back (rule 8). Pure.
import { diffAttributes, type Attributes } from './attributes.ts';

/**
 * What the portal shows otherwise than it was last known, among the attributes that Koppel keeps there. An attribute
 * that the portal does not show cannot be compared.
 */
export function findDrift(
  shown: Attributes,
  known: { readonly attributes: Attributes; readonly managed: readonly string[] },
): Attributes {
  const kept = Object.entries(shown).filter(([name]) => known.managed.includes(name));
  return diffAttributes(Object.fromEntries(kept), known.attributes);
}
