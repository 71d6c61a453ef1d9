// The second of two readings: hands the checked records to the intake, clients before contacts, in chunks. Stops at
// once when a file is not the one that was checked.
import { PROGRESS_ROWS, type CheckedFiles, type CheckRequest, type DatedFile } from './findings.ts';
import {
  addCounts,
  countOutcomes,
  RECORD_KINDS,
  type IntakeCounts,
  type Outcome,
  type RecordKind,
  type RefusedRecord,
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
        const outcomes = await upsert(request, chunk.rows);
        await noteRefused(request, chunk);
        counts[kind] = addCounts(counts[kind], countOutcomes(outcomes));
        orphaned.push(...findOrphaned(file, chunk.rows, outcomes));
        written += chunk.rows.filter(({ parsed }) => parsed.record.data !== null).length;
      }
    }
  }
  return { counts, written: written - orphaned.length, orphaned, changed: null };
}

interface WritableRow {
  readonly line: number;
  readonly parsed: ParsedRecord;
}

interface Chunk {
  readonly rows: WritableRow[];
  readonly refused: RefusedRecord[];
}

async function* readChunks(
  request: WriteRequest,
  file: DatedFile,
  kind: RecordKind,
): AsyncGenerator<Chunk | 'changed'> {
  const bytes = openLines(file);
  let rows = 0;
  const report = (): void =>
    request.onProgress({
      phase: 'write',
      file: file.name,
      rows,
      bytes: bytes.bytesRead(),
      totalBytes: file.bytes,
    });
  let chunk: Chunk = { rows: [], refused: [] };
  for await (const row of readRecords(file, bytes, { now: request.now, saidAt: file.saidAt })) {
    request.signal.throwIfAborted();
    rows += 1;
    if (!isAsChecked(row, request.checked)) {
      yield 'changed';
      return;
    }
    if (rows % PROGRESS_ROWS === 0) report();
    if (row.kind !== kind || row.parsed === null) continue;
    if (Math.max(chunk.rows.length, chunk.refused.length) === CHUNK_ROWS) {
      yield chunk;
      chunk = { rows: [], refused: [] };
    }
    addRow(chunk, { line: row.line, parsed: row.parsed, problems: row.problems }, request);
  }
  if (request.checked.digestByPath.get(file.path) !== bytes.digest()) yield 'changed';
  else if (chunk.rows.length + chunk.refused.length > 0) yield chunk;
  report();
}

function addRow(
  chunk: Chunk,
  { line, parsed: read, problems: found }: WritableRow & Pick<RecordRow, 'problems'>,
  request: WriteRequest,
): void {
  const { kind } = read;
  const problems = problemsOf(found, read, request.checked);
  const parsed = chooseStatement(read, problems.length > 0, request);
  const { sourceKey, saidAt } = parsed.record;
  const meant = request.checked.alike[kind].get(sourceKey) ?? [sourceKey];
  const [only, ...others] = meant;
  // What it takes away is heard where it can mean nobody else.
  if (only !== undefined && others.length === 0 && saysSomething(parsed))
    chunk.rows.push({ line, parsed: rename(parsed, only) });
  if (problems.length > 0) chunk.refused.push(...meant.map((key) => ({ kind, key, saidAt, problems })));
}

/** Time stamps of a file can be set back; a row that the check has not seen cannot hide. */
function isAsChecked({ fatal, problems, parsed }: RecordRow, checked: CheckedFiles): boolean {
  if ((fatal && !checked.fatal) || (problems.length > 0 && checked.problems.count === 0)) return false;
  return parsed === null || checked.keys[parsed.kind].has(parsed.record.sourceKey);
}

type Problems = RefusedRecord['problems'];

/** Why the data of a row do not count, whatever else is wrong with the export. */
function problemsOf(problems: RecordRow['problems'], parsed: ParsedRecord, checked: CheckedFiles): Problems {
  const { kind, record } = parsed;
  const unknown = Object.keys(record.links).filter((name) => checked.connections.get(name) !== true);
  const isDouble = checked.doubles[kind].has(record.sourceKey);
  return [
    ...problems.map(({ field, code }) => ({ field, code })),
    ...(isDouble ? [{ field: 'key', code: 'DUPLICATE_KEY' }] : []),
    ...(checked.dates[kind].has(record.sourceKey) ? [{ field: 'key', code: 'KEY_IS_DATE' }] : []),
    ...(checked.alike[kind].has(record.sourceKey) ? [{ field: 'key', code: 'KEY_WITHOUT_ZEROS' }] : []),
    ...unknown.map((name) => ({ field: `links.${name}`, code: 'UNKNOWN_CONNECTION' })),
    ...(isOf(checked.missingClients, parsed) ? [{ field: 'clientKey', code: 'UNKNOWN_CLIENT' }] : []),
  ];
}

/** What may be taken over of a row. */
function chooseStatement(
  parsed: ParsedRecord,
  isWrong: boolean,
  { checked, onlyOffs }: WriteRequest,
): ParsedRecord {
  // Said to be at a client that nobody knows, it is nowhere: whoever knows the contact at another one has to see that.
  const isRefused = onlyOffs && !isOf(checked.unknownClients, parsed);
  return isRefused || isWrong ? withhold(parsed) : parsed;
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
  return contacts.length === 0 ? [] : intake.upsertContacts(practiceId, contacts);
}

/** Those whose rows are right, whatever was wrong with them before, and those whose are not. */
async function noteRefused({ intake, practiceId }: WriteRequest, { rows, refused }: Chunk): Promise<void> {
  const said = rows.flatMap(({ parsed: { kind, record } }) =>
    record.data === null ? [] : [{ kind, key: record.sourceKey, saidAt: record.saidAt }],
  );
  if (said.length + refused.length > 0) await intake.noteRefused(practiceId, { said, refused });
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
