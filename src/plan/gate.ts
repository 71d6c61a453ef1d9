// Whether an operation of a plan goes, by whom, and what holds it until when: the last that is decided before the portal is
// asked. A run carries out what goes, `koppel plan` prints it. Pure.
import { SETTLE_MS } from '../domain/landing.ts';
import type { Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { sameAttributes } from './attributes.ts';
import {
  isKnownByWord,
  mayStand,
  type Action,
  type KnownResource,
  type TraitsByType,
  type TypeTraits,
} from './known.ts';
import type { Operation } from './make-plan.ts';
import { isMissing } from './resource-states.ts';

export interface Gate {
  /** person: Koppel sends nothing. It opens a task, or believes what somebody has said. */
  readonly by: 'koppel' | 'person';
  /**
   * Null: it goes. need: something must be there first, or gone. landing: what was never answered may still take effect.
   * turn: others go first.
   */
  readonly heldBy: 'brake' | 'landing' | 'need' | 'turn' | null;
  /** What that says of `about`. */
  readonly reason: ReasonCode | null;
  readonly about: readonly Subject[];
  /** When it goes by itself; null where that cannot be told. */
  readonly until: Date | null;
  /** Held only by what the same plan makes before it: the same run goes on with it. */
  readonly follows: boolean;
}

export interface PlannedOperation extends Operation {
  readonly gate: Gate;
}

/** What gates are judged from. */
export interface Grounds {
  readonly resourceById: ReadonlyMap<string, KnownResource>;
  /** Resources that must be present before the resource with this id is made, its parents apart. */
  readonly needsById: ReadonlyMap<string, readonly string[]>;
  readonly traits: TraitsByType;
  /** Accesses that the brake holds. */
  readonly braked: ReadonlySet<string>;
  /** Why resources may not be asked for now (`serialiseBy`). */
  readonly turns: ReadonlyMap<string, ReasonCode>;
  readonly now: Date;
}

/** Each with its gate, in the order of the plan. */
export function gateAll(operations: readonly Operation[], grounds: Grounds): readonly PlannedOperation[] {
  const made = new Set<string>();
  return operations.map((operation) => {
    const gate = gateOf(operation, grounds, made);
    const { action, resourceId } = operation;
    if (action === 'create' && gate.by === 'koppel' && (gate.heldBy === null || gate.follows))
      made.add(resourceId);
    return { ...operation, gate };
  });
}

const NOTHING_MADE: ReadonlySet<string> = new Set();

/** `made`: what the plan makes before it. */
export function gateOf(operation: Operation, grounds: Grounds, made = NOTHING_MADE): Gate {
  const resource = grounds.resourceById.get(operation.resourceId);
  const traits = grounds.traits.get(operation.type);
  if (resource === undefined || traits === undefined) throw new Error('an operation on what nobody knows');
  const one = { operation, resource, traits, grounds, made };
  const { action } = operation;
  const isPersons = traits.leftToPerson.has(action) || IS_PERSONS[action]?.(one) === true;
  return { ...GOES, by: isPersons ? 'person' : 'koppel', ...holdOf(one, isPersons) };
}

function holdOf(one: One, isPersons: boolean): Hold | null {
  const { action } = one.operation;
  const hold = HOLDS[action]?.(one) ?? null;
  // What the plan makes before it does not end what else it waits for.
  const isOver = isPersons || (hold !== null && hold.follows !== true);
  return (isOver ? null : WAITS[action]?.(one)) ?? hold;
}

const GOES = { heldBy: null, reason: null, about: [], until: null, follows: false } as const;

interface One {
  readonly operation: Operation;
  readonly resource: KnownResource;
  readonly traits: TypeTraits;
  readonly grounds: Grounds;
  readonly made: ReadonlySet<string>;
}

/** What only a person can find out, beside what people do on this connection anyway (rules 17 and 26). */
const IS_PERSONS: Partial<Record<Action, (one: One) => boolean>> = {
  // It reaches a person, and no list can tell whether it did.
  create: ({ resource: { unansweredUntil, state, portalId }, traits }) =>
    traits.showsAbsence &&
    unansweredUntil !== null &&
    (traits.repeat === 'never' || (state === 'waiting' && portalId !== null)),
  // Whether somebody whom a task asked to take it away has done so is theirs to say.
  look: (one) => hangsOnWord(one) || (!one.traits.showsAbsence && one.resource.state === 'manual'),
  'read-back': (one) => one.traits.showsAbsence && hangsOnWord(one),
  remove: hangsOnWord,
};

type Hold = Partial<Gate> & Pick<Gate, 'heldBy'>;
type Holds = Partial<Record<Action, (one: One) => Hold | null>>;

const HOLDS: Holds = {
  create: needs,
  remove: (one) => accessBelow(one) ?? parentInDoubt(one) ?? brake(one),
  // Only a grant that could still land spoils a proof (rule 19).
  'read-back': (one) => parentInDoubt(one) ?? landing(one, one.resource.grantUnansweredUntil, 'REVOKE_SENT'),
  look: (one) => (isYetToBeSeen(one) ? needs(one) : null) ?? parentInDoubt(one),
};

/** What a person does waits for none of these. */
const WAITS: Holds = {
  create: (one) => landingOfCreate(one) ?? turn(one),
  // An unanswered write may land after the look and make it wrong.
  look: (one) => landing(one, one.resource.unansweredUntil, 'RETRYING'),
};

/** Others make it: it can be seen once what it hangs below is there. */
function isYetToBeSeen({ resource, traits }: One): boolean {
  return traits.managed === 'observed' && isMissing(resource);
}

/** Rule 3. Contacts are held by what is not their own; what is wrong with their own says itself why. */
function needs({ operation, resource, grounds, made }: One): Hold | null {
  const { resourceById, needsById } = grounds;
  const needed = [...resource.parents, ...(needsById.get(resource.id) ?? [])];
  const missing = needed.filter((id) => !isThere(resourceById.get(id)));
  if (missing.length === 0) return null;
  const isOwn = (subject: Subject, id: string): boolean =>
    resourceById.get(id)?.claims.some((claim) => claim.subject.id === subject.id) ?? false;
  const about = operation.subjects.filter(
    (subject) => subject.kind === 'contact' && missing.some((id) => !isOwn(subject, id)),
  );
  const follows = missing.every((id) => made.has(id));
  return { heldBy: 'need', reason: 'HELD_BY_CLIENT', about, follows };
}

function isThere(resource: KnownResource | undefined): boolean {
  return resource?.state === 'present' && resource.portalId !== null && !resource.doubtful;
}

/**
 * What access hangs below goes last: taken away with its access in it, it would end what the brake holds, and nobody would
 * have read that access back.
 */
function accessBelow({ operation, grounds }: One): Hold | null {
  const holds = [...grounds.resourceById.values()].some(
    (below) =>
      below.parents.includes(operation.resourceId) &&
      grounds.traits.get(below.type)?.grantsAccess === true &&
      mayStand(below),
  );
  return holds ? { heldBy: 'need' } : null;
}

/** What hangs below something that is still to be found waits until that was looked for. */
function parentInDoubt(one: One): Hold | null {
  if (one.traits.leftToPerson.has('look')) return null;
  return parentsByWord(one).some(({ doubtful }) => doubtful) ? { heldBy: 'need' } : null;
}

/** It hangs below what is there by a person's word alone: the portal cannot be asked about it. */
function hangsOnWord(one: One): boolean {
  return parentsByWord(one).length > 0;
}

function parentsByWord({ resource, grounds }: One): readonly KnownResource[] {
  return resource.parents.flatMap((id) => grounds.resourceById.get(id) ?? []).filter(isKnownByWord);
}

function landing(
  { operation, grounds }: One,
  landsBy: Date | null,
  reason: 'REVOKE_SENT' | 'RETRYING',
): Hold | null {
  if (landsBy === null || landsBy <= grounds.now) return null;
  const until = new Date(landsBy.getTime() + SETTLE_MS);
  return { heldBy: 'landing', reason, about: operation.subjects, until };
}

function landingOfCreate(one: One): Hold | null {
  const { operation, resource, traits, grounds } = one;
  const { unansweredUntil, lookAgainAt, refused } = resource;
  if (!traits.showsAbsence) return landing(one, unansweredUntil, 'RETRYING');
  const isRefused = refused !== null && sameAttributes(refused, operation.wanted);
  const isLookedFor = unansweredUntil !== null && (traits.repeat === 'find' || isRefused);
  // One look serves all who wait for the same thing, in whatever run they are.
  if (!isLookedFor || lookAgainAt === null || lookAgainAt <= grounds.now) return null;
  return { heldBy: 'landing', reason: 'RETRYING', about: operation.subjects, until: lookAgainAt };
}

/** Whoever makes room wakes it. */
function turn({ operation, resource, grounds }: One): Hold | null {
  const reason = grounds.turns.get(resource.id);
  return reason === undefined ? null : { heldBy: 'turn', reason, about: operation.subjects };
}

/** Rule 22. Whom it is said of follows from whose access it is, not from who gave it up. */
function brake({ resource, grounds }: One): Hold | null {
  return grounds.braked.has(resource.id) ? { heldBy: 'brake' } : null;
}
