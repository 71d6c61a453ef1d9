// A whole portal in memory, driven by the pure parts of the planner: clients settle and plan in turn, and the portal does
// what it is told. What the database and the engine do in the real program, on plain data.
import { subjectKey } from '../../../src/domain/link.ts';
import { applySettlement } from '../../../src/plan/apply-settlement.ts';
import { applyAttributes } from '../../../src/plan/attributes.ts';
import { liveClaims, type KnownResource } from '../../../src/plan/known.ts';
import { makePlan, type Operation } from '../../../src/plan/make-plan.ts';
import { settleClaims, type Settlement } from '../../../src/plan/settle-claims.ts';
import type { Claim } from '../../../src/plan/wanted.ts';
import { claimsOf, NOW, TRAITS, type Wish } from './known-resource.ts';

export interface World {
  known: readonly KnownResource[];
  nextId: number;
  /** Ids of resources that a revoke was sent for. */
  revoked: string[];
}

export interface Turn {
  readonly claims: readonly Claim[];
  readonly before: readonly KnownResource[];
  readonly settlement: Settlement;
  readonly frozen: ReadonlySet<string>;
}

export function emptyWorld(): World {
  return { known: [], nextId: 0, revoked: [] };
}

/** One client settles what it wishes for. */
export function settle(world: World, wish: Wish, frozen: ReadonlySet<string> = new Set()): Turn {
  const { clientId } = wish;
  const claims = claimsOf(wish);
  const before = world.known;
  const newId = () => `r${(world.nextId += 1)}`;
  const settlement = settleClaims({ clientId, claims, known: before, traits: TRAITS, frozen, newId });
  world.known = applySettlement(before, settlement, { clientId, traits: TRAITS, now: NOW });
  return { claims, before, settlement, frozen };
}

export function plan(world: World, clientId: string, turn: Turn): readonly Operation[] {
  const unplaced = turn.settlement.conflicts.map(({ subject }) => subjectKey(subject));
  return makePlan({
    clientId,
    resources: world.known,
    traits: TRAITS,
    frozen: new Set([...turn.frozen, ...unplaced]),
    deactivate: false,
    now: NOW,
  });
}

/** The portal does as told, and says so. */
function carryOut(world: World, operations: readonly Operation[]): void {
  for (const operation of operations) {
    world.known = world.known.map((known) =>
      known.id === operation.resourceId ? afterOperation(world, known, operation) : known,
    );
  }
}

function afterOperation(world: World, known: KnownResource, { action, changes }: Operation): KnownResource {
  switch (action) {
    case 'create':
      return { ...known, state: 'present', portalId: known.id, attributes: changes, revokeState: null };
    case 'update':
      return { ...known, attributes: applyAttributes(changes, known.attributes) };
    case 'look':
      return { ...known, doubtful: false, revokeState: null };
    case 'remove':
      world.revoked.push(known.id);
      return { ...known, revokeState: 'revoked_sent' };
    case 'read-back':
      return { ...known, state: 'absent', revokeState: 'revoked_verified', claims: liveClaims(known) };
    case 'resend':
      return { ...known, asked: null };
    case 'withdraw':
      return { ...known, state: 'absent' };
  }
}

/** Settles and carries out until nothing is left to do, as a run does. Returns the last turn. */
export function push(world: World, wish: Wish): Turn {
  for (let round = 1; round <= 10; round += 1) {
    const turn = settle(world, wish);
    const operations = plan(world, wish.clientId, turn);
    if (operations.length === 0) return turn;
    carryOut(world, operations);
  }
  throw new Error('a run does not come to an end');
}
