// Several claims on one shared resource become one set of attributes: the latest change leads, and what differs is
// reported, not silent (rule 11).
import type { Attributes } from './attributes.ts';
import type { StoredClaim } from './known.ts';

export interface Merged {
  readonly attributes: Attributes;
  /** Names of attributes on which the claims differ. */
  readonly differing: readonly string[];
}

type MergeableClaim = Pick<StoredClaim, 'attributes' | 'changedAt' | 'subject'>;

/**
 * Needs at least one claim; ties go to the subject with the higher id, so that every process decides alike. What is `agreed`
 * (see rights.ts) holds whoever leads.
 */
export function mergeClaims(claims: readonly MergeableClaim[], agreed: Attributes = {}): Merged {
  const ordered = [...claims].sort(byAge);
  const leading = ordered.at(-1)?.attributes ?? {};
  const differing = Object.keys(leading).filter(
    (name) =>
      agreed[name] === undefined &&
      ordered.some((claim) => (claim.attributes[name] ?? null) !== leading[name]),
  );
  return { attributes: { ...leading, ...agreed }, differing };
}

function byAge(a: MergeableClaim, b: MergeableClaim): number {
  const age = a.changedAt.getTime() - b.changedAt.getTime();
  if (age !== 0) return age;
  return a.subject.id < b.subject.id ? -1 : 1;
}
