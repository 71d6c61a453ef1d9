// The second of two readings: hands the checked records to the intake, clients before contacts, in chunks. Stops at
// once when a file is not the one that was checked.
import { PROGRESS_ROWS, type CheckedFiles, type CheckRequest } from './check-files.ts';
import { countOutcomes, RECORD_KINDS, type IntakeCounts, type Origin, type RecordKind } from '../intake.ts';
import { isUnchanged, openBytes, type RecordFile } from './record-file.ts';
import { readRecords, type ParsedRecord, type RecordRow } from './read-records.ts';

const CHUNK_ROWS = 500;
export const NO_COUNTS: IntakeCounts = { applied: 0, unchanged: 0, stale: 0, orphaned: 0 };

export interface WriteRequest extends CheckRequest {
  readonly checked: CheckedFiles;
  readonly origin: Origin;
}

export interface WrittenFiles {
  readonly counts: Record<RecordKind, IntakeCounts>;
  readonly written: number;
  /** The file that changed; what came before it in the same import was written. */
  readonly changed: RecordFile | null;
}

export async function writeFiles(request: WriteRequest): Promise<WrittenFiles> {
  const counts = { client: NO_COUNTS, contact: NO_COUNTS };
  let written = 0;
  // A file of both kinds is read twice, so that its contacts may stand before their clients.
  for (const kind of RECORD_KINDS) {
    for (const file of request.files.filter(({ kinds }) => kinds.includes(kind))) {
      for await (const chunk of readChunks(request, file, kind)) {
        if (chunk === 'changed' || !(await isUnchanged(file))) return { counts, written, changed: file };
        counts[kind] = addCounts(counts[kind], await upsert(request, chunk));
        written += chunk.length;
      }
    }
  }
  return { counts, written, changed: null };
}

async function* readChunks(
  request: WriteRequest,
  file: RecordFile,
  kind: RecordKind,
): AsyncGenerator<readonly ParsedRecord[] | 'changed'> {
  const bytes = openBytes(file);
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
  let chunk: ParsedRecord[] = [];
  for await (const row of readRecords(file, bytes, { now: request.now, saidAt })) {
    request.signal.throwIfAborted();
    rows += 1;
    if (!isAsChecked(row, request.checked)) {
      yield 'changed';
      return;
    }
    if (row.kind === kind && row.parsed !== null && isWritable(row.parsed, request.checked))
      chunk.push(row.parsed);
    if (rows % PROGRESS_ROWS === 0) report();
    if (chunk.length < CHUNK_ROWS) continue;
    yield chunk;
    chunk = [];
  }
  if (request.checked.digestByPath.get(file.path) !== bytes.digest()) yield 'changed';
  else if (chunk.length > 0) yield chunk;
  report();
}

/** Time stamps of a file can be set back; a row that the check has not seen cannot hide. */
function isAsChecked(row: RecordRow, checked: CheckedFiles): boolean {
  if (row.fatal || (row.problems.length > 0 && checked.problems.count === 0)) return false;
  return row.kind === null || row.key === null || checked.keys[row.kind].has(row.key);
}

function isWritable(parsed: ParsedRecord, checked: CheckedFiles): boolean {
  if (checked.doubles[parsed.kind].has(parsed.record.sourceKey)) return false;
  const { kind, record } = parsed;
  return kind === 'client' || record.clientKey === null || !checked.missingClients.has(record.clientKey);
}

async function upsert(request: WriteRequest, chunk: readonly ParsedRecord[]): Promise<IntakeCounts> {
  const { intake, practiceId, origin } = request;
  const clients = chunk.flatMap((parsed) => (parsed.kind === 'client' ? [parsed.record] : []));
  if (clients.length > 0) return countOutcomes(await intake.upsertClients(practiceId, clients, origin));
  const contacts = chunk.flatMap((parsed) => (parsed.kind === 'contact' ? [parsed.record] : []));
  return countOutcomes(await intake.upsertContacts(practiceId, contacts, origin));
}

function addCounts(one: IntakeCounts, other: IntakeCounts): IntakeCounts {
  return {
    applied: one.applied + other.applied,
    unchanged: one.unchanged + other.unchanged,
    stale: one.stale + other.stale,
    orphaned: one.orphaned + other.orphaned,
  };
}
