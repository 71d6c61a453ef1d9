// Reads the exports of one practice from its folder or address and writes them the way an import does. One reader at a
// time; what changed without a webhook having said so is metered.
import { writeAudit } from '../database/people/audit.ts';
import type { Store } from '../database/open-store.ts';
import { noteSourceProblem, noteSourceRead } from '../database/records/practices.ts';
import { beginReading, endReading, renewReading, type SourceTurn } from '../database/records/source-turns.ts';
import { KoppelError, RejectedError } from '../errors.ts';
import type { ImportResult } from './import-files.ts';
import type { Intake, RecordKind } from './intake.ts';
import { readAddress, type Download } from './read-address.ts';
import { readFolder } from './read-folder.ts';

export interface SourcePorts {
  readonly store: Store;
  readonly intake: Intake;
  readonly now: () => Date;
  readonly download: Download;
  readonly countUnannounced: (records: number) => void;
}

export interface SourceResult {
  /**
   * busy: somebody else reads it, or the practice has no source. unchanged: nothing new since the last time. broken-off:
   * this process ends; what it has not taken over as a whole is there to be read again.
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
  /** Codes of what was wrong with what was rejected. */
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
  const timer = setInterval(() => {
    store.inPractice(practiceId, renewReading).catch(() => undefined);
  }, RENEW_EVERY_MS);
  try {
    return await readTurn(ports, practiceId, { ...turn, signal });
  } catch (error) {
    const code = error instanceof KoppelError ? error.code : 'INTERNAL_ERROR';
    await note(ports, practiceId, { action: 'source.failed', details: { code } });
    await store.inPractice(practiceId, (tx) => noteSourceProblem(tx, code));
    throw error;
  } finally {
    clearInterval(timer);
    await store.inPractice(practiceId, endReading);
  }
}

interface Turn extends SourceTurn {
  readonly signal: AbortSignal;
}

async function readTurn(ports: SourcePorts, practiceId: string, turn: Turn): Promise<SourceResult> {
  const { exports, etag } = await readExports(ports, practiceId, turn);
  const status = exports.length === 0 ? 'unchanged' : 'read';
  const result = summarize(turn.signal.aborted ? 'broken-off' : status, exports);
  const isFresh = exports.some(({ written }) => written) || etag === UNCHANGED;
  if (isFresh) {
    const at = ports.now();
    await ports.store.inPractice(practiceId, (tx) =>
      noteSourceRead(tx, { at, etag: etag === UNCHANGED ? null : etag }),
    );
  }
  const unannounced = result.applied + result.deleted;
  ports.countUnannounced(unannounced);
  const { problems, rejected, applied, absent, deleted, vanished } = result;
  if (rejected > 0)
    await note(ports, practiceId, { action: 'source.rejected', details: { rejected, problems } });
  if (isRefused(exports.at(-1)))
    await ports.store.inPractice(practiceId, (tx) => noteSourceProblem(tx, 'EXPORT_REFUSED'));
  if (vanished.length > 0)
    await note(ports, practiceId, {
      action: 'source.vanished',
      details: { kinds: vanished, absent, deleted },
    });
  if (unannounced > 0)
    await note(ports, practiceId, { action: 'source.unannounced', details: { applied, deleted } });
  return result;
}

/** For what is wrong with it; one that was broken off, or is being replaced, is read again. */
function isRefused(newest: Exported | undefined): boolean {
  return newest !== undefined && !newest.written && newest.codes.length > 0;
}

/** What was read before is still the whole truth. */
const UNCHANGED = Symbol('unchanged');

interface Exported {
  readonly written: boolean;
  readonly codes: readonly string[];
  readonly result: ImportResult | null;
}

interface Exports {
  readonly exports: readonly Exported[];
  readonly etag: string | null | typeof UNCHANGED;
}

async function readExports(ports: SourcePorts, practiceId: string, turn: Turn): Promise<Exports> {
  const { source, etag, signal } = turn;
  const common = { intake: ports.intake, practiceId, skipInvalid: false, signal };
  if (source.kind === 'folder') {
    const found = await readFolder({ ...common, dir: source.path, now: ports.now() }).catch(explainFolder);
    return { exports: found.map(({ problems, result }) => toExported(problems, result)), etag: null };
  }
  const { download, now } = ports;
  const given = { url: source.url, etag, headers: {}, download, maxBytes: MAX_BYTES, now };
  const answer = await readAddress({ ...common, ...given }).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (answer === null) return { exports: [], etag: null };
  if (answer.status === 'unchanged') return { exports: [], etag: UNCHANGED };
  return { exports: [toExported(answer.result.problems, answer.result)], etag: answer.etag };
}

function toExported(problems: readonly { readonly code: string }[], result: ImportResult | null): Exported {
  return { written: result?.written === true, codes: problems.map(({ code }) => code), result };
}

/** A system error names the path; whoever looks at the job needs only to know what is wrong with the source. */
function explainFolder(cause: unknown): never {
  if (cause instanceof Error && 'syscall' in cause) {
    throw new RejectedError('The folder of the source cannot be read.', { code: 'SOURCE_UNREADABLE', cause });
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
  const problems = [...new Set(exports.flatMap(({ codes }) => codes))].sort();
  const rejected = exports.filter(({ written }) => !written).length;
  const vanished = [...new Set(exports.flatMap(({ result }) => result?.snapshot?.vanished ?? []))];
  return { status, exports: exports.length, rejected, ...counts, vanished, problems };
}

async function note(
  { store }: SourcePorts,
  practiceId: string,
  entry: { action: string; details: Readonly<Record<string, unknown>> },
): Promise<void> {
  await store.inPractice(practiceId, (tx) => writeAudit(tx, [{ practiceId, actor: 'koppel', ...entry }]));
}
