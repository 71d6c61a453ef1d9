// The plan: what must be done in the portal so that what is known becomes what is wanted. One value, printed by
// `koppel plan` and carried out by a run. Pure.
import { subjectKey, type Subject } from '../domain/link.ts';
import { diffAttributes, isBlank, isEmpty, sameAttributes, type Attributes } from './attributes.ts';
import {
  changesOf,
  isKnownByWord,
  liveClaims,
  mayStand,
  ranksOf,
  unconfirmedOf,
  type Action,
  type KnownResource,
  type TraitsByType,
  type TypeTraits,
} from './known.ts';
import { isBeingRevoked, isMissing } from './resource-states.ts';
import { wantedOf } from './rights.ts';

export interface Operation {
  readonly action: Action;
  readonly resourceId: string;
  readonly type: string;
  readonly before: Attributes;
  /** For create all attributes, for update only those that change. */
  readonly changes: Attributes;
  /** All attributes the resource should have; remembered when the portal refuses them. */
  readonly wanted: Attributes;
  readonly subjects: readonly Subject[];
  /** Takes access away, proves that, or looks for what is to be taken away: nothing else in a run may keep it waiting. */
  readonly isRevoke: boolean;
}

type Bare = Omit<Operation, 'isRevoke'>;

export interface PlanInput {
  readonly clientId: string;
  /** Everything known around this client, the settlement of its claims already applied. */
  readonly resources: readonly KnownResource[];
  readonly traits: TraitsByType;
  /** Subjects (subjectKey) whose data is not pushed now. */
  readonly frozen: ReadonlySet<string>;
  /** `onClientIneligible: deactivate`, and this client may not be pushed. */
  readonly deactivate: boolean;
  readonly now: Date;
}

/** Revokes first (rule 19), then what must be looked at, then parents before children. */
export function makePlan(input: PlanInput): readonly Operation[] {
  const rank = ranksOf(input.traits);
  const planned = input.resources.flatMap((resource) => {
    const traits = input.traits.get(resource.type);
    const operation = traits === undefined ? undefined : operationFor(resource, traits, input);
    if (traits === undefined || operation === undefined) return [];
    const planned = { ...operation, isRevoke: isRevoke(operation, resource, traits) };
    return { operation: planned, phase: phase(planned, resource), rank: rank(resource) };
  });
  return planned
    .sort((a, b) => a.phase - b.phase || direction(a.operation) * (a.rank - b.rank))
    .map(({ operation }) => operation);
}

function isRevoke({ action }: Bare, resource: KnownResource, { grantsAccess }: TypeTraits): boolean {
  if (action === 'withdraw' || action === 'read-back') return true;
  if (action === 'remove') return grantsAccess;
  return action === 'look' && grantsAccess && liveClaims(resource).length === 0;
}

function phase({ action, isRevoke: isFirst }: Operation, resource: KnownResource): number {
  if (isFirst) {
    const isSent = action === 'read-back' || action === 'look' ? 1 : 0;
    // What a portal did not answer for may hang again.
    return isSent + (resource.unansweredUntil === null ? 0 : 2);
  }
  if (action === 'remove') return 6;
  return action === 'look' ? 4 : 5;
}

function direction(operation: Operation): 1 | -1 {
  return operation.action === 'remove' ? -1 : 1;
}

function operationFor(resource: KnownResource, traits: TypeTraits, input: PlanInput): Bare | undefined {
  const claims = liveClaims(resource);
  if (claims.length === 0) return operationForUnclaimed(resource, traits, input);
  const mine = claims.filter((claim) => claim.clientId === input.clientId);
  const subjects = mine.map((claim) => claim.subject);
  if (subjects.length === 0) return undefined;
  const isFrozen = subjects.every((subject) => input.frozen.has(subjectKey(subject)));
  if (isFrozen) return isOpen(resource) ? about(resource, subjects) : undefined;
  return operationForClaimed(resource, subjects, { traits, now: input.now });
}

function operationForClaimed(
  resource: KnownResource,
  subjects: readonly Subject[],
  { traits, now }: { readonly traits: TypeTraits; readonly now: Date },
): Bare | undefined {
  if (isAsked(resource)) return { ...about(resource, subjects), action: resource.asked };
  if (mustLook(resource, traits, now) || mayHaveLandedLate(resource, now)) return about(resource, subjects);
  const wanted = wantedOf(resource, traits.rights).attributes;
  const isRefused = resource.refused !== null && sameAttributes(resource.refused, wanted);
  // Refused in an answer that left it open whether it was done all the same: it is looked for.
  if (isRefused && resource.unansweredUntil === null) return undefined;
  if (isToBeMade(resource, now)) {
    if (isBlank(wanted)) return undefined;
    return { ...about(resource, subjects), action: 'create', before: {}, changes: wanted, wanted };
  }
  const changes = changesToSend(changesOf(wanted, resource, traits), resource);
  if (resource.state !== 'present' || isEmpty(changes)) return undefined;
  return { ...about(resource, subjects), action: 'update', changes, wanted };
}

/** What waits for somebody's agreement holds nothing else back. */
function changesToSend(changes: Attributes, resource: KnownResource): Attributes {
  const open = unconfirmedOf(changes, resource);
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !(name in open)));
}

/** Only ever because a person asked for it: either of them reaches somebody. */
function isAsked(resource: KnownResource): resource is KnownResource & { asked: 'resend' | 'withdraw' } {
  return resource.state === 'waiting' && resource.unansweredUntil === null && resource.asked !== null;
}

/** Not there; not even asked for yet, because somebody had to act first; or asked back by a task that nobody has done. */
function isToBeMade(resource: KnownResource, now: Date): boolean {
  if (isMissing(resource)) return true;
  if (resource.state === 'manual') return resource.portalId === null && resource.openTask === 'remove';
  // A resend that was never answered: whether it reached anybody is for a person to find out.
  if (resource.state !== 'waiting') return false;
  if (resource.unansweredUntil !== null) return true;
  return resource.portalId === null && isTimeToLook(resource, now);
}

function isTimeToLook({ lookAgainAt }: KnownResource, now: Date): boolean {
  return lookAgainAt !== null && lookAgainAt <= now;
}

function operationForUnclaimed(
  resource: KnownResource,
  traits: TypeTraits,
  input: PlanInput,
): Bare | undefined {
  const subjects = resource.claims.map((claim) => claim.subject);
  if (isClaimedBeside(resource, input.resources)) return undefined;
  // What access hangs below is found first, or it could not be taken away.
  if (traits.onRemove === 'keep' && resource.doubtful && isKnownByWord(resource))
    return about(resource, subjects);
  if (traits.onRemove === 'remove') return removalOf(resource, subjects);
  if (traits.onRemove === 'withdraw') return withdrawalOf(resource, subjects);
  const off = traits.deactivated;
  if (!input.deactivate || off === undefined || resource.owner !== `client:${input.clientId}`)
    return undefined;
  const changes = diffAttributes(off, resource.attributes);
  if (resource.state !== 'present' || isEmpty(changes)) return undefined;
  return {
    ...about(resource, [{ kind: 'client', id: input.clientId }]),
    action: 'update',
    changes,
    wanted: off,
  };
}

/** A member taken up as unknown who was let in by right meanwhile: one and the same in the portal. */
function isClaimedBeside(resource: KnownResource, all: readonly KnownResource[]): boolean {
  if (resource.claims.length > 0 || resource.portalId === null || resource.parents.length === 0) return false;
  return all.some(
    (other) =>
      other.id !== resource.id &&
      other.type === resource.type &&
      other.parents[0] === resource.parents[0] &&
      other.portalId === resource.portalId &&
      liveClaims(other).length > 0,
  );
}

function removalOf(resource: KnownResource, subjects: readonly Subject[]): Bare | undefined {
  // What is gone, and still to be taken away by what another run has heard late, is proven by a look.
  if (resource.doubtful || (isBeingRevoked(resource) && !mayStand(resource)))
    return about(resource, subjects);
  if (!mayStand(resource)) return undefined;
  if (resource.revokeState === 'revoked_sent') return { ...about(resource, subjects), action: 'read-back' };
  return { ...about(resource, subjects), action: 'remove' };
}

/** Taken back while nobody has answered it yet: otherwise a former client could accept it later. */
function withdrawalOf(resource: KnownResource, subjects: readonly Subject[]): Bare | undefined {
  if (resource.doubtful) return about(resource, subjects);
  const isOpen =
    resource.state === 'waiting' || resource.state === 'uncertain' || resource.unansweredUntil !== null;
  // Whoever was asked to send it may have done so.
  const isLeft =
    resource.state === 'manual' && (resource.portalId !== null || resource.openTask === 'create');
  if (!isOpen && !isLeft) return undefined;
  return { ...about(resource, subjects), action: 'withdraw' };
}

/** A grant wished for again while its revoke is not proven yet: it may or may not still stand. Nothing is pushed by a look. */
function isOpen({ doubtful, revokeState }: KnownResource): boolean {
  return doubtful || revokeState === 'revoked_sent';
}

/** A change that was never answered, and had not landed when it was looked at. */
function mayHaveLandedLate(resource: KnownResource, now: Date): boolean {
  return resource.state === 'present' && isTimeToLook(resource, now);
}

function mustLook(resource: KnownResource, traits: TypeTraits, now: Date): boolean {
  if (isOpen(resource)) return true;
  // Left to a person to take away, who may or may not have done it. A change left to one is awaited.
  if (resource.state === 'manual' && resource.portalId !== null && resource.openTask !== 'create')
    return true;
  if (traits.managed === 'observed' && isMissing(resource)) return true;
  if (resource.state !== 'waiting' || resource.unansweredUntil !== null) return false;
  return (resource.portalId !== null || traits.managed === 'observed') && isTimeToLook(resource, now);
}

/** The bare operation: a look. */
function about(resource: KnownResource, subjects: readonly Subject[]): Bare {
  return {
    action: 'look',
    resourceId: resource.id,
    type: resource.type,
    before: resource.attributes,
    changes: {},
    wanted: {},
    subjects,
  };
}
