// Ends a run: says where the client and its contacts stand, gives the lease back, releases whom this client held, and
// passes on what the run learned about the connection.
import { endRun, hastenSlow, lookAgain } from '../database/ledger/pairs.ts';
import { endVainTasks, forgetReleasedClaims } from '../database/ledger/settlements.ts';
import { heldByClient } from '../database/ledger/standings.ts';
import type { ReasonCode, StandingState } from '../domain/reasons.ts';
import { judgeStandings, type Standing } from '../plan/judge-standings.ts';
import { liveClaims, type KnownResource } from '../plan/known.ts';
import { isAskedOfPerson, isBeingRevoked } from '../plan/resource-states.ts';
import { backOff, type ClientRun } from './client-run.ts';
import { longestRevokeDelayMs, longestSlowRevokeDelayMs } from '../domain/retry.ts';
import { learnAboutConnection } from './learn-about-connection.ts';
import type { Retry } from './learned.ts';
import { toError } from './note-failure.ts';
import type { PlannedClient } from './gate-client.ts';
import { fold, hasTried, keepRetry, type RunState } from './run-state.ts';

export interface SyncResult {
  /** busy: another run works on this client, or the connection has no room. gone: no such client or connection. */
  readonly status: 'done' | 'retry' | 'busy' | 'gone';
  /** Where the client and its contacts stand; empty unless the run came to an end. */
  readonly standings: readonly {
    readonly kind: string;
    readonly state: StandingState;
    readonly reason: ReasonCode;
  }[];
  /** Set when Koppel itself failed: a bug. */
  readonly bug: Error | null;
}

export async function finishRun(
  run: ClientRun,
  state: RunState,
  planned: PlannedClient,
): Promise<SyncResult> {
  noteLeft(run, state, planned);
  // Three transactions, because each waits for rows of others: one that held them all could wait in a circle. Others
  // are told first, so that a crash in between tells them twice, not never.
  await tellOthers(run, state);
  const standings = judge(run, state, planned);
  const end = {
    generation: state.heldAt ?? planned.records.generation,
    retry: soonForRevokes(run, state, planned),
    lookAgainAt: nextLookAt(run, planned),
    wasSlow: wasSlow(run, state),
    standings,
  };
  if (hasReleasedClaims(planned))
    await run.store.inPractice(run.run.practiceId, async (tx) => {
      if (!(await endRun(tx, run.run, end))) return;
      const withdrawn = withdrawnTypesOf(run);
      await endVainTasks(tx, run.run, withdrawn);
      await forgetReleasedClaims(tx, run.run, withdrawn);
    });
  else await run.store.oneStatement(run.run.practiceId, (tx) => endRun(tx, run.run, end));
  await learnAboutConnection(run, state);
  if (run.run.slowRuns > 0 && state.retry === null)
    await run.store.inPractice(run.run.practiceId, (tx) => hastenSlow(tx, run.run.connectionId));
  return {
    status: state.retry === null ? 'done' : 'retry',
    standings: standings.map(({ subject, state, reason }) => ({ kind: subject.kind, state, reason })),
    bug: state.bug,
  };
}

/** What the last plan leaves undone: what that says of whom it holds, and when the client comes back for it. */
function noteLeft(run: ClientRun, state: RunState, planned: PlannedClient): void {
  for (const { gate } of planned.operations) {
    if (gate.reason !== null) fold(state, { reason: { about: gate.about, code: gate.reason } });
    if (gate.until !== null) keepRetry(state, { at: gate.until, costsAttempt: false, error: 'UNANSWERED' });
  }
  if (state.retry === null && isLeftOpen(state, planned))
    keepRetry(state, { at: backOff(run), costsAttempt: true, error: 'LOOK_AGAIN' });
}

/** What this run has tried already and that is called for again: it is neither proven nor waited for. */
function isLeftOpen(state: RunState, { operations, resources, grounds }: PlannedClient): boolean {
  const resourceById = new Map(resources.map((resource) => [resource.id, resource]));
  return operations.some((operation) => {
    const { action, resourceId } = operation;
    const resource = resourceById.get(resourceId);
    if (resource === undefined || !hasTried(state, operation)) return false;
    if (action === 'look') return resource.doubtful;
    if (action === 'update') return operation.gate.by === 'koppel';
    if (action === 'withdraw') return !isAskedOfPerson(resource);
    const isRevoke = (action === 'remove' || action === 'read-back') && resource.revokeState !== null;
    return isRevoke && !grounds.braked.has(resource.id) && !isAskedOfPerson(resource);
  });
}

/** Who waited for a key this client let go of, and who shares what it changed. */
async function tellOthers({ store, run }: ClientRun, { letGo, wakes }: RunState): Promise<void> {
  if (!letGo && wakes.size === 0) return;
  await store.inPractice(run.practiceId, async (tx) => {
    const held = letGo ? await heldByClient(tx, run) : [];
    await lookAgain(tx, {
      connectionId: run.connectionId,
      clientIds: [...new Set([...held, ...wakes])],
    });
  });
}

/**
 * Access that should be gone does not wait out a long pause: whatever the portal's failures taught the record to wait, its
 * revoke goes within the minute. What the portal itself asked to wait costs no attempt, and stays as it is. Where the
 * portal does not answer for the record, or says no, it comes back within minutes: others need the place.
 */
function soonForRevokes(
  run: ClientRun,
  state: RunState,
  { resources, grounds }: PlannedClient,
): Retry | null {
  const { retry } = state;
  const isToGo = (resource: KnownResource) => isBeingRevoked(resource) && !grounds.braked.has(resource.id);
  if (retry?.costsAttempt !== true || !resources.some(isToGo)) return retry;
  const longest =
    wasSlow(run, state) || retry.isRefused === true ? longestSlowRevokeDelayMs : longestRevokeDelayMs;
  const latest = run.now().getTime() + longest(Math.random);
  return { ...retry, at: new Date(Math.min(retry.at.getTime(), latest)) };
}

/** A run that lasts longer, and comes to nothing, has kept others from its place. */
const SLOW_AFTER_MS = 5_000;

function wasSlow({ run, now }: ClientRun, { retry, failed }: RunState): boolean {
  if (retry?.costsAttempt !== true) return false;
  return failed === 'unanswered' || now().getTime() - run.begunAt.getTime() > SLOW_AFTER_MS;
}

function hasReleasedClaims({ resources }: PlannedClient): boolean {
  return resources.some((resource) => resource.claims.some((claim) => claim.released));
}

function withdrawnTypesOf({ connector }: ClientRun): readonly string[] {
  return Object.entries(connector.resources)
    .filter(([, { onRemove }]) => onRemove === 'withdraw')
    .map(([name]) => name);
}

/**
 * Koppel itself failed: the client is tried again later, and says so meanwhile. Where others cannot be told either, the lease
 * runs out, and the run that takes it over tells them.
 */
export async function abandonRun(run: ClientRun, state: RunState, bug: unknown): Promise<SyncResult> {
  await tellOthers(run, state);
  const subject = { kind: 'client', id: run.run.clientId } as const;
  const standing: Standing = { subject, state: 'failed', reason: 'INTERNAL_ERROR', detail: {} };
  const retry = { at: backOff(run), costsAttempt: true, error: 'INTERNAL_ERROR' };
  // What changed since it began has not been tried, whatever was planned: a revoke waits out no pause.
  const end = { generation: run.run.generation, retry, lookAgainAt: null, standings: [standing] };
  await run.store.oneStatement(run.run.practiceId, (tx) => endRun(tx, run.run, end));
  return {
    status: 'retry',
    standings: [{ kind: 'client', state: 'failed', reason: 'INTERNAL_ERROR' }],
    bug: toError(bug),
  };
}

function judge(run: ClientRun, state: RunState, planned: PlannedClient): readonly Standing[] {
  return judgeStandings({
    clientId: run.run.clientId,
    client: planned.client,
    contacts: planned.contacts,
    refusals: planned.wanted.refusals,
    warnings: planned.wanted.warnings ?? [],
    conflicts: planned.conflicts,
    resources: planned.resources,
    traits: run.traits,
    troubles: state.reasons,
    braked: planned.grounds.braked,
  });
}

/** When this client is looked at again although nothing changed: what waits was looked at just now. */
function nextLookAt({ now, connection }: ClientRun, { resources }: PlannedClient): Date | null {
  const times = resources
    .filter(
      ({ state, ...resource }) =>
        (state === 'waiting' || state === 'present') && liveClaims(resource).length > 0,
    )
    .flatMap(({ lookAgainAt }) => lookAgainAt?.getTime() ?? []);
  if (times.length === 0) return null;
  return new Date(Math.max(Math.min(...times), now().getTime() + connection.policy.lookAgainSoonMs));
}
