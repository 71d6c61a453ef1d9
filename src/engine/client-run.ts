// What one run of one client carries with it: whose it is, how it reaches the portal, and what has happened so far.
import type { PortalConnector, ResourceType, Session, Target, Wait } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import type { ResourceChange } from '../database/ledger/operations.ts';
import type { Run } from '../database/ledger/pairs.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import type { ConnectionPolicy } from '../domain/connection.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { retryDelayMs } from '../domain/retry.ts';
import type { KnownResource, TraitsByType, TypeTraits } from '../plan/known.ts';
import type { Operation } from '../plan/make-plan.ts';
import type { PlannedClient } from './gate-client.ts';
import { describeTarget } from './plan-client.ts';

/** Whether a portal answers. `down` and `refused` carry a stable error code. */
export type Health =
  { readonly portal: 'answers' } | { readonly portal: 'down' | 'refused'; readonly code: string };

export interface Retry {
  readonly at: Date;
  readonly costsAttempt: boolean;
  /** Stable error code. */
  readonly error: string;
  /** The portal says no to this record: a revoke comes back less and less often, too. */
  readonly isRefused?: boolean;
}

export interface ClientRun {
  readonly store: Store;
  readonly connector: PortalConnector;
  readonly connection: StoredConnection;
  readonly traits: TraitsByType;
  readonly run: Run;
  readonly session: Session;
  /** No request leaves after this moment (of `performance.now`), so that what an intent says about its landing stays true. */
  readonly deadline: { sendBy: number | null };
  readonly now: () => Date;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  /** Told once per change of state: a connection was stopped, quarantined or came back; refuses every write, or takes them again. */
  readonly onConnectionState: (connection: StoredConnection, state: string, reason: string | null) => void;
  readonly progress: Progress;
}

/** The part of a run that changes. */
export interface Progress {
  /** Operations tried in this run (action and resource id), and for which generation: a run tries each once. */
  readonly attempted: Map<string, number>;
  /** Resources made in this run: nothing can hang below them that Koppel did not make. */
  readonly madeNow: Set<string>;
  /**
   * The generation at which another client went first after all, or something was tried for records that have changed since.
   * Whoever makes room for it, or changes them, raises the generation, which a later plan of this run may have read already:
   * the run is not over then.
   */
  heldAt: number | null;
  /** Of the records that the current plan was made from. */
  generation: number;
  readonly troubles: Map<string, ReasonCode>;
  retry: Retry | null;
  /** Nothing more is sent in this run: the portal, the lease or the process says no. */
  stopped: boolean;
  /** The plan is out of date: make a new one. */
  stale: boolean;
  answeredWell: boolean;
  /** A key or a resource was given up: whoever waited for it is looked at again. */
  letGo: boolean;
  /** Other clients that stand on a shared resource which this run has written: theirs has changed too. */
  readonly neighbours: Set<string>;
  /** The error that stops the whole connection, if one came. */
  accessError: string | null;
  transientFailure: boolean;
  /** What the portal said to the writes of this run. One that it took outweighs those that it forbade. */
  writes: 'none' | 'taken' | { readonly refused: string };
  /** Some request had no answer at all: the machine may be away. */
  unanswered: boolean;
  /** What a plain read said when a record was refused: whether the connection is meant. Null: not asked yet. */
  health: Health | null;
  bug: Error | null;
}

export function newProgress(): Progress {
  return {
    attempted: new Map(),
    madeNow: new Set(),
    heldAt: null,
    generation: -1,
    troubles: new Map(),
    retry: null,
    stopped: false,
    stale: false,
    answeredWell: false,
    letGo: false,
    neighbours: new Set(),
    accessError: null,
    transientFailure: false,
    writes: 'none',
    unanswered: false,
    health: null,
    bug: null,
  };
}

/** What a run tries once. */
export function operationKey({ action, resourceId }: Pick<Operation, 'action' | 'resourceId'>): string {
  return `${action} ${resourceId}`;
}

/** What was seen meanwhile may call for it once more. */
export function mayTryAgain({ progress }: ClientRun, resourceId: string): void {
  for (const action of ['create', 'update', 'remove', 'withdraw', 'resend'] as const)
    progress.attempted.delete(operationKey({ action, resourceId }));
}

/** One round of a run: the plan and what is known while it is carried out. */
export interface Round {
  readonly planned: PlannedClient;
  readonly resourceById: Map<string, KnownResource>;
}

/** How the portal addresses a resource of this round. */
export function targetOf(round: Round, resourceId: string): Target {
  const resource = round.resourceById.get(resourceId);
  if (resource === undefined) throw new Error(`resource ${resourceId} is not in this round`);
  return describeTarget(resource, round.resourceById);
}

export function typeOf(run: ClientRun, type: string): ResourceType {
  const found = run.connector.resources[type];
  if (found === undefined) throw new Error(`portal ${run.connector.id} has no resource type ${type}`);
  return found;
}

export function traitsOfType({ traits }: ClientRun, type: string): TypeTraits {
  const found = traits.get(type);
  if (found === undefined) throw new Error(`the portal has no resource type ${type}`);
  return found;
}

export function noteTrouble(run: ClientRun, subjects: readonly Subject[], reason: ReasonCode): void {
  for (const subject of subjects) run.progress.troubles.set(subjectKey(subject), reason);
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

/** Keeps the earliest of several reasons to come back. */
export function noteRetry(run: ClientRun, retry: Retry): void {
  const { progress } = run;
  if (progress.retry !== null && progress.retry.at <= retry.at) return;
  progress.retry = retry;
}
