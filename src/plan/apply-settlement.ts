// What is known once a settlement is carried out: the same change that the database writes, on plain data, so that a dry
// run and a real run plan from one value.
import { subjectKey, type Subject } from '../domain/link.ts';
import { sameAttributes } from './attributes.ts';
import {
  claimOf,
  liveClaims,
  mayStand,
  type KnownResource,
  type StoredClaim,
  type TraitsByType,
} from './known.ts';
import { isBeingRevoked, NOTHING_REFUSED, REVOKE_DUE } from './resource-states.ts';
import type { NewResource, Placement, Release, Renaming, Settlement } from './settle-claims.ts';

export interface SettledAs {
  readonly clientId: string;
  readonly traits: TraitsByType;
  readonly now: Date;
}

export function applySettlement(
  known: readonly KnownResource[],
  settlement: Settlement,
  { clientId, traits, now }: SettledAs,
): readonly KnownResource[] {
  const renamed = new Map(settlement.renamed.map((renaming) => [renaming.id, renaming]));
  const corrected = correctedSubjects(known, settlement, clientId);
  const all = [...known, ...settlement.created.map(blank)];
  return all.map((resource) => {
    const current = rename(resource, renamed.get(resource.id));
    const claims = claimsAfter(current, settlement, { clientId, now });
    const isCorrected = claims.some(
      (claim) => claim.clientId === clientId && !claim.released && corrected(claim.subject),
    );
    return {
      ...current,
      claims,
      ...revokeAfter({ ...current, claims }, resource, traits),
      ...(isCorrected ? NOTHING_REFUSED : {}),
    };
  });
}

/**
 * Whose records say something new, or whose client's do. What the portal refused for them need not be what was corrected (an
 * access is refused for its person): all of it is asked for again.
 */
function correctedSubjects(
  known: readonly KnownResource[],
  { placements, renamed }: Settlement,
  clientId: string,
): (subject: Subject) => boolean {
  const byId = new Map(known.map((resource) => [resource.id, resource]));
  const isNews = ({ claim, resourceId }: Placement): boolean => {
    const known = byId.get(resourceId);
    const stored = known === undefined ? undefined : claimOf(known, clientId, claim.subject);
    const isRenamed = renamed.some(({ id }) => id === resourceId);
    return isRenamed || stored === undefined || !sameAttributes(stored.attributes, claim.attributes);
  };
  const said = new Set(placements.filter(isNews).map(({ claim }) => subjectKey(claim.subject)));
  const ofClient = said.has(subjectKey({ kind: 'client', id: clientId }));
  return (subject) => ofClient || said.has(subjectKey(subject));
}

function rename(resource: KnownResource, renaming: Renaming | undefined): KnownResource {
  if (renaming === undefined) return resource;
  const { identity, key, owner } = renaming;
  return { ...resource, identity, key, owner, ...NOTHING_REFUSED };
}

function claimsAfter(
  resource: KnownResource,
  settlement: Settlement,
  { clientId, now }: Pick<SettledAs, 'clientId' | 'now'>,
): readonly StoredClaim[] {
  const placed = settlement.placements.filter((placement) => placement.resourceId === resource.id);
  const placedSubjects = new Set(placed.map(({ claim }) => subjectKey(claim.subject)));
  const subjectsOf = (changes: readonly Release[]): ReadonlySet<string> =>
    new Set(
      changes
        .filter(({ resourceId }) => resourceId === resource.id)
        .map(({ subject }) => subjectKey(subject)),
    );
  const [released, restored] = [subjectsOf(settlement.releases), subjectsOf(settlement.restored)];
  const stay = resource.claims
    .filter((claim) => claim.clientId !== clientId || !placedSubjects.has(subjectKey(claim.subject)))
    .map((claim) => {
      const subject = claim.clientId === clientId ? subjectKey(claim.subject) : '';
      return { ...claim, released: released.has(subject) || (claim.released && !restored.has(subject)) };
    });
  const fresh = placed.map(({ claim }) => {
    const before = claimOf(resource, clientId, claim.subject);
    const { subject, attributes, changedAt } = claim;
    return { clientId, subject, attributes, changedAt, claimedAt: before?.claimedAt ?? now, released: false };
  });
  return [...stay, ...fresh];
}

/** Losing its last claim makes an access due to be revoked; a claim that comes back before the revoke calls it off. */
function revokeAfter(
  after: KnownResource,
  before: KnownResource,
  traits: TraitsByType,
): Pick<KnownResource, 'revokeState'> {
  const type = traits.get(after.type);
  const claimed = liveClaims(after).length > 0;
  if (claimed && after.revokeState === 'revoke_pending') return { revokeState: null };
  // A proof says nothing of what was given again since.
  if (type?.grantsAccess !== true || claimed || isBeingRevoked(before))
    return { revokeState: before.revokeState };
  return mayStand(after) || (type.showsAbsence && wasRefused(after))
    ? REVOKE_DUE
    : { revokeState: before.revokeState };
}

/** A portal, or a gateway before it, may refuse what it has given all the same: it is looked for once. */
function wasRefused({ refused, doubtful }: KnownResource): boolean {
  return refused !== null || doubtful;
}

function blank(resource: NewResource): KnownResource {
  return {
    ...resource,
    ownerDeleted: false,
    portalId: null,
    state: 'reserved',
    attributes: {},
    stored: {},
    origin: null,
    ...NOTHING_REFUSED,
    doubtful: false,
    revokeState: null,
    revokeApproved: false,
    waitingOn: null,
    waitingFor: null,
    waitingSince: null,
    asked: null,
    lookAgainAt: null,
    unconfirmed: null,
    confirmed: null,
    unansweredUntil: null,
    changeUnansweredUntil: null,
    grantUnansweredUntil: null,
    tried: [],
    openTask: null,
    writtenAt: null,
    claims: [],
    keptFor: [],
  };
}
