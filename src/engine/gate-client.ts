// Decides what of a client's operations goes: asks the brake, and who goes first, and closes the plan. The dry run, the run
// and whoever explains have it from here.
import type { Tx } from '../database/open-store.ts';
import type { PairKey } from '../database/ledger/pairs.ts';
import { readTurns, type Turn } from '../database/ledger/turns.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { gateAll, type Grounds, type PlannedOperation } from '../plan/gate.ts';
import type { Operation } from '../plan/make-plan.ts';
import { accessTypesOf } from './access-types.ts';
import { judgeRevokes } from './check-brake.ts';
import { traitsOf } from './left-to-person.ts';
import { settleClient, type PlanContext, type SettledClient } from './plan-client.ts';

export interface PlannedClient extends Omit<SettledClient, 'turns' | 'needsById'> {
  readonly operations: readonly PlannedOperation[];
  /** What the gates were judged from, without what changes while the plan is carried out. */
  readonly grounds: Omit<Grounds, 'resourceById' | 'now'>;
}

/** The whole decision, for whoever only asks; null when the client does not exist. Writes nothing. */
export async function previewPlan(
  tx: Tx,
  pair: PairKey,
  context: Omit<PlanContext, 'write'>,
): Promise<PlannedClient | null> {
  const dry = { ...context, write: false };
  const settled = await settleClient(tx, pair, dry);
  return settled === null ? null : gateClient(pair, settled, { context: dry, ask: (work) => work(tx) });
}

interface Gating {
  readonly context: PlanContext;
  /** Asks the database: where the settlement is written after that, since all others wait for whoever asks the brake. */
  readonly ask: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

export async function gateClient(
  pair: PairKey,
  { needsById, turns: wishes, ...settled }: SettledClient,
  { context, ask }: Gating,
): Promise<PlannedClient> {
  const { connector, connection, now, write } = context;
  const resourceById = new Map(settled.resources.map((resource) => [resource.id, resource]));
  const traits = traitsOf(connector, connection);
  const close = (braked: Grounds['braked'], turns: Grounds['turns']): PlannedClient => {
    const grounds = { needsById, traits, braked, turns };
    return {
      ...settled,
      operations: gateAll(settled.operations, { ...grounds, resourceById, now }),
      grounds,
    };
  };
  const free = close(new Set(), new Map());
  const open = free.operations.filter(({ gate }) => gate.heldBy === null || gate.follows);
  const added = open.filter((operation) => isBraked(operation, { resourceById, traits }));
  const revokes = {
    accessTypes: accessTypesOf(connector),
    added: added.map(({ resourceId }) => resourceId),
    files: write,
  };
  const turns = open.flatMap(({ action, type, resourceId, gate }) => {
    const turn = wishes.find((wish) => wish.resourceId === resourceId);
    return turn === undefined || action !== 'create' || gate.by === 'person' ? [] : [{ ...turn, type }];
  });
  if (added.length === 0 && turns.length === 0) return free;
  return close(
    added.length === 0 ? new Set() : await ask((tx) => judgeRevokes(tx, connection, revokes)),
    turns.length === 0 ? new Map() : await ask((tx) => turnsHeld(tx, pair, turns)),
  );
}

/** Rule 22: access that nobody has approved to be taken away. What still waits for somebody to give it is none. */
function isBraked(
  { action, type, resourceId }: Operation,
  { resourceById, traits }: Pick<Grounds, 'resourceById' | 'traits'>,
): boolean {
  if (action !== 'remove' || traits.get(type)?.grantsAccess !== true) return false;
  const resource = resourceById.get(resourceId);
  if (resource?.state === 'waiting' && resource.portalId === null) return false;
  return resource?.revokeApproved === false;
}

/** Of one client's own, too, one goes at a time. */
async function turnsHeld(
  tx: Tx,
  pair: PairKey,
  asked: readonly (Turn & { readonly type: string })[],
): Promise<ReadonlyMap<string, ReasonCode>> {
  const held = new Map<string, ReasonCode>(await readTurns(tx, pair, asked));
  const going = new Set<string>();
  for (const { resourceId, type, key } of asked.toSorted((a, b) => a.priority - b.priority)) {
    if (held.has(resourceId)) continue;
    if (going.has(`${type} ${key}`)) held.set(resourceId, 'DOMAIN_BUSY');
    going.add(`${type} ${key}`);
  }
  return held;
}
