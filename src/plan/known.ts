// What Koppel knows of a portal, as the planner sees it. Plain data, loaded by the database layer.
import { diffAttributes, type AttributeValue, type Attributes } from './attributes.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import { isAskedOfPerson, isMissing, type ResourceState, type RevokeState } from './resource-states.ts';
import type { StoredForms } from './stored-forms.ts';

/** A change, and the keys of what it would show in. */
export interface ConfirmedChange {
  readonly changes: Attributes;
  readonly touches: readonly string[];
}
export interface Unconfirmed extends ConfirmedChange {
  readonly what: ReasonCode;
}

export interface StoredClaim {
  readonly clientId: string;
  readonly subject: Subject;
  readonly attributes: Attributes;
  readonly changedAt: Date;
  readonly claimedAt: Date;
  /** Given up, but the access is not yet proven gone. */
  readonly released: boolean;
}

export interface KnownResource {
  readonly id: string;
  readonly type: string;
  readonly identity: string;
  readonly key: string;
  readonly owner: string;
  /** Its owner was deleted in the practice software. */
  readonly ownerDeleted: boolean;
  readonly parents: readonly string[];
  readonly portalId: string | null;
  readonly state: ResourceState;
  readonly attributes: Attributes;
  /** In which form the portal shows them. */
  readonly stored: StoredForms;
  readonly origin: 'created' | 'adopted' | null;
  readonly refused: Attributes | null;
  readonly refusedReason: ReasonCode | null;
  readonly refusedField: string | null;
  readonly doubtful: boolean;
  readonly revokeState: RevokeState | null;
  readonly revokeApproved: boolean;
  readonly waitingOn: string | null;
  /** What it waits for, or why it was declined. */
  readonly waitingFor: ReasonCode | null;
  readonly waitingSince: Date | null;
  /** What a person asked to be done about a request. */
  readonly asked: 'resend' | 'withdraw' | null;
  readonly lookAgainAt: Date | null;
  /** A change that nobody has agreed to yet, although it would show elsewhere too. */
  readonly unconfirmed: Unconfirmed | null;
  readonly confirmed: ConfirmedChange | null;
  /** The latest moment at which an unanswered write could still take effect; null when all were answered. */
  readonly unansweredUntil: Date | null;
  /** The same for what gives it alone: a removal that lands late does no harm to a revoke. */
  readonly grantUnansweredUntil: Date | null;
  /**
   * The same for a change whose run is over: the resource is doubtful then. Null while its run works, and once it was looked
   * at.
   */
  readonly changeUnansweredUntil: Date | null;
  /** What was asked for in writes that were never answered: it may stand beside, or instead of, `attributes`. */
  readonly tried: readonly Attributes[];
  /** What a person is asked to do about it now. */
  readonly openTask: 'create' | 'remove' | 'find-out' | null;
  /** When the portal last said that it had made or changed it; null when the last it said was that it took it away. */
  readonly writtenAt: Date | null;
  readonly claims: readonly StoredClaim[];
  /** Nobody claims it, and an access that hangs below it was not asked back yet: of whom. */
  readonly keptFor: readonly Pick<StoredClaim, 'clientId' | 'subject'>[];
}

/** Begins what stands for the portal id of what a person made where Koppel may not read: nobody saw its id. */
export const CONFIRMED_BY_HAND = 'confirmed-by-hand';

/** The id that the portal gave; null where it gave none. Nothing else is ever sent to it. */
export function givenId({ portalId }: Pick<KnownResource, 'portalId'>): string | null {
  return portalId?.startsWith(CONFIRMED_BY_HAND) === true ? null : portalId;
}

/** There by a person's word alone: Koppel does not know how the portal addresses it. */
export function isKnownByWord(resource: Pick<KnownResource, 'portalId' | 'state'>): boolean {
  return givenId(resource) === null && (resource.state === 'present' || isAskedOfPerson(resource));
}

/** What of `wanted` is still to be written to a resource that stands. */
export function changesOf(
  wanted: Attributes,
  resource: Pick<KnownResource, 'attributes'>,
  { onlyAtCreation = [] }: Pick<TypeTraits, 'onlyAtCreation'>,
): Attributes {
  const changes = diffAttributes(wanted, resource.attributes);
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !onlyAtCreation.includes(name)));
}

/** Of these changes, what nobody has agreed to yet. */
export function unconfirmedOf(
  changes: Attributes,
  { unconfirmed }: Pick<KnownResource, 'unconfirmed'>,
): Attributes {
  const open = unconfirmed?.changes ?? {};
  return Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => open[name] !== undefined && open[name] === value),
  );
}

/** It is there, or a write that was never answered may have made it: there is something to take away. */
export function mayStand(resource: Pick<KnownResource, 'state' | 'grantUnansweredUntil'>): boolean {
  return resource.grantUnansweredUntil !== null || !isMissing(resource);
}

/** What a client claims for one of its subjects; undefined where it has given that up. */
export function claimOf(
  resource: Pick<KnownResource, 'claims'>,
  clientId: string,
  subject: Subject,
): StoredClaim | undefined {
  const key = subjectKey(subject);
  return liveClaims(resource).find(
    (claim) => claim.clientId === clientId && subjectKey(claim.subject) === key,
  );
}

export function liveClaims(resource: Pick<KnownResource, 'claims'>): readonly StoredClaim[] {
  return resource.claims.filter((claim) => !claim.released);
}

/**
 * read-back proves a revoke; look asks the portal what is there before anything is done about it; resend asks the other
 * side once more; withdraw takes a request back that still waits for its answer.
 */
export type Action = 'create' | 'update' | 'remove' | 'read-back' | 'look' | 'resend' | 'withdraw';

/** What the planner must know of a resource type on one connection. */
export interface TypeTraits {
  /** What a person does there instead of Koppel. */
  readonly leftToPerson: ReadonlySet<Action>;
  /** Whether what the portal does not show is gone. */
  readonly showsAbsence: boolean;
  readonly repeat: 'find' | 'idempotent' | 'never';
  serialiseBy?(key: string, attributes: Attributes): { readonly key: string; readonly priority: number };
  readonly grantsAccess: boolean;
  readonly onRemove: 'remove' | 'keep' | 'withdraw';
  readonly managed: 'written' | 'observed';
  readonly onlyAtCreation?: readonly string[];
  readonly rights?: { readonly names: readonly string[]; readonly conflict: ReasonCode };
  readonly deactivated?: Readonly<Record<string, AttributeValue>>;
  readonly keyInUse: ReasonCode;
  readonly takeOver: 'when-unclaimed' | 'when-owner-deleted';
  readonly staysOnceThere?: boolean;
}
/** Traits by type, in the order in which a portal's resources are made. */
export type TraitsByType = ReadonlyMap<string, TypeTraits>;

/** Of a type: parents have a lower one than what hangs below them. */
export function ranksOf(traits: TraitsByType): (of: { readonly type: string }) => number {
  const rank = new Map([...traits.keys()].map((type, index) => [type, index]));
  return ({ type }) => rank.get(type) ?? 0;
}
