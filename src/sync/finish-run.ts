// Ends a run: says where the client and its contacts stand, gives the lease back, releases whom this client held, and
// passes on what the run learned about the connection.
import { writeAudit } from '../database/audit.ts';
import {
  countFailure,
  countSuccess,
  setConnectionState,
  type StoredConnection,
} from '../database/connections.ts';
import type { Tx } from '../database/open-store.ts';
import { endRun, lookAgain } from '../database/pairs.ts';
import { forgetReleasedClaims } from '../database/settlements.ts';
import { heldByClient, writeStandings } from '../database/standings.ts';
import type { ReasonCode, StandingState } from '../domain/reasons.ts';
import { judgeStandings, type Standing } from '../plan/judge-standings.ts';
import { liveClaims } from '../plan/known.ts';
import type { ClientRun } from './client-run.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { toError } from './note-failure.ts';
import { traitsOf, type PlannedClient } from './plan-client.ts';

/** So many failures in a row, over all clients of a connection, mean that the portal is down. */
const QUARANTINE_AFTER = 5;

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

type OnConnectionState = (connection: StoredConnection, state: string, reason: string | null) => void;

export async function finishRun(
  run: ClientRun,
  planned: PlannedClient,
  onState: OnConnectionState,
): Promise<SyncResult> {
  const { progress } = run;
  // Three transactions, because each waits for rows of others: one that held them all could wait in a circle. Others
  // are told first, so that a crash in between tells them twice, not never.
  if (progress.letGo || progress.neighbours.size > 0) await tellOthers(run);
  const standings = judge(run, planned);
  await run.store.inPractice(run.run.practiceId, async (tx) => {
    const isOurs = await endRun(tx, run.run, {
      generation: progress.heldAt ?? planned.records.generation,
      retry: progress.retry,
      lookAgainAt: nextLookAt(run, planned),
    });
    // What a run that lost its lease knows is old.
    if (!isOurs) return;
    await writeStandings(tx, run.run, standings);
    if (hasReleasedClaims(planned)) await forgetReleasedClaims(tx, run.run);
  });
  const change = hasLearnt(run)
    ? await run.store.inPractice(run.run.practiceId, (tx) => learnAboutConnection(tx, run))
    : null;
  if (change !== null) onState(run.connection, change.state, change.reason);
  return {
    status: progress.retry === null ? 'done' : 'retry',
    standings: standings.map(({ subject, state, reason }) => ({ kind: subject.kind, state, reason })),
    bug: progress.bug,
  };
}

/** Who waited for a key this client let go of, and who shares what it changed. */
async function tellOthers({ store, run, progress }: ClientRun): Promise<void> {
  await store.inPractice(run.practiceId, async (tx) => {
    const held = progress.letGo ? await heldByClient(tx, run) : [];
    await lookAgain(tx, {
      connectionId: run.connectionId,
      clientIds: [...new Set([...held, ...progress.neighbours])],
    });
  });
}

function hasReleasedClaims({ resources }: PlannedClient): boolean {
  return resources.some((resource) => resource.claims.some((claim) => claim.released));
}

/** Koppel itself failed: the client is tried again later, and says so meanwhile. */
export async function abandonRun(run: ClientRun, bug: unknown): Promise<SyncResult> {
  const subject = { kind: 'client', id: run.run.clientId } as const;
  const standing: Standing = { subject, state: 'failed', reason: 'INTERNAL_ERROR', detail: {} };
  const at = new Date(run.now().getTime() + retryDelayMs(run.run.attempts + 1, Math.random));
  await run.store.inPractice(run.run.practiceId, async (tx) => {
    const retry = { at, costsAttempt: true, error: 'INTERNAL_ERROR' };
    // No generation: the pair stays pending whatever was planned.
    if (await endRun(tx, run.run, { generation: -1, retry, lookAgainAt: null }))
      await writeStandings(tx, run.run, [standing]);
  });
  return {
    status: 'retry',
    standings: [{ kind: 'client', state: 'failed', reason: 'INTERNAL_ERROR' }],
    bug: toError(bug),
  };
}

function judge(run: ClientRun, planned: PlannedClient): readonly Standing[] {
  return judgeStandings({
    clientId: run.run.clientId,
    client: planned.client,
    contacts: planned.contacts,
    refusals: planned.wanted.refusals,
    warnings: planned.wanted.warnings ?? [],
    conflicts: planned.conflicts,
    resources: planned.resources,
    traits: traitsOf(run.connector, run.connection),
    troubles: run.progress.troubles,
    braked: run.progress.braked,
  });
}

interface StateChange {
  readonly state: string;
  readonly reason: string | null;
}

/** Most runs find a connection that works, as the last one did: then there is nothing to write. */
function hasLearnt({ connection, progress }: ClientRun): boolean {
  const wasWell = connection.failuresInARow === 0 && connection.state !== 'quarantined';
  return progress.accessError !== null || (progress.answeredWell ? !wasWell : progress.transientFailure);
}

/** One alert per change of state: whoever changes the row gives it. */
async function learnAboutConnection(tx: Tx, run: ClientRun): Promise<StateChange | null> {
  const { connection, progress } = run;
  const change = await connectionChange(tx, run);
  if (change === null) return null;
  await writeAudit(tx, [
    {
      practiceId: connection.practiceId,
      actor: 'koppel',
      action: `connection.${change.state}`,
      connectionId: connection.id,
      details: { reason: change.reason ?? progress.accessError ?? '' },
    },
  ]);
  return change;
}

async function connectionChange(tx: Tx, run: ClientRun): Promise<StateChange | null> {
  const { connection, progress } = run;
  if (progress.accessError !== null) {
    const change = { state: 'stopped', reason: progress.accessError } as const;
    return (await setConnectionState(tx, connection.id, change)) ? change : null;
  }
  if (progress.answeredWell)
    return (await countSuccess(tx, connection.id)) ? { state: 'active', reason: null } : null;
  const failures = await countFailure(tx, connection.id);
  const change = { state: 'quarantined', reason: progress.retry?.error ?? null } as const;
  if (failures < QUARANTINE_AFTER || connection.state === 'quarantined') return null;
  return (await setConnectionState(tx, connection.id, change)) ? change : null;
}

/** When this client is looked at again although nothing changed: what waits was looked at just now. */
function nextLookAt({ now, connection }: ClientRun, { resources }: PlannedClient): Date | null {
  const times = resources
    .filter((resource) => resource.state === 'waiting' && liveClaims(resource).length > 0)
    .flatMap(({ lookAgainAt }) => lookAgainAt?.getTime() ?? []);
  if (times.length === 0) return null;
  return new Date(Math.max(Math.min(...times), now().getTime() + connection.policy.lookAgainSoonMs));
}
