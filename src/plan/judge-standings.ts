// Where a client and its contacts stand after a run (rule 5): each exactly one state, with the reason from the closed
// list. Pure; a run stores the result, `koppel explain` shows how it came about.
import type { Judgement } from '../domain/eligibility.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import { reasonOf, type ReasonCode, type StandingState } from '../domain/reasons.ts';
import { isBlank, isEmpty, type Attributes } from './attributes.ts';
import {
  changesOf,
  ranksOf,
  claimOf,
  unconfirmedOf,
  type KnownResource,
  type TraitsByType,
  type TypeTraits,
} from './known.ts';
import { isBeingRevoked, isMissing } from './resource-states.ts';
import { wantedOf } from './rights.ts';
import type { Conflict } from './settle-claims.ts';
import type { Refusal, Warning } from './wanted.ts';

export interface Standing {
  readonly subject: Subject;
  readonly state: StandingState;
  readonly reason: ReasonCode;
  /** Ids and field names that belong to the reason; never a name or an address. */
  readonly detail: Readonly<Record<string, string>>;
}

export interface StandingInput {
  readonly clientId: string;
  readonly client: Judgement;
  readonly contacts: readonly { readonly id: string; readonly judgement: Judgement }[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  readonly conflicts: readonly Conflict[];
  readonly resources: readonly KnownResource[];
  readonly traits: TraitsByType;
  /** Reason by subjectKey for what went wrong in this run (RETRYING, INTERNAL_ERROR). */
  readonly troubles: ReadonlyMap<string, ReasonCode>;
  /** Accesses that the brake holds. */
  readonly braked: ReadonlySet<string>;
}

export function judgeStandings(input: StandingInput): readonly Standing[] {
  const clientSubject: Subject = { kind: 'client', id: input.clientId };
  const client = judge(clientSubject, input.client, input);
  const arrived = hasArrived(clientSubject, input);
  const contacts = input.contacts.map(({ id, judgement }) => {
    const subject: Subject = { kind: 'contact', id };
    const standing = judge(subject, judgement, input);
    return judgement.eligible && !arrived && standing.state !== 'failed'
      ? heldByClient(subject, input.clientId)
      : standing;
  });
  return [client, ...contacts];
}

/** A client has arrived when everything that stands on its own for it is in the portal (rule 3). */
function hasArrived(client: Subject, input: StandingInput): boolean {
  const roots = resourcesOf(client, input).filter((resource) => resource.parents.length === 0);
  return roots.length > 0 && roots.every((resource) => resource.state === 'present');
}

function heldByClient(subject: Subject, clientId: string): Standing {
  return standing(subject, 'HELD_BY_CLIENT', { holderClient: clientId });
}

function judge(subject: Subject, judgement: Judgement, input: StandingInput): Standing {
  if (!judgement.eligible) return judgeExcluded(subject, judgement.reason ?? 'LINK_OFF', input);
  const refusal = input.refusals.find((other) => subjectKey(other.subject) === subjectKey(subject));
  if (refusal !== undefined) {
    return standing(subject, refusal.reason, refusal.field === undefined ? {} : { field: refusal.field });
  }
  const conflict = input.conflicts.find((other) => subjectKey(other.subject) === subjectKey(subject));
  if (conflict !== undefined) return standing(subject, conflict.reason, holderDetail(conflict));
  const trouble = input.troubles.get(subjectKey(subject));
  if (trouble !== undefined) return standing(subject, trouble);
  const resources = inOrder(resourcesOf(subject, input), input.traits);
  const verdicts = resources
    .map((resource) => verdictOn(resource, input.traits.get(resource.type)))
    .filter((verdict) => verdict !== null);
  const worst = verdicts.sort((a, b) => severity(b.reason) - severity(a.reason))[0];
  if (worst !== undefined) return standing(subject, worst.reason, worst.detail);
  if (resources.length === 0) return standing(subject, 'CHANGE_PENDING');
  const warning = input.warnings.find((other) => subjectKey(other.subject) === subjectKey(subject));
  return standing(subject, warning?.reason ?? 'IN_SYNC', differences(resources, input.traits));
}

const STANDS_WHATEVER_IS_SENT: ReadonlySet<ReasonCode> = new Set([
  'LAST_ADMINISTRATOR',
  'REVOKE_REFUSED',
  'FORBIDDEN_BY_PORTAL',
]);

function judgeExcluded(subject: Subject, reason: ReasonCode, input: StandingInput): Standing {
  const left = input.resources.filter(
    (resource) =>
      isLeft(resource, input.traits.get(resource.type)) &&
      resource.claims.some((claim) => claim.released && subjectKey(claim.subject) === subjectKey(subject)),
  );
  if (left.length === 0) return standing(subject, reason);
  if (left.some((resource) => resource.state === 'manual'))
    return standing(subject, 'MANUAL_TASK', { because: reason });
  // The portal keeps it until somebody acts.
  const trouble = input.troubles.get(subjectKey(subject));
  if (trouble !== undefined && STANDS_WHATEVER_IS_SENT.has(trouble))
    return standing(subject, trouble, { because: reason });
  if (left.every((resource) => resource.revokeState === 'revoked_sent'))
    return standing(subject, left.some(isAskedOf) ? 'REVOKE_UNSEEN' : 'REVOKE_SENT', { because: reason });
  return standing(subject, left.some(({ id }) => input.braked.has(id)) ? 'BRAKE' : 'REVOKE_PENDING', {
    because: reason,
  });
}

/** Still to be taken away: an access, or a request that somebody could accept. */
function isLeft(resource: KnownResource, traits: TypeTraits | undefined): boolean {
  // What never stood in the portal has nothing to be revoked.
  if (traits?.grantsAccess === true)
    return isBeingRevoked(resource) || (resource.revokeState === null && resource.state === 'manual');
  if (traits?.onRemove !== 'withdraw') return false;
  return resource.state === 'waiting' || resource.doubtful || resource.openTask === 'remove';
}

/** The portal shows nothing of it: a person was asked. */
function isAskedOf({ state }: KnownResource): boolean {
  return state === 'uncertain';
}

interface Verdict {
  readonly reason: ReasonCode;
  readonly detail: Readonly<Record<string, string>>;
}

function verdictOn(resource: KnownResource, traits: TypeTraits | undefined): Verdict | null {
  if (resource.refusedReason !== null) {
    return {
      reason: resource.refusedReason,
      detail: resource.refusedField === null ? {} : { field: resource.refusedField },
    };
  }
  const detail = { resource: resource.type, resourceId: resource.id };
  if (resource.state === 'manual') return { reason: 'MANUAL_TASK', detail };
  if (resource.state === 'uncertain') return { reason: 'UNCERTAIN', detail };
  if (resource.state === 'declined') return { reason: resource.waitingFor ?? 'DECLINED', detail };
  if (resource.state === 'waiting') return { reason: resource.waitingFor ?? 'WAITING_ON_PERSON', detail };
  const changes = changesLeft(resource, traits);
  return changes === null ? null : { reason: reasonOfChange(changes, resource), detail };
}

function reasonOfChange(changes: Attributes, resource: KnownResource): ReasonCode {
  const { unconfirmed } = resource;
  if (unconfirmed === null || isEmpty(unconfirmedOf(changes, resource))) return 'CHANGE_PENDING';
  return unconfirmed.what;
}

/** What is not as wanted yet; null: it is. */
function changesLeft(resource: KnownResource, traits: TypeTraits | undefined): Attributes | null {
  const wanted = wantedOf(resource, traits?.rights).attributes;
  if (isMissing(resource)) return isBlank(wanted) ? null : {};
  const changes = changesOf(wanted, resource, traits ?? {});
  const isAsWanted = resource.state === 'present' && !resource.doubtful && isEmpty(changes);
  return isAsWanted ? null : changes;
}

/** Rule 11: what differs between the records of one human is reported, not silent. */
function differences(resources: readonly KnownResource[], traits: TraitsByType): Record<string, string> {
  const names = new Set(
    resources.flatMap((resource) => wantedOf(resource, traits.get(resource.type)?.rights).differing),
  );
  return names.size === 0 ? {} : { differs: [...names].sort().join(',') };
}

function resourcesOf(subject: Subject, input: StandingInput): readonly KnownResource[] {
  return input.resources.filter((resource) => claimOf(resource, input.clientId, subject) !== undefined);
}

/** The first step in the order in which they are made stands for those that are as bad. */
function inOrder(resources: readonly KnownResource[], traits: TraitsByType): readonly KnownResource[] {
  const rank = ranksOf(traits);
  return resources.toSorted((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

function holderDetail(conflict: Conflict): Record<string, string> {
  if (conflict.holder === null) return { holderOwner: conflict.holderOwner };
  return { holderClient: conflict.holder.clientId, holder: conflict.holder.subject.id };
}

const SEVERITY: readonly StandingState[] = ['in-sync', 'due', 'held', 'waiting', 'excluded', 'failed'];
function severity(reason: ReasonCode): number {
  return SEVERITY.indexOf(reasonOf(reason).state);
}

function standing(
  subject: Subject,
  reason: ReasonCode,
  detail: Readonly<Record<string, string>> = {},
): Standing {
  return { subject, state: reasonOf(reason).state, reason, detail };
}
