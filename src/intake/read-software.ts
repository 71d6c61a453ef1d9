// One turn of reading a practice's software: what changed, or everything, and what hints asked to look at. Each page is taken
// in with the cursor behind it; a turn that breaks off is begun again there.
import {
  addHints,
  endHints,
  listDueHints,
  postponeChanged,
  postponeHints,
  type DueHint,
} from '../database/records/source-hints.ts';
import {
  beginFull,
  noteLooked,
  readSourceState,
  wantFullReading,
  type SourceState,
} from '../database/records/source-state.ts';
import { holdSource } from '../database/records/source-turns.ts';
import { completeReading, takePage, type TakenIn } from '../database/records/take-page.ts';
import type { Store } from '../database/open-store.ts';
import type { SoftwareSetting } from '../database/records/practices.ts';
import { isSparing, planReading, type ReadingPlan } from '../domain/source-plan.ts';
import { AccessError, KoppelError, RateLimitedError } from '../errors.ts';
import type { SourcePage } from '../../sources/source.ts';
import {
  addCounts,
  countOutcomes,
  type IntakeCounts,
  type RecordKind,
  type SnapshotOutcome,
} from './intake.ts';
import type { OpenedSource } from './opened-source.ts';
import { sortPage } from './sort-page.ts';
import { endTending, tendSoftware } from './tend-software.ts';

export interface SoftwareTurn {
  readonly practiceId: string;
  /** As it is read in this turn, and no longer than it stays so. */
  readonly setting: SoftwareSetting;
  readonly signal: AbortSignal;
}

export interface SoftwareReading {
  readonly counts: Readonly<Record<RecordKind, IntakeCounts>>;
  /** What a reading of everything told by absence. */
  readonly snapshot: SnapshotOutcome | null;
  /** Codes; those of single records stand beside them. */
  readonly problems: readonly string[];
}

interface Run {
  readonly store: Store;
  readonly opened: OpenedSource;
  readonly practiceId: string;
  readonly signal: AbortSignal;
  counts: Record<RecordKind, IntakeCounts>;
  readonly problems: Set<string>;
}

/** So many clients that nobody knew are a reason to read everything instead of the contacts of each. */
const MANY_NEW_CLIENTS = 30;
/** Hints answered between two pages of a long reading. */
const AGAIN_AFTER_MS = 5 * 60_000;

/** Null: nothing was due. */
export async function readSoftware(
  anyStore: Store,
  open: () => Promise<OpenedSource>,
  { practiceId, setting, signal }: SoftwareTurn,
): Promise<SoftwareReading | null> {
  const store = whileSame(anyStore, setting);
  const everyMinutes = setting.everyMinutes ?? null;
  const state = await store.inPractice(practiceId, readSourceState);
  if (state === null) throw neverConnected();
  const sparing = isSparing(state);
  const plan = planReading({ ...state, hasCursor: state.cursor !== null, everyMinutes, sparing });
  if (sparing && plan.read !== 'changes') await store.inPractice(practiceId, postponeChanged);
  const hints = await store.inPractice(practiceId, listDueHints);
  if (plan.read === 'nothing' && hints.length === 0) return null;
  const counts = { client: countOutcomes([]), contact: countOutcomes([]) };
  try {
    if (!state.isConnected && !state.reconnectNeeded) throw neverConnected();
    const run: Run = { store, opened: await open(), practiceId, signal, counts, problems: new Set() };
    const snapshot = plan.tend
      ? await readAndTend(run, state, plan.read)
      : await read(run, { state, plan: plan.read });
    await answerHints(run, { mayLook: true });
    return { counts: run.counts, snapshot, problems: [...run.problems] };
  } catch (error) {
    await lookAgain(store, practiceId, error);
    throw error;
  }
}

function whileSame(store: Store, setting: SoftwareSetting): Store {
  return {
    ...store,
    inPractice: (practiceId, work) =>
      store.inPractice(practiceId, async (tx) => {
        await holdSource(tx, setting);
        return work(tx);
      }),
  };
}

export function neverConnected(): AccessError {
  return new AccessError(
    {
      en: 'The software of this practice was never signed in to (koppel source connect).',
      nl: 'Bij de software van dit kantoor is nooit aangemeld (koppel source connect).',
    },
    {
      code: 'SOURCE_NOT_CONNECTED',
    },
  );
}

/** Soon, where waiting helps. */
async function lookAgain(store: Store, practiceId: string, error: unknown): Promise<void> {
  if (error instanceof AccessError) return store.inPractice(practiceId, postponeHints);
  if (!(error instanceof KoppelError)) return;
  const afterMs = error instanceof RateLimitedError ? error.retryAfterMs : AGAIN_AFTER_MS;
  await store.inPractice(practiceId, async (tx) => {
    const now = (await readSourceState(tx))?.now ?? new Date();
    const dueAt = new Date(now.getTime() + afterMs);
    await addHints(tx, practiceId, [{ kind: 'any', key: '', byDate: false, dueAt }]);
  });
}

async function readAndTend(
  run: Run,
  state: SourceState,
  plan: ReadingPlan['read'],
): Promise<SnapshotOutcome | null> {
  const tended = await tendSoftware(run, state);
  const snapshot = await read(run, { state, plan: tended.anew ? 'everything' : plan });
  if (tended.troubles.length > 0) await endTending(run, tended);
  return snapshot;
}

async function read(
  run: Run,
  { state, plan }: { state: SourceState; plan: ReadingPlan['read'] },
): Promise<SnapshotOutcome | null> {
  if (plan === 'everything') return readEverything(run);
  if (plan === 'changes') await readChanges(run, state.cursor);
  return null;
}

async function readEverything(run: Run): Promise<SnapshotOutcome | null> {
  const { store, opened, practiceId } = run;
  const { source, session } = opened;
  const counted = (await source.count?.(session)) ?? null;
  await store.inPractice(practiceId, (tx) => beginFull(tx, counted));
  const begunAt = session.now();
  const keys = { client: new Set<string>(), contact: new Set<string>() };
  for await (const page of source.readSince(session, null)) {
    for (const { kind, key, says } of page.statements) if (says === 'there') keys[kind].add(key);
    await take(run, page, { readContactsOfNew: false });
    await answerHints(run, { mayLook: false });
  }
  if (keys.client.size === 0) {
    run.problems.add('EMPTY_SNAPSHOT');
    await store.inPractice(practiceId, (tx) => noteLooked(tx, begunAt, { isFull: true }));
    return null;
  }
  return completeReading(store, practiceId, { begunAt, clientKeys: keys.client, contactKeys: keys.contact });
}

async function readChanges(run: Run, cursor: SourceState['cursor']): Promise<void> {
  const { store, opened, practiceId } = run;
  const { source, session } = opened;
  const begunAt = session.now();
  const covered = (await store.inPractice(practiceId, listDueHints)).filter(isCovered);
  for await (const page of source.readSince(session, cursor))
    await take(run, page, { readContactsOfNew: true });
  await store.inPractice(practiceId, async (tx) => {
    await noteLooked(tx, begunAt, { isFull: false });
    await endHints(tx, covered, begunAt);
  });
}

/** Whatever changed shows in a look at what changed; a date that has come is no change. */
function isCovered({ kind, byDate }: DueHint): boolean {
  return !byDate && kind !== 'contacts-of';
}

interface Taking {
  readonly readContactsOfNew: boolean;
  readonly answers?: readonly DueHint[];
}

async function take(
  run: Run,
  page: SourcePage,
  { readContactsOfNew, answers = [] }: Taking,
): Promise<TakenIn> {
  run.signal.throwIfAborted();
  const told = page.statements.length > 0 && answers.length === 0;
  const taken = await takePage(run.store, run.practiceId, {
    ...sortPage(page),
    ...{ cursor: page.cursor, problems: told ? (page.problems ?? []) : null, answers, readContactsOfNew },
  });
  for (const kind of ['client', 'contact'] as const)
    run.counts[kind] = addCounts(run.counts[kind], countOutcomes(taken[kind]));
  for (const code of page.problems ?? []) run.problems.add(code);
  return taken;
}

/**
 * What is hinted at is read record by record while that is cheaper than a look at what changed, which shows it too. In the
 * middle of a long reading only the former: a change keeps to its turn of seconds (rule 25).
 */
async function answerHints(run: Run, { mayLook }: { readonly mayLook: boolean }): Promise<void> {
  const { store, opened, practiceId } = run;
  const most = opened.source.limits.whenIdle;
  for (let round = 0; round < 10; round += 1) {
    const due = await store.inPractice(practiceId, listDueHints);
    const covered = due.filter(isCovered);
    const needsLook = covered.length > most || covered.some(({ kind }) => kind === 'any');
    if (needsLook && mayLook) {
      const state = await store.inPractice(practiceId, readSourceState);
      await readChanges(run, state?.cursor ?? null);
      continue;
    }
    const single = await limitNewClients(run, mayLook ? due : covered.slice(0, most));
    const readable = single.filter(({ kind }) => kind !== 'any');
    for (const hint of readable) await answerOne(run, hint);
    if (readable.length === 0 || !mayLook) return;
  }
}

async function limitNewClients(run: Run, due: readonly DueHint[]): Promise<readonly DueHint[]> {
  const fresh = due.filter(({ kind }) => kind === 'contacts-of');
  if (fresh.length <= MANY_NEW_CLIENTS) return due;
  await run.store.inPractice(run.practiceId, async (tx) => {
    await wantFullReading(tx);
    await endHints(tx, fresh, run.opened.session.now());
  });
  return due.filter(({ kind }) => kind !== 'contacts-of');
}

async function answerOne(run: Run, hint: DueHint): Promise<void> {
  const { store, opened, practiceId } = run;
  const { source, session } = opened;
  const { kind, key } = hint;
  if (kind === 'any') return;
  const page =
    kind === 'contacts-of'
      ? await source.readContactsOf(session, key)
      : await source.readOne(session, { kind, key });
  await take(run, { ...page, cursor: null }, { readContactsOfNew: true, answers: [hint] });
  // Not shown is no proof: what was deleted stands in what changed.
  if (page.statements.length === 0 && kind !== 'contacts-of')
    await store.inPractice(practiceId, (tx) =>
      addHints(tx, practiceId, [{ kind: 'any', key: '', byDate: false }]),
    );
}
