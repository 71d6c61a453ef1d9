// What a run has come to so far. The loop has it; what steps learn is folded into it here and nowhere else.
import type { ReasonCode } from '../domain/reasons.ts';
import { subjectKey } from '../domain/link.ts';
import { sameAttributes, type Attributes } from '../plan/attributes.ts';
import type { Operation } from '../plan/make-plan.ts';
import type { Health, Learned, Retry, PortalFacts } from './learned.ts';

/** What steps may know of those before them. */
export interface KnownState {
  /** Resources made in this run. */
  readonly made: ReadonlySet<string>;
  readonly health: Health | null;
}

export interface RunState extends KnownState {
  /** What was wanted of what was tried in this run, by action and resource id. */
  readonly attempted: Map<string, Attributes>;
  readonly made: Set<string>;
  /** See `heldAt` of `Learned`. */
  heldAt: number | null;
  readonly reasons: Map<string, ReasonCode>;
  retry: Retry | null;
  stopped: boolean;
  stale: boolean;
  /** A key or a resource was given up: whoever waited for it is looked at again. */
  letGo: boolean;
  /** Other clients that stand on what this run has written: theirs has changed too. */
  readonly wakes: Set<string>;
  answeredWell: boolean;
  writes: 'none' | NonNullable<PortalFacts['writes']>;
  /** Some request had no answer at all: the machine may be away. */
  failed: 'no' | NonNullable<PortalFacts['failed']>;
  health: Health | null;
  accessError: string | null;
  bug: Error | null;
}

export function newState(): RunState {
  return {
    attempted: new Map(),
    made: new Set(),
    heldAt: null,
    reasons: new Map(),
    retry: null,
    stopped: false,
    stale: false,
    letGo: false,
    wakes: new Set(),
    answeredWell: false,
    writes: 'none',
    failed: 'no',
    health: null,
    accessError: null,
    bug: null,
  };
}

export function fold(state: RunState, learned: Learned): void {
  const { reason, retry, again, made = [], wakes = [], portal } = learned;
  if (reason !== undefined)
    for (const subject of reason.about) state.reasons.set(subjectKey(subject), reason.code);
  if (retry !== undefined) keepRetry(state, retry);
  if (again !== undefined)
    for (const action of WRITES) state.attempted.delete(operationKey({ action, resourceId: again }));
  for (const id of made) state.made.add(id);
  for (const clientId of wakes) state.wakes.add(clientId);
  foldEnds(state, learned);
  if (portal !== undefined) foldFacts(state, portal);
}

function foldEnds(state: RunState, { stale = false, stopped = false, heldAt }: Learned): void {
  state.stale ||= stale;
  state.stopped ||= stopped;
  state.heldAt ??= heldAt ?? null;
}

/** The earliest of several reasons to come back. */
export function keepRetry(state: RunState, retry: Retry): void {
  if (state.retry === null || retry.at < state.retry.at) state.retry = retry;
}

function foldFacts(state: RunState, { answeredWell, writes, failed, ...said }: PortalFacts): void {
  state.answeredWell ||= answeredWell === true;
  if (writes === 'taken' || state.writes === 'none') state.writes = writes ?? state.writes;
  if (state.failed !== 'unanswered') state.failed = failed ?? state.failed;
  state.health ??= said.health ?? null;
  state.accessError = said.accessError ?? state.accessError;
  state.bug ??= said.bug ?? null;
}

const WRITES = ['create', 'update', 'remove', 'withdraw', 'resend'] as const;

/**
 * A run tries each thing once. What its records, or others who share a resource, wish of it since is another thing: nobody
 * else comes to write it.
 */
export function hasTried({ attempted }: RunState, operation: Operation): boolean {
  const { action, wanted } = operation;
  const tried = attempted.get(operationKey(operation));
  if (tried === undefined) return false;
  return (action !== 'create' && action !== 'update') || sameAttributes(tried, wanted);
}

export function operationKey({ action, resourceId }: Pick<Operation, 'action' | 'resourceId'>): string {
  return `${action} ${resourceId}`;
}
