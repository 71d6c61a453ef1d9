// What one run of one client carries with it: whose it is, and how it reaches the portal. What happens to it is in run-state.ts.
import type { PortalConnector, ResourceType, Session, Target, Wait } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import type { ResourceChange } from '../database/ledger/operations.ts';
import type { Run } from '../database/ledger/pairs.ts';
import type { ConnectionPolicy } from '../domain/connection.ts';
import { retryDelayMs } from '../domain/retry.ts';
import type { KnownResource, TraitsByType, TypeTraits } from '../plan/known.ts';
import type { PlannedClient } from './gate-client.ts';
import { describeTarget } from './plan-client.ts';
import type { KnownState } from './run-state.ts';

export interface ClientRun {
  readonly store: Store;
  readonly connector: PortalConnector;
  readonly connection: StoredConnection;
  readonly traits: TraitsByType;
  readonly run: Run;
  readonly session: Session;
  /** No request of it leaves late, so that what an intent says about its landing stays true. */
  readonly inTime: <T>(send: () => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  /** Told once per change of state: a connection was stopped, quarantined or came back; refuses every write, or takes them again. */
  readonly onConnectionState: (connection: StoredConnection, state: string, reason: string | null) => void;
}

/** One round of a run: the plan, and what is known while it is carried out. */
export interface Round {
  readonly planned: PlannedClient;
  readonly resourceById: ReadonlyMap<string, KnownResource>;
  readonly soFar: KnownState;
}

/** How the portal addresses a resource of this round. */
export function targetOf(round: Round, resourceId: string): Target {
  const resource = round.resourceById.get(resourceId);
  if (resource === undefined) throw new Error(`resource ${resourceId} is not in this round`);
  return describeTarget(resource, round.resourceById);
}

export function typeOf({ connector }: Pick<ClientRun, 'connector'>, type: string): ResourceType {
  const found = connector.resources[type];
  if (found === undefined) throw new Error(`portal ${connector.id} has no resource type ${type}`);
  return found;
}

export function traitsOfType({ traits }: ClientRun, type: string): TypeTraits {
  const found = traits.get(type);
  if (found === undefined) throw new Error(`the portal has no resource type ${type}`);
  return found;
}

const LONGEST_WAIT_MS = 86_400_000;
const SHARE_OF_AGE = 1 / 20;

/** What a wait says about its resource. Koppel looks less often as the wait grows older, once a day at least. */
export function waitingChange(
  run: ClientRun,
  wait: Wait,
  resource: KnownResource | undefined,
): Pick<ResourceChange, 'state' | 'waitingOn' | 'waitingFor' | 'waitingSince' | 'lookAgainAt'> {
  const { on, what, overdue } = wait;
  const isSame =
    resource?.state === 'waiting' &&
    (resource.waitingFor === what || resource.waitingFor === (overdue?.what ?? what));
  const since = isSame ? resource.waitingSince : null;
  const age = since === null ? 0 : run.now().getTime() - since.getTime();
  const isOverdue = overdue !== undefined && age >= overdue.afterMs;
  return {
    state: 'waiting',
    waitingOn: on,
    waitingFor: isOverdue ? overdue.what : what,
    // What it is called after a while is still the same wait.
    ...(since === null ? {} : { waitingSince: since }),
    lookAgainAt: later(run, nextLookMs(wait, age, run.connection.policy)),
  };
}

const WEEK_MS = 7 * LONGEST_WAIT_MS;

function nextLookMs(
  { soon, slowly }: Wait,
  age: number,
  { lookAgainMs, lookAgainSoonMs }: ConnectionPolicy,
): number {
  if (slowly !== true)
    return Math.min(
      LONGEST_WAIT_MS,
      Math.max(soon === true ? lookAgainSoonMs : lookAgainMs, age * SHARE_OF_AGE),
    );
  if (age >= WEEK_MS) return LONGEST_WAIT_MS;
  // By default five minutes, and an hour.
  const [first, later] = [lookAgainMs / 3, lookAgainMs * 4];
  return Math.min(LONGEST_WAIT_MS, age < first ? first : later);
}

/** A moment so long from now. */
export function later({ now }: ClientRun, ms: number): Date {
  return new Date(now().getTime() + ms);
}

/** Less and less often, the more attempts came to nothing. */
export function backOff(run: ClientRun, leastMs = 0): Date {
  return later(run, Math.max(leastMs, retryDelayMs(run.run.attempts + 1, Math.random)));
}
