// How a practice stands on each of its connections: counts that add up, the oldest unserved change, what waits for a
// person. One value, shown by `koppel status`. Reads the database only.
import type { AccessType } from '../database/ledger/standing-facts.ts';
import { lastFinished } from '../database/ledger/job-runs.ts';
import type { Store } from '../database/open-store.ts';
import { readOpenStatements, type OpenStatements } from '../database/people/open-statements.ts';
import { readPractice, type StoredPractice } from '../database/records/practices.ts';
import { readFullReading, type FullReading } from '../database/records/source-state.ts';
import {
  countInTime,
  countSignIns,
  countStandings,
  NO_COUNTS,
  readConnectionFigures,
  type ConnectionCounts,
  type ConnectionFigures,
  type InTimeCounts,
  type SignInCounts,
} from '../database/people/status.ts';
import { makesWindowGood, sourceAgeSeconds, sourceState, type SourceState } from '../domain/source-state.ts';
import { windowState, type WindowState } from '../domain/window.ts';
import { accessTypesOfPortals, type ConnectorOf } from '../engine/access-types.ts';
import { createKeep, type Keep } from './keep-counts.ts';

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
  readonly inTime: InTimeCounts;
  /** What revokes and changes that are due take at the least, a request each; null when there are none. */
  readonly backlog: Backlog | null;
  readonly listedAt: Date | null;
  readonly verifiedAt: Date | null;
  readonly brakeRequest: { readonly id: string; readonly accesses: number; readonly openedAt: Date } | null;
  readonly openTasks: number;
  readonly signIn: SignInCounts;
}

interface Backlog {
  readonly leastSeconds: number;
  /** False: they cannot all arrive within the window of the oldest. */
  readonly canFit: boolean;
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
  /** As of when that says that it is; null: it does not say. */
  readonly sourceAsOf: Date | null;
  /** Since as of when it is, else since it was accepted, or the source was announced; null where there is none. */
  readonly sourceAgeSeconds: number | null;
  /** Code of what keeps its exports from being accepted. */
  readonly sourceProblem: string | null;
  readonly sourceProblemSince: Date | null;
  /** As of when the newest export of everything was, from the source or imported by somebody; null where none was taken in. */
  readonly completeAsOf: Date | null;
  /** Of its practice software everything is being read. */
  readonly sourceReading: FullReading | null;
  readonly lastSweepAt: Date | null;
  /** What was taken in and does not count yet, oldest first by kind (`koppel explain` names each record's). */
  readonly open: readonly OpenStatements[];
  /** When clients, contacts and sign-ins were counted. */
  readonly countedAt: Date;
  readonly connections: readonly ConnectionStatus[];
}

export interface StatusPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
  /** By the clock of the database, which dated what is counted. */
  readonly now: Date;
  /** Left out: everything is counted now. */
  readonly keep?: Keep<Counts>;
}

interface Counts {
  readonly standings: Awaited<ReturnType<typeof countStandings>>;
  readonly signIns: Awaited<ReturnType<typeof countSignIns>>;
  readonly inTime: Awaited<ReturnType<typeof countInTime>>;
}

const keepByStore = new WeakMap<Store, Keep<Counts>>();

/** As the pages and the API show it: of very many records, as they were counted a moment ago. */
export function readOverview(
  ports: Omit<StatusPorts, 'keep'>,
  practiceId: string,
): Promise<PracticeStatus | null> {
  const keep = keepByStore.get(ports.store) ?? createKeep<Counts>();
  keepByStore.set(ports.store, keep);
  return readPracticeStatus({ ...ports, keep }, practiceId);
}

/** Null when there is no such practice. */
export async function readPracticeStatus(
  { store, connectorOf, now, keep = createKeep<Counts>() }: StatusPorts,
  practiceId: string,
): Promise<PracticeStatus | null> {
  const lastSweepAt = await store.inSystem((tx) => lastFinished(tx, 'sweep'));
  const read = await store.inPractice(practiceId, async (tx) => {
    const practice = await readPractice(tx);
    if (practice === null) return null;
    const [figures, reading] = [await readConnectionFigures(tx), await readFullReading(tx)];
    return { practice, figures, reading, open: await readOpenStatements(tx) };
  });
  if (read === null) return null;
  const { practice, figures, reading, open } = read;
  const portals = figures.map(({ portal }) => portal);
  const { counts, countedAt } = await keep(practiceId, {
    count: () => count(store, practiceId, accessTypesOfPortals(portals, connectorOf)),
    recordsIn: ({ standings }) => sumOf([...standings.values()]),
    now: () => now,
  });
  const isGood = makesWindowGood(practice, now);
  return {
    practice: practice.id,
    name: practice.name,
    ...describeSource(practice, now),
    ...{ sourceReading: reading, lastSweepAt, open, countedAt },
    connections: figures.map((figure) => ({
      ...(counts.standings.get(figure.id) ?? NO_COUNTS),
      ...describeConnection(figure, { now, isGood }),
      signIn: counts.signIns.get(figure.id) ?? { active: 0, mailSent: 0, unknown: 0 },
      inTime: counts.inTime.get(figure.id) ?? { changes: 0, withinHour: 0 },
    })),
  };
}

function count(store: Store, practiceId: string, accessTypes: readonly AccessType[]): Promise<Counts> {
  return store.inPractice(practiceId, async (tx) => ({
    standings: await countStandings(tx, accessTypes),
    signIns: await countSignIns(tx, accessTypes),
    inTime: await countInTime(tx),
  }));
}

function sumOf(standings: readonly ConnectionCounts[]): number {
  return standings.reduce((sum, { clients, contacts }) => sum + clients.total + contacts.total, 0);
}

type DescribedSource = Omit<
  PracticeStatus,
  'practice' | 'name' | 'sourceReading' | 'lastSweepAt' | 'open' | 'countedAt' | 'connections'
>;

function describeSource(practice: StoredPractice, now: Date): DescribedSource {
  const { source, sourceReadAt, sourceAsOf, sourceProblem, sourceProblemSince, completeAsOf } = practice;
  return {
    hasSource: source !== null,
    sourceState: sourceState(practice, now),
    sourceReadAt,
    sourceAsOf,
    sourceAgeSeconds: sourceAgeSeconds(practice, now),
    sourceProblem,
    sourceProblemSince,
    completeAsOf,
  };
}

type Described = Omit<ConnectionStatus, keyof ConnectionCounts | 'signIn' | 'inTime'>;

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
    backlog: backlogOf(figure, now),
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

function backlogOf(figure: ConnectionFigures, now: Date): Backlog | null {
  const { revokesDue, changesDue, requestsPerSecond, oldestChangeAt } = figure;
  const requests = revokesDue + changesDue;
  if (requests === 0) return null;
  const leastSeconds = Math.ceil(requests / requestsPerSecond);
  const until = new Date(now.getTime() + leastSeconds * 1000);
  return { leastSeconds, canFit: windowState(oldestChangeAt ?? now, until) !== 'missed' };
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
