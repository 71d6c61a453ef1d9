// How a practice stands on each of its connections: counts that add up, the oldest unserved change, what waits for a
// person. One value, shown by `koppel status`. Reads the database only.
import { lastFinished } from '../database/ledger/job-runs.ts';
import type { Store } from '../database/open-store.ts';
import { readOpenStatements, type OpenStatements } from '../database/people/open-statements.ts';
import { readPractice, type StoredPractice } from '../database/records/practices.ts';
import { readFullReading, type FullReading } from '../database/records/source-state.ts';
import {
  countSignIns,
  countStandings,
  NO_COUNTS,
  readConnectionFigures,
  type ConnectionCounts,
  type ConnectionFigures,
  type SignInCounts,
} from '../database/people/status.ts';
import { makesWindowGood, sourceAgeSeconds, sourceState, type SourceState } from '../domain/source-state.ts';
import { windowState, type WindowState } from '../domain/window.ts';
import { accessTypesOfPortals, type ConnectorOf } from '../engine/access-types.ts';

export interface ConnectionStatus extends ConnectionCounts {
  readonly name: string;
  readonly portal: string;
  readonly state: ConnectionFigures['state'];
  readonly stopReason: string | null;
  readonly stateSince: Date;
  /** Read it can be: of several clients in a row a write was refused, and none taken between. */
  readonly refusesWrites: boolean;
  readonly due: { readonly revoke: number; readonly change: number; readonly bulk: number };
  /** The oldest revoke or change that is not yet verified in the portal; null when there is none. */
  readonly oldestChange: Waiting | null;
  /** The same for first loads, which the window does not count. */
  readonly oldestBulk: Waiting | null;
  /**
   * paused: a person holds the connection, so that no window is promised. unguaranteed: everything that came is in time,
   * and a webhook that was lost would not be (rule 23).
   */
  readonly window: WindowState | 'paused' | 'unguaranteed';
  readonly listedAt: Date | null;
  readonly verifiedAt: Date | null;
  readonly brakeRequest: { readonly id: string; readonly accesses: number; readonly openedAt: Date } | null;
  readonly openTasks: number;
  readonly signIn: SignInCounts;
}

interface Waiting {
  readonly since: Date;
  readonly ageSeconds: number;
}

export interface PracticeStatus {
  readonly practice: string;
  readonly name: string;
  /** False: nothing but the webhook tells of changes, so that the window cannot be guaranteed (rule 23). */
  readonly hasSource: boolean;
  readonly sourceState: SourceState;
  /** When an export was last accepted. */
  readonly sourceReadAt: Date | null;
  /** Since then, or since the source was announced; null where there is none. */
  readonly sourceAgeSeconds: number | null;
  /** Code of what keeps its exports from being accepted. */
  readonly sourceProblem: string | null;
  readonly sourceProblemSince: Date | null;
  /** Of its practice software everything is being read. */
  readonly sourceReading: FullReading | null;
  readonly lastSweepAt: Date | null;
  /** What was taken in and does not count yet, oldest first by kind (`koppel explain` names each record's). */
  readonly open: readonly OpenStatements[];
  readonly connections: readonly ConnectionStatus[];
}

export interface StatusPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
  /** By the clock of the database, which dated what is counted. */
  readonly now: Date;
}

/** Null when there is no such practice. */
export async function readPracticeStatus(
  { store, connectorOf, now }: StatusPorts,
  practiceId: string,
): Promise<PracticeStatus | null> {
  const lastSweepAt = await store.inSystem((tx) => lastFinished(tx, 'sweep'));
  return store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    if (practice === null) return null;
    const figures = await readConnectionFigures(tx);
    const accessTypes = accessTypesOfPortals(
      figures.map(({ portal }) => portal),
      connectorOf,
    );
    const counts = await countStandings(tx, accessTypes);
    const signIns = await countSignIns(tx, accessTypes);
    const isGood = makesWindowGood(practice, now);
    return {
      practice: practice.id,
      name: practice.name,
      ...describeSource(practice, now),
      ...{ sourceReading: await readFullReading(tx), lastSweepAt },
      open: await readOpenStatements(tx),
      connections: figures.map((figure) => ({
        ...(counts.get(figure.id) ?? NO_COUNTS),
        ...describeConnection(figure, { now, isGood }),
        signIn: signIns.get(figure.id) ?? { active: 0, mailSent: 0, unknown: 0 },
      })),
    };
  });
}

type DescribedSource = Omit<
  PracticeStatus,
  'practice' | 'name' | 'sourceReading' | 'lastSweepAt' | 'open' | 'connections'
>;

function describeSource(practice: StoredPractice, now: Date): DescribedSource {
  const { source, sourceReadAt, sourceProblem, sourceProblemSince } = practice;
  return {
    hasSource: source !== null,
    sourceState: sourceState(practice, now),
    sourceReadAt,
    sourceAgeSeconds: sourceAgeSeconds(practice, now),
    sourceProblem,
    sourceProblemSince,
  };
}

type Described = Omit<ConnectionStatus, keyof ConnectionCounts | 'signIn'>;

interface Moment {
  readonly now: Date;
  /** Whether a lost webhook would be made good within the window. */
  readonly isGood: boolean;
}

function describeConnection(figure: ConnectionFigures, { now, isGood }: Moment): Described {
  const { name, portal, state, stopReason, stateSince, refusesWrites } = figure;
  const { listedAt, verifiedAt, openTasks } = figure;
  return {
    name,
    portal,
    state,
    stopReason,
    stateSince,
    refusesWrites,
    due: { revoke: figure.revokesDue, change: figure.changesDue, bulk: figure.bulkDue },
    oldestChange: waiting(figure.oldestChangeAt, now),
    oldestBulk: waiting(figure.oldestBulkAt, now),
    window: windowOf(figure, { now, isGood }),
    listedAt,
    verifiedAt,
    brakeRequest: brakeRequest(figure),
    openTasks,
  };
}

function windowOf(
  { state, oldestChangeAt }: ConnectionFigures,
  { now, isGood }: Moment,
): Described['window'] {
  if (state === 'paused') return 'paused';
  const window = windowState(oldestChangeAt ?? now, now);
  return window === 'met' && !isGood ? 'unguaranteed' : window;
}

function waiting(since: Date | null, now: Date): Waiting | null {
  if (since === null) return null;
  return { since, ageSeconds: Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) };
}

function brakeRequest({
  brakeRequestId,
  brakeAccesses,
  brakeOpenedAt,
}: ConnectionFigures): ConnectionStatus['brakeRequest'] {
  if (brakeRequestId === null || brakeOpenedAt === null) return null;
  return { id: brakeRequestId, accesses: brakeAccesses ?? 0, openedAt: brakeOpenedAt };
}
