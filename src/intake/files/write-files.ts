// The second of two readings: hands the checked records to the intake, clients before contacts, in chunks. Stops at
// once when a file is not the one that was checked.
import { PROGRESS_ROWS, type CheckedFiles, type CheckRequest } from './findings.ts';
import {
  addCounts,
  countOutcomes,
  RECORD_KINDS,
  type IntakeCounts,
  type Outcome,
  type RecordKind,
} from '../intake.ts';
import { isUnchanged, openLines, type RecordFile } from './record-file.ts';
import { readRecords, withhold, type ParsedRecord, type RecordRow } from './read-records.ts';

const CHUNK_ROWS = 500;
export const NO_COUNTS: IntakeCounts = countOutcomes([]);

export interface WriteRequest extends CheckRequest {
  readonly checked: CheckedFiles;
  /** Only what the rows take away: it gets through whatever else is wrong (rule 22). */
  readonly onlyOffs: boolean;
}

/** A contact whose client nobody knows: only what it switches off was taken over. */
export interface OrphanedRow {
  readonly file: RecordFile;
  readonly line: number;
  readonly clientKey: string;
}

export interface WrittenFiles {
  readonly counts: Record<RecordKind, IntakeCounts>;
  /** Rows whose data was handed over. */
  readonly written: number;
  readonly orphaned: readonly OrphanedRow[];
  /** The file that changed; what came before it in the same import was written. */
  readonly changed: RecordFile | null;
}

export async function writeFiles(request: WriteRequest): Promise<WrittenFiles> {
  const counts = { client: NO_COUNTS, contact: NO_COUNTS };
  const orphaned: OrphanedRow[] = [];
  let written = 0;
  // A file of both kinds is read twice, so that its contacts may stand before their clients.
  for (const kind of RECORD_KINDS) {
    for (const file of request.files.filter(({ kinds }) => kinds.includes(kind))) {
      for await (const chunk of readChunks(request, file, kind)) {
        if (chunk === 'changed' || !(await isUnchanged(file)))
          return { counts, written, orphaned, changed: file };
        const outcomes = await upsert(request, chunk);
        counts[kind] = addCounts(counts[kind], countOutcomes(outcomes));
        orphaned.push(...findOrphaned(file, chunk, outcomes));
        written += chunk.filter(({ parsed }) => parsed.record.data !== null).length;
      }
    }
  }
  return { counts, written: written - orphaned.length, orphaned, changed: null };
}

interface WritableRow {
  readonly line: number;
  readonly parsed: ParsedRecord;
}

async function* readChunks(
  request: WriteRequest,
  file: RecordFile,
  kind: RecordKind,
): AsyncGenerator<readonly WritableRow[] | 'changed'> {
  const bytes = openLines(file);
  const saidAt = request.asOf ?? file.preamble.heading.asOf;
  let rows = 0;
  const report = (): void =>
    request.onProgress({
      phase: 'write',
      file: file.name,
      rows,
      bytes: bytes.bytesRead(),
      totalBytes: file.bytes,
    });
  let chunk: WritableRow[] = [];
  for await (const row of readRecords(file, bytes, { now: request.now, saidAt })) {
    request.signal.throwIfAborted();
    rows += 1;
    if (!isAsChecked(row, request.checked)) {
      yield 'changed';
      return;
    }
    if (rows % PROGRESS_ROWS === 0) report();
    const parsed = row.kind === kind ? chooseStatement(row, request) : null;
    if (parsed === null) continue;
    if (chunk.length === CHUNK_ROWS) {
      yield chunk;
      chunk = [];
    }
    chunk.push({ line: row.line, parsed });
  }
  if (request.checked.digestByPath.get(file.path) !== bytes.digest()) yield 'changed';
  else if (chunk.length > 0) yield chunk;
  report();
}

/** Time stamps of a file can be set back; a row that the check has not seen cannot hide. */
function isAsChecked({ fatal, problems, parsed }: RecordRow, checked: CheckedFiles): boolean {
  if ((fatal && !checked.fatal) || (problems.length > 0 && checked.problems.count === 0)) return false;
  return parsed === null || checked.keys[parsed.kind].has(parsed.record.sourceKey);
}

/** What may be taken over of a row; null where that is nothing. */
function chooseStatement({ parsed }: RecordRow, { checked, onlyOffs }: WriteRequest): ParsedRecord | null {
  if (parsed === null) return null;
  const names = Object.keys(parsed.record.links);
  const isWrong =
    checked.doubles[parsed.kind].has(parsed.record.sourceKey) ||
    checked.dates[parsed.kind].has(parsed.record.sourceKey) ||
    names.some((name) => checked.connections.get(name) !== true) ||
    isOf(checked.missingClients, parsed);
  // Said to be at a client that nobody knows, it is nowhere: whoever knows the contact at another one has to see that.
  const isRefused = onlyOffs && !isOf(checked.unknownClients, parsed);
  // It can mean nobody else: what it switches off is heard of the record that is known.
  const known = checked.alike[parsed.kind].get(parsed.record.sourceKey);
  const chosen =
    known !== undefined ? rename(withhold(parsed), known) : isRefused || isWrong ? withhold(parsed) : parsed;
  return saysSomething(chosen) ? chosen : null;
}

function saysSomething({ kind, record }: ParsedRecord): boolean {
  const isExcluded = kind === 'client' && record.excluded !== undefined;
  return record.data !== null || isExcluded || Object.keys(record.links).length > 0;
}

function rename(parsed: ParsedRecord, sourceKey: string): ParsedRecord {
  return parsed.kind === 'client'
    ? { ...parsed, record: { ...parsed.record, sourceKey } }
    : { ...parsed, record: { ...parsed.record, sourceKey } };
}

function isOf(clients: ReadonlySet<string>, { kind, record }: ParsedRecord): boolean {
  return kind === 'contact' && record.clientKey !== null && clients.has(record.clientKey);
}

async function upsert(request: WriteRequest, chunk: readonly WritableRow[]): Promise<readonly Outcome[]> {
  const { intake, practiceId } = request;
  const all = chunk.map(({ parsed }) => parsed);
  const clients = all.flatMap((parsed) => (parsed.kind === 'client' ? [parsed.record] : []));
  if (clients.length > 0) return intake.upsertClients(practiceId, clients);
  const contacts = all.flatMap((parsed) => (parsed.kind === 'contact' ? [parsed.record] : []));
  return intake.upsertContacts(practiceId, contacts);
}

function findOrphaned(
  file: RecordFile,
  chunk: readonly WritableRow[],
  outcomes: readonly Outcome[],
): OrphanedRow[] {
  const keys = new Set(
    outcomes.flatMap(({ sourceKey, verdict }) => (verdict === 'orphaned' ? [sourceKey] : [])),
  );
  if (keys.size === 0) return [];
  return chunk.flatMap(({ line, parsed }) =>
    parsed.kind === 'contact' && parsed.record.clientKey !== null && keys.has(parsed.record.sourceKey)
      ? [{ file, line, clientKey: parsed.record.clientKey }]
      : [],
  );
}
