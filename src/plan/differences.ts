// What differs between the records of one human is reported at all of them, also where only one has changed (rule 11).
// Pure.
import { liveClaims, type KnownResource, type TraitsByType } from './known.ts';
import { wantedOf } from './rights.ts';

export interface Difference {
  readonly resourceId: string;
  /** Names of attributes, in order, joined; empty: nothing differs any more. */
  readonly differs: string;
}

/** Resources that other clients claim as well, about which the claims of this one make another difference than before. */
export function differencesToTell(
  before: readonly KnownResource[],
  after: readonly KnownResource[],
  { traits, clientId }: { readonly traits: TraitsByType; readonly clientId: string },
): readonly Difference[] {
  const was = new Map(before.map((resource) => [resource.id, resource]));
  const told = (resource: KnownResource): string =>
    wantedOf(resource, traits.get(resource.type)?.rights).differing.toSorted().join(',');
  return after.flatMap((resource) => {
    const known = was.get(resource.id);
    const isShared = liveClaims(resource).some((claim) => claim.clientId !== clientId);
    if (known === undefined || !isShared) return [];
    const differs = told(resource);
    return differs === told(known) ? [] : [{ resourceId: resource.id, differs }];
  });
}
