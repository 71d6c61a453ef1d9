// Decides which portal resource each claim stands on: one already known, one renamed, one taken over, a new one, or none
// because its key belongs to somebody else. Pure; the caller writes the result in the transaction that read `known`.
import { subjectKey, type Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import {
  claimOf,
  liveClaims,
  ranksOf,
  type KnownResource,
  type StoredClaim,
  type TraitsByType,
} from './known.ts';
import type { Claim } from './wanted.ts';

export interface SettleInput {
  readonly clientId: string;
  readonly claims: readonly Claim[];
  readonly known: readonly KnownResource[];
  readonly traits: TraitsByType;
  /** Subjects (subjectKey) whose stored claims stay as they are whatever `claims` says. */
  readonly frozen: ReadonlySet<string>;
  /** Keys that go round, decided beforehand: their resources are renamed or passed on in any case. */
  readonly exchanges?: readonly Renaming[];
  readonly newId: () => string;
}

export interface NewResource {
  readonly id: string;
  readonly type: string;
  readonly identity: string;
  readonly key: string;
  readonly owner: string;
  readonly parents: readonly string[];
}
export interface Renaming {
  readonly id: string;
  readonly identity: string;
  readonly key: string;
  readonly owner: string;
  readonly takenOver: boolean;
}
export interface Placement {
  readonly claim: Claim;
  readonly resourceId: string;
}
interface Holder {
  readonly clientId: string;
  readonly subject: Subject;
}
export interface Conflict {
  readonly subject: Subject;
  readonly reason: ReasonCode;
  /** Who has the key: the client and subject of the oldest claim, or only the owner where nobody claims it. */
  readonly holder: Holder | null;
  readonly holderOwner: string;
}
export interface Release {
  readonly resourceId: string;
  readonly subject: Subject;
}

export interface Settlement {
  readonly placements: readonly Placement[];
  readonly created: readonly NewResource[];
  readonly renamed: readonly Renaming[];
  readonly conflicts: readonly Conflict[];
  /** Claims of this client that nobody makes any more. */
  readonly releases: readonly Release[];
  /** Given up before, of whom stays as they are now: taken back before the revoke is sent. */
  readonly restored: readonly Release[];
  /** Where each ref ended up: placed, or on what its subject already had. */
  readonly resourceIdByRef: ReadonlyMap<string, string>;
}

export function identityOf(parents: readonly string[], key: string): string {
  return `${parents.join(',')}|${key}`;
}

export function settleClaims(input: SettleInput): Settlement {
  const work = new Settling(input);
  const rank = ranksOf(input.traits);
  // Parents before children: their resource ids are part of the children's identity.
  for (const claim of input.claims.toSorted((a, b) => rank(a) - rank(b))) work.place(claim);
  return work.finish();
}

/** Asked for under the key it has now and never answered: whether it is there under that key is found out first. */
function mayHaveBeenMade({ state, unansweredUntil }: KnownResource): boolean {
  return state === 'reserved' && unansweredUntil !== null;
}

/** The state of one settlement while it is being worked out. */
class Settling {
  private readonly input: SettleInput;
  private readonly resourceIdByRef = new Map<string, string>();
  private readonly renamedById = new Map<string, Renaming>();
  private readonly placements: Placement[] = [];
  private readonly created: NewResource[] = [];
  private readonly conflicts: Conflict[] = [];

  constructor(input: SettleInput) {
    this.input = input;
    for (const renaming of input.exchanges ?? []) this.renamedById.set(renaming.id, renaming);
  }

  place(claim: Claim): void {
    if (this.input.frozen.has(subjectKey(claim.subject))) {
      this.pointAtHeld(claim);
      return;
    }
    const parents = claim.parents.flatMap((ref) => this.resourceIdByRef.get(ref) ?? []);
    if (parents.length < claim.parents.length) return;
    const resourceId = this.resourceFor(claim, parents);
    if (resourceId === null) return;
    this.resourceIdByRef.set(claim.ref, resourceId);
    this.placements.push({ claim, resourceId });
  }

  private resourceFor(claim: Claim, parents: readonly string[]): string | null {
    const agreed = this.agreed(claim);
    if (agreed !== undefined) return agreed.id;
    const identity = identityOf(parents, claim.key);
    const made = this.created.find((one) => one.type === claim.type && one.identity === identity);
    if (made !== undefined)
      return made.owner === claim.owner ? made.id : this.conflict(claim, this.placedOn(made.id), made.owner);
    const standing = this.standingAt(claim.type, identity);
    if (standing !== undefined) return this.useOrRefuse(claim, standing);
    const mine = this.renamable(claim, parents);
    if (mine !== undefined)
      return mayHaveBeenMade(mine) ? mine.id : this.rename(mine, { identity, claim, takenOver: false });
    const id = this.input.newId();
    this.created.push({ id, type: claim.type, identity, key: claim.key, owner: claim.owner, parents });
    return id;
  }

  /**
   * What this very subject stands on already, for types where that is not given up for another key: once it is there, or once
   * what it comes about by was asked for, which names the key that it had then.
   */
  private agreed(claim: Claim): KnownResource | undefined {
    if (this.input.traits.get(claim.type)?.staysOnceThere !== true) return undefined;
    const held = this.held(claim);
    return held.find(({ state }) => state === 'present') ?? (this.isAskedFor(claim) ? held[0] : undefined);
  }

  private isAskedFor({ needs }: Claim): boolean {
    const needed = needs.map((ref) => this.resourceIdByRef.get(ref));
    return this.input.known.some(
      ({ id, state, portalId }) =>
        needed.includes(id) && portalId !== null && (state === 'waiting' || state === 'present'),
    );
  }

  private held({ type, subject }: Claim): readonly KnownResource[] {
    const { known, clientId } = this.input;
    return known.filter((one) => one.type === type && claimOf(one, clientId, subject) !== undefined);
  }

  /** What stands at an identity once the renamings decided so far are counted in. */
  private standingAt(type: string, identity: string): KnownResource | undefined {
    return this.input.known.find(
      (resource) =>
        resource.type === type &&
        (this.renamedById.get(resource.id)?.identity ?? resource.identity) === identity,
    );
  }

  private useOrRefuse(claim: Claim, standing: KnownResource): string | null {
    const owner = this.renamedById.get(standing.id)?.owner ?? standing.owner;
    if (owner === claim.owner) return standing.id;
    // Whoever takes over what somebody is still let in by would be let in with him.
    const holder =
      this.otherClaims(standing)[0] ??
      this.placedOn(standing.id) ??
      standing.keptFor.find(({ clientId }) => clientId !== this.input.clientId);
    if (holder === undefined && this.mayTakeOver(claim.type, standing)) {
      return this.rename(standing, { identity: standing.identity, claim, takenOver: true });
    }
    return this.conflict(claim, holder, owner);
  }

  private mayTakeOver(type: string, standing: KnownResource): boolean {
    return this.input.traits.get(type)?.takeOver === 'when-unclaimed' || standing.ownerDeleted;
  }

  /** Live claims that will still stand when this client's present wishes are carried out, oldest first. */
  private otherClaims(resource: KnownResource): readonly StoredClaim[] {
    return liveClaims(resource)
      .filter((claim) => claim.clientId !== this.input.clientId || this.staysOn(resource, claim))
      .sort((a, b) => a.claimedAt.getTime() - b.claimedAt.getTime());
  }

  private staysOn(resource: KnownResource, stored: StoredClaim): boolean {
    if (this.input.frozen.has(subjectKey(stored.subject))) return true;
    return this.wishes(resource, stored.subject).some((claim) => !this.movesBelowAnother(claim, resource));
  }

  /** Its parents have a place already, and one of them is another than the resource hangs below. */
  private movesBelowAnother(claim: Claim, resource: KnownResource): boolean {
    const parents = claim.parents.map((ref) => this.resourceIdByRef.get(ref));
    return parents.every((id) => id !== undefined) && parents.join() !== resource.parents.join();
  }

  /** Who of this client was given the resource already in this settlement. */
  private placedOn(resourceId: string): Holder | undefined {
    const placed = this.placements.find((placement) => placement.resourceId === resourceId);
    return placed === undefined
      ? undefined
      : { clientId: this.input.clientId, subject: placed.claim.subject };
  }

  /** The one resource this owner already has here under another key, if nobody else stands on it (rule 14). */
  private renamable(claim: Claim, parents: readonly string[]): KnownResource | undefined {
    if (claim.key === '') return undefined;
    const candidates = this.input.known.filter(
      (resource) =>
        resource.type === claim.type &&
        resource.owner === claim.owner &&
        resource.parents.join() === parents.join() &&
        resource.state !== 'absent' &&
        !this.renamedById.has(resource.id) &&
        this.isMine(resource) &&
        this.isOnlyFor(resource, claim) &&
        !this.input.claims.some((other) => names(other, resource)),
    );
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** What belongs to its owner for good is so also while nobody claims it: while its client may not be pushed. */
  private isMine(resource: KnownResource): boolean {
    const claims = liveClaims(resource);
    if (claims.length > 0) return claims.some(({ clientId }) => clientId === this.input.clientId);
    return this.input.traits.get(resource.type)?.takeOver === 'when-owner-deleted';
  }

  private isOnlyFor(resource: KnownResource, claim: Claim): boolean {
    return liveClaims(resource).every(
      ({ clientId, subject }) => clientId === this.input.clientId && this.wishes(claim, subject).length > 0,
    );
  }

  /** What a subject of this client wishes there. */
  private wishes(place: Pick<KnownResource, 'type' | 'key' | 'owner'>, subject: Subject): readonly Claim[] {
    const key = subjectKey(subject);
    return this.input.claims.filter((claim) => names(claim, place) && subjectKey(claim.subject) === key);
  }

  private rename(
    { id }: KnownResource,
    { claim: { key, owner }, ...to }: Pick<Renaming, 'identity' | 'takenOver'> & { claim: Claim },
  ): string {
    this.renamedById.set(id, { id, key, owner, ...to });
    return id;
  }

  private conflict(claim: Claim, holder: Holder | undefined, holderOwner: string): null {
    const reason = this.input.traits.get(claim.type)?.keyInUse ?? 'AMBIGUOUS_MATCH';
    const who = holder === undefined ? null : { clientId: holder.clientId, subject: holder.subject };
    this.conflicts.push({ subject: claim.subject, reason, holder: who, holderOwner });
    this.pointAtHeld(claim);
    return null;
  }

  /** What the subject already has stays as it is, so that children find their parent; nothing is written to it. */
  private pointAtHeld(claim: Claim): void {
    const [held] = this.held(claim);
    if (held !== undefined) this.resourceIdByRef.set(claim.ref, held.id);
  }

  finish(): Settlement {
    const { frozen } = this.input;
    const keeps = new Set(
      this.placements.map(({ claim, resourceId }) => `${resourceId} ${subjectKey(claim.subject)}`),
    );
    const untouchable = new Set([...frozen, ...this.conflicts.map(({ subject }) => subjectKey(subject))]);
    const { placements, created, conflicts, resourceIdByRef } = this;
    return {
      placements,
      created,
      renamed: [...this.renamedById.values()],
      conflicts,
      releases: this.mine(
        ({ id }, { released, subject }) =>
          !released && !untouchable.has(subjectKey(subject)) && !keeps.has(`${id} ${subjectKey(subject)}`),
      ),
      restored: this.mine(
        ({ revokeState, unansweredUntil }, { released, subject }) =>
          released &&
          frozen.has(subjectKey(subject)) &&
          revokeState === 'revoke_pending' &&
          unansweredUntil === null,
      ),
      resourceIdByRef,
    };
  }

  /** Of what this client claims, or claimed. */
  private mine(isOne: (resource: KnownResource, stored: StoredClaim) => boolean): readonly Release[] {
    const { known, clientId } = this.input;
    return known.flatMap((resource) =>
      resource.claims
        .filter((stored) => stored.clientId === clientId && isOne(resource, stored))
        .map(({ subject }) => ({ resourceId: resource.id, subject })),
    );
  }
}

function names(claim: Claim, { type, key, owner }: Pick<KnownResource, 'type' | 'key' | 'owner'>): boolean {
  return claim.type === type && claim.key === key && claim.owner === owner;
}
