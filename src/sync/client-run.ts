// What one run of one client carries with it: whose it is, how it reaches the portal, and what has happened so far.
import type { PortalConnector, ResourceType, Session } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/connections.ts';
import type { Store } from '../database/open-store.ts';
import type { Run } from '../database/pairs.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { KnownResource } from '../plan/known.ts';
import type { PlannedClient } from './plan-client.ts';

export interface Retry {
  readonly at: Date;
  readonly costsAttempt: boolean;
  /** Stable error code. */
  readonly error: string;
}

export interface ClientRun {
  readonly store: Store;
  readonly connector: PortalConnector;
  readonly connection: StoredConnection;
  readonly run: Run;
  readonly session: Session;
  /** No request leaves after this moment, so that what an intent says about its landing stays true. */
  readonly deadline: { sendBy: Date | null };
  readonly now: () => Date;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** The part of a run that changes. */
export interface Progress {
  /** Operations tried in this run (action and resource id): a run tries each once. */
  readonly attempted: Set<string>;
  /** Operations that wait for something this run may still make. */
  readonly blocked: Set<string>;
  /** Resources made in this run: nothing can hang below them that Koppel did not make. */
  readonly madeNow: Set<string>;
  readonly troubles: Map<string, ReasonCode>;
  retry: Retry | null;
  /** Nothing more is sent in this run: the portal, the lease or the process says no. */
  stopped: boolean;
  /** The plan is out of date: make a new one. */
  stale: boolean;
  braked: boolean;
  answeredWell: boolean;
  /** A key or a resource was given up: whoever waited for it is looked at again. */
  letGo: boolean;
  /** Other clients that stand on a shared resource which this run has written: theirs has changed too. */
  readonly neighbours: Set<string>;
  /** The portal refused a request for several records at once: they go one by one. */
  refusedTogether: boolean;
  /** The error that stops the whole connection, if one came. */
  accessError: string | null;
  transientFailure: boolean;
  bug: Error | null;
}

export function newProgress(): Progress {
  return {
    attempted: new Set(),
    blocked: new Set(),
    madeNow: new Set(),
    troubles: new Map(),
    retry: null,
    stopped: false,
    stale: false,
    braked: false,
    answeredWell: false,
    letGo: false,
    neighbours: new Set(),
    refusedTogether: false,
    accessError: null,
    transientFailure: false,
    bug: null,
  };
}

/** One round of a run: the plan and what is known while it is carried out. */
export interface Round {
  readonly planned: PlannedClient;
  readonly resourceById: Map<string, KnownResource>;
  /** Resources made in this run. */
  readonly madeNow: Set<string>;
}

export function typeOf(run: ClientRun, type: string): ResourceType {
  const found = run.connector.resources[type];
  if (found === undefined) throw new Error(`portal ${run.connector.id} has no resource type ${type}`);
  return found;
}

/** [assumed] calls are left to a person until `connection test` has proven them on this very portal. */
export function isManual(run: ClientRun, type: string): boolean {
  return mayNotBeCalled(run.connection, type, typeOf(run, type));
}

export function mayNotBeCalled(
  { provenTypes }: Pick<StoredConnection, 'provenTypes'>,
  name: string,
  { evidence }: Pick<ResourceType, 'evidence'>,
): boolean {
  return evidence === 'assumed' && !provenTypes.includes(name);
}

export function noteTrouble(run: ClientRun, subjects: readonly Subject[], reason: ReasonCode): void {
  for (const subject of subjects) run.progress.troubles.set(subjectKey(subject), reason);
}

/** Keeps the earliest of several reasons to come back. */
export function noteRetry(run: ClientRun, retry: Retry): void {
  const { progress } = run;
  if (progress.retry !== null && progress.retry.at <= retry.at) return;
  progress.retry = retry;
}
