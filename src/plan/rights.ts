// Rights on which everybody who claims a shared resource must agree (rule 11): where wishes differ, what stands stays, and
// whoever wishes otherwise is in conflict. Never the last one who wrote. Pure.
import type { Attributes } from './attributes.ts';
import {
  liveClaims,
  type KnownResource,
  type StoredClaim,
  type TraitsByType,
  type TypeTraits,
} from './known.ts';
import { mergeClaims, type Merged } from './merge.ts';
import { isMissing } from './resource-states.ts';
import type { Conflict } from './settle-claims.ts';

/** Somebody who wishes other rights than those that hold, and somebody whose wish stands against it. */
interface Dissent {
  readonly claim: StoredClaim;
  readonly holder: StoredClaim;
}

export interface Agreement {
  /** The rights that hold; empty for types without any. */
  readonly rights: Attributes;
  readonly dissents: readonly Dissent[];
}

type Claimed = Pick<KnownResource, 'claims' | 'state' | 'attributes'>;

export function agreeOnRights(resource: Claimed, rights: TypeTraits['rights']): Agreement {
  const [first, ...others] = [...liveClaims(resource)].sort(byClaim);
  if (rights === undefined || first === undefined) return { rights: {}, dissents: [] };
  const wishOf = (claim: StoredClaim): Attributes => pick(claim.attributes, rights.names);
  const isAgreed = others.every((claim) => same(wishOf(claim), wishOf(first)));
  const held = isAgreed ? wishOf(first) : (standing(resource, rights.names) ?? wishOf(first));
  const claims = [first, ...others];
  const dissents = claims.flatMap((claim) => {
    if (same(wishOf(claim), held)) return [];
    const against = claims.filter((other) => !same(wishOf(other), wishOf(claim)));
    const holder = against.find((other) => same(wishOf(other), held)) ?? against[0];
    return holder === undefined ? [] : [{ claim, holder }];
  });
  return { rights: held, dissents };
}

/** What everybody who claims a resource wants of it together. */
export function wantedOf(resource: Claimed, rights: TypeTraits['rights']): Merged {
  return mergeClaims(liveClaims(resource), agreeOnRights(resource, rights).rights);
}

/** The subjects of one client that wish rights which others do not. */
export function rightsConflicts(
  resources: readonly KnownResource[],
  traits: TraitsByType,
  clientId: string,
): readonly Conflict[] {
  return resources.flatMap((resource) => {
    const rights = traits.get(resource.type)?.rights;
    if (rights === undefined) return [];
    return agreeOnRights(resource, rights)
      .dissents.filter(({ claim }) => claim.clientId === clientId)
      .map(({ claim, holder }) => ({
        subject: claim.subject,
        reason: rights.conflict,
        holder: { clientId: holder.clientId, subject: holder.subject },
        holderOwner: resource.owner,
      }));
  });
}

/**
 * Other clients that share rights about which this client says something else than before: what it says may end, or begin,
 * their conflict.
 */
export function clientsToTell(
  before: readonly KnownResource[],
  after: readonly KnownResource[],
  { traits, clientId }: { traits: TraitsByType; clientId: string },
): readonly string[] {
  const was = new Map(before.map((resource) => [resource.id, resource]));
  const told = after.flatMap((resource) => {
    const names = traits.get(resource.type)?.rights?.names;
    if (names === undefined) return [];
    const wishes = (known: KnownResource | undefined): string =>
      JSON.stringify(
        (known === undefined ? [] : liveClaims(known))
          .filter((claim) => claim.clientId === clientId)
          .sort(byClaim)
          .map(({ subject, attributes }) => [subject.id, names.map((name) => attributes[name] ?? null)]),
      );
    if (wishes(was.get(resource.id)) === wishes(resource)) return [];
    return liveClaims(resource).map((claim) => claim.clientId);
  });
  return [...new Set(told)].filter((id) => id !== clientId);
}

/** The rights as they stand in the portal; null where it has none yet, or does not tell. */
function standing(resource: Claimed, names: readonly string[]): Attributes | null {
  if (isMissing(resource)) return null;
  const { attributes } = resource;
  return names.every((name) => attributes[name] !== undefined) ? pick(attributes, names) : null;
}

function pick(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}

function same(one: Attributes, other: Attributes): boolean {
  return Object.entries(one).every(([name, value]) => other[name] === value);
}

/** The oldest first; of the same moment every process decides alike. */
function byClaim(a: StoredClaim, b: StoredClaim): number {
  const age = a.claimedAt.getTime() - b.claimedAt.getTime();
  if (age !== 0) return age;
  return `${a.clientId} ${a.subject.id}` < `${b.clientId} ${b.subject.id}` ? -1 : 1;
}
