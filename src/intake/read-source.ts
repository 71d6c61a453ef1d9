// Reads what one practice has in its folder, at its address or in its software. One reader at a time; what changed without a
// webhook having said so is metered.
import { writeAudit } from '../database/people/audit.ts';
import type { Store } from '../database/open-store.ts';
import { readClock } from '../database/portal/verify-turns.ts';
import {
  endSourceTrouble,
  noteSourceProblem,
  noteSourceRead,
  type SoftwareSetting,
} from '../database/records/practices.ts';
import { endDueHints } from '../database/records/source-hints.ts';
import { countRefusals } from '../database/records/refusals.ts';
import {
  beginReading,
  endReading,
  renewReading,
  SOURCE_CHANGED,
  type SourceTurn,
} from '../database/records/source-turns.ts';
import { KoppelError, RejectedError } from '../errors.ts';
import { hasVanished, type ImportResult } from './import-files.ts';
import { RECORD_KINDS, type Intake, type RecordKind } from './intake.ts';
import { isFileError } from './files/file-error.ts';
import type { OpenedSource } from './opened-source.ts';
import { readAddress, type Download } from './read-address.ts';
import { countUnmarked, readFolder } from './read-folder.ts';
import { readSoftware, type SoftwareReading } from './read-software.ts';
import type { RowProblem } from './records/problems.ts';

export interface SourcePorts {
  readonly store: Store;
  readonly intake: Intake;
  /** By the clock of this machine, which dates the files of a folder. */
  readonly now: () => Date;
  readonly download: Download;
  readonly openSource: OpenSource;
  readonly countUnannounced: (records: number) => void;
}

/** Opens the software of a practice, to be read. */
export type OpenSource = (
  practiceId: string,
  setting: SoftwareSetting,
  signal: AbortSignal,
) => Promise<OpenedSource>;

export interface SourceResult {
  /**
   * busy: somebody else reads it, or the practice has no source. unchanged: nothing new since the last time. broken-off:
   * this process ends, or has lost its turn; what it has not taken over as a whole is there to be read again.
   */
  readonly status: 'read' | 'unchanged' | 'busy' | 'broken-off';
  readonly exports: number;
  readonly rejected: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly stale: number;
  readonly absent: number;
  readonly deleted: number;
  /** Kinds of which so much is missing that the brake will ask (rule 22). */
  readonly vanished: readonly RecordKind[];
  /** Codes of what was wrong with what was rejected, and with rows of what was accepted. */
  readonly problems: readonly string[];
}

const RENEW_EVERY_MS = 15_000;
/** Decompressed. A practice of 100,000 records takes a tenth of it. */
const MAX_BYTES = 500_000_000;

export async function readSource(
  ports: SourcePorts,
  practiceId: string,
  signal: AbortSignal,
): Promise<SourceResult> {
  const { store } = ports;
  const turn = await store.inPractice(practiceId, beginReading);
  if (turn === null) return summarize('busy', []);
  const kept = keepTurn(store, practiceId, turn.lease);
  try {
    return await readTurn(ports, practiceId, { ...turn, signal: AbortSignal.any([signal, kept.lost]) });
  } catch (error) {
    const code = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
    await note(ports, practiceId, { action: 'source.failed', details: { code } });
    await store.inPractice(practiceId, (tx) => noteSourceProblem(tx, code));
    throw error;
  } finally {
    await kept.end();
  }
}

/** Renews a turn until it is ended. `lost`: it is another's by now. */
function keepTurn(store: Store, practiceId: string, first: string) {
  const lost = new AbortController();
  const renew = async (lease: string): Promise<string> => {
    const renewed = await store.inPractice(practiceId, (tx) => renewReading(tx, lease));
    if (renewed === null) lost.abort();
    return renewed ?? lease;
  };
  // One after the other: each knows the turn by the end that the last one gave it.
  let lease = Promise.resolve(first);
  const timer = setInterval(() => {
    lease = lease.then((held) => renew(held).catch(() => held));
  }, RENEW_EVERY_MS);
  const end = async (): Promise<void> => {
    clearInterval(timer);
    const held = await lease;
    await store.inPractice(practiceId, (tx) => endReading(tx, held));
  };
  return { lost: lost.signal, end };
}

interface Turn extends SourceTurn {
  readonly signal: AbortSignal;
}

async function readTurn(ports: SourcePorts, practiceId: string, turn: Turn): Promise<SourceResult> {
  const { exports, etag, unmarked, unreadable } = await readExports(ports, practiceId, turn);
  const status = exports.length === 0 ? 'unchanged' : 'read';
  const result = summarize(turn.signal.aborted ? 'broken-off' : status, exports);
  await noteState(ports, practiceId, { exports, etag, unmarked, unreadable });
  const unannounced = result.applied + result.deleted;
  ports.countUnannounced(unannounced);
  const { applied, absent, deleted, vanished } = result;
  for (const refused of exports.filter(({ problemCount }) => problemCount > 0))
    await note(ports, practiceId, noteOf(refused));
  if (vanished.length > 0)
    await note(ports, practiceId, {
      action: 'source.vanished',
      details: { kinds: vanished, absent, deleted },
    });
  if (unannounced > 0)
    await note(ports, practiceId, { action: 'source.unannounced', details: { applied, deleted } });
  return result;
}

/** What is to be seen of the source until it is read again: when it was accepted, and what is wrong with it. */
async function noteState(
  { store }: SourcePorts,
  practiceId: string,
  { exports, etag, unmarked, unreadable }: Exports,
): Promise<void> {
  const accepted = exports.filter(({ written }) => written).at(-1);
  const problem = unreadable > 0 ? UNREADABLE : problemOf(exports.at(-1), unmarked);
  const isFirst = await store.inPractice(practiceId, async (tx) => {
    if (accepted !== undefined || etag === UNCHANGED)
      await noteSourceRead(
        tx,
        etag === UNCHANGED ? undefined : { etag, asOf: accepted?.result?.asOf ?? null },
      );
    if (problem !== null || accepted !== undefined) return noteSourceProblem(tx, problem);
    await endSourceTrouble(tx);
    return false;
  });
  if (isFirst && problem === UNREADABLE)
    await note({ store }, practiceId, { action: 'source.failed', details: { code: UNREADABLE } });
  if (isFirst && problem === 'EXPORT_UNMARKED')
    await note({ store }, practiceId, { action: 'source.unmarked', details: { exports: unmarked } });
}

/** Of the newest export; one that was broken off, or is being replaced, is read again. */
function problemOf(newest: Exported | undefined, unmarked: number): string | null {
  if (newest !== undefined && newest.problems.length > 0)
    return newest.written ? 'ROWS_REFUSED' : 'EXPORT_REFUSED';
  return unmarked > 0 ? 'EXPORT_UNMARKED' : null;
}

/** Enough to find what is wrong where nobody kept the export; the rest stands in the list beside it. */
const MOST_NOTED = 100;

function noteOf({ written, problems, problemCount }: Exported) {
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  const places = problems.slice(0, MOST_NOTED).map(({ line, field, code }) => ({ line, field, code }));
  return {
    action: written ? 'source.rows-refused' : 'source.rejected',
    details: { problems: codes, count: problemCount, places },
  };
}

/** What was read before is still the whole truth. */
const UNCHANGED = Symbol('unchanged');

interface Exported {
  readonly written: boolean;
  readonly problems: readonly (Pick<RowProblem, 'line' | 'field'> & { readonly code: string })[];
  /** 0: they are no news. */
  readonly problemCount: number;
  readonly result: Pick<ImportResult, 'asOf' | 'clients' | 'contacts' | 'snapshot'> | null;
}

interface Exports {
  readonly exports: readonly Exported[];
  readonly etag: string | null | typeof UNCHANGED;
  /** Exports that nobody says are all there. */
  readonly unmarked: number;
  readonly unreadable: number;
}

const UNREADABLE = 'SOURCE_UNREADABLE';

/** Whoever fills a folder writes the marker at once; a copy over a slow line takes a while. */
const UNMARKED_AFTER_MS = 30 * 60_000;

async function readExports(ports: SourcePorts, practiceId: string, turn: Turn): Promise<Exports> {
  const { source, etag, signal } = turn;
  // A wrong row costs itself: nobody is there to mend it before the next export (rule 22).
  const common = { intake: ports.intake, practiceId, skipInvalid: true, signal };
  const now = (): Promise<Date> => ports.store.inPractice(practiceId, readClock);
  if (source.kind === 'software') return readFromSoftware(ports, practiceId, { source, signal });
  // Whatever was hinted at is in what is read from here on.
  await ports.store.inPractice(practiceId, endDueHints);
  if (source.kind === 'folder') {
    const dir = source.path;
    const found = await readFolder({ ...common, dir, now: await now() }).catch(explainFolder);
    const before = new Date(ports.now().getTime() - UNMARKED_AFTER_MS);
    const unmarked = await countUnmarked(dir, before).catch(explainFolder);
    return {
      exports: found.exports.map(({ problems, result }) => toExported(problems, result)),
      ...{ etag: null, unmarked, unreadable: found.unreadable },
    };
  }
  const given = { url: source.url, etag, headers: {}, download: ports.download, maxBytes: MAX_BYTES, now };
  const answer = await readAddress({ ...common, ...given }).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (answer === null) return { exports: [], etag: null, unmarked: 0, unreadable: 0 };
  if (answer.status === 'unchanged') return { exports: [], etag: UNCHANGED, unmarked: 0, unreadable: 0 };
  const { result } = answer;
  return { exports: [toExported(result.problems, result)], etag: answer.etag, unmarked: 0, unreadable: 0 };
}

async function readFromSoftware(
  ports: SourcePorts,
  practiceId: string,
  { source, signal }: { source: SoftwareSetting; signal: AbortSignal },
): Promise<Exports> {
  const open = (): Promise<OpenedSource> => ports.openSource(practiceId, source, signal);
  const reading = await readSoftware(ports.store, open, { practiceId, setting: source, signal }).catch(
    (error: unknown) => {
      if (signal.aborted || (error instanceof KoppelError && error.code === SOURCE_CHANGED)) return null;
      throw error;
    },
  );
  const refused = await ports.store.inPractice(practiceId, countRefusals);
  const exports = reading === null ? [] : [toReadOnce(reading, refused)];
  return { exports, etag: null, unmarked: 0, unreadable: 0 };
}

/** Records that are refused stay in sight until they are said anew (rule 22): their codes stand beside them. */
function toReadOnce({ counts, snapshot, problems }: SoftwareReading, refused: number): Exported {
  const codes = [...problems, ...(refused > 0 ? ['ROWS_REFUSED'] : [])];
  const wasSilent = [counts.client, counts.contact].every((own) =>
    Object.values(own).every((of) => of === 0),
  );
  const { client, contact } = snapshot ?? {};
  const told =
    client === undefined || contact === undefined
      ? null
      : {
          absent: client.absent + contact.absent,
          deleted: client.deleted + contact.deleted,
          vanished: RECORD_KINDS.filter((kind) => hasVanished({ client, contact }[kind])),
        };
  return {
    written: true,
    problems: codes.map((code) => ({ field: 'record', code })),
    problemCount: wasSilent ? 0 : codes.length,
    result: { asOf: null, clients: counts.client, contacts: counts.contact, snapshot: told },
  };
}

function toExported(problems: readonly RowProblem[], result: ImportResult | null): Exported {
  const problemCount = result?.problemCount ?? problems.length;
  return { written: result?.written === true, problems, problemCount, result };
}

/** A system error names the path; whoever looks at the job needs only to know what is wrong with the source. */
function explainFolder(cause: unknown): never {
  if (isFileError(cause)) {
    throw new RejectedError(
      { en: 'The folder of the source cannot be read.', nl: 'De map van de bron kan niet worden gelezen.' },
      { code: UNREADABLE, cause },
    );
  }
  throw cause;
}

function summarize(status: SourceResult['status'], exports: readonly Exported[]): SourceResult {
  const counts = { applied: 0, unchanged: 0, stale: 0, absent: 0, deleted: 0 };
  for (const { result } of exports) {
    if (result === null) continue;
    for (const name of ['applied', 'unchanged', 'stale'] as const)
      counts[name] += result.clients[name] + result.contacts[name];
    counts.absent += result.snapshot?.absent ?? 0;
    counts.deleted += result.snapshot?.deleted ?? 0;
  }
  const problems = [...new Set(exports.flatMap((each) => each.problems.map(({ code }) => code)))].sort();
  const rejected = exports.filter(({ written }) => !written).length;
  const vanished = [...new Set(exports.flatMap(({ result }) => result?.snapshot?.vanished ?? []))];
  return { status, exports: exports.length, rejected, ...counts, vanished, problems };
}

async function note(
  { store }: Pick<SourcePorts, 'store'>,
  practiceId: string,
  entry: { action: string; details: Readonly<Record<string, unknown>> },
): Promise<void> {
  await store.inPractice(practiceId, (tx) => writeAudit(tx, [{ practiceId, actor: 'koppel', ...entry }]));
}
