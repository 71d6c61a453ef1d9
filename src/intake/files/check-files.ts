// The first of two readings of the files: finds every problem before anything is written, and learns which keys there
// are. Holds the keys in memory, never the records.
import type { Intake, RecordKind } from '../intake.ts';
import { createProblemList, placeProblem, type FieldProblem, type ProblemList } from '../records/problems.ts';
import { openBytes, type RecordFile } from './record-file.ts';
import { readRecords, show, type RecordRow } from './read-records.ts';

export interface Progress {
  readonly phase: 'check' | 'write';
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Often enough to look alive, seldom enough to cost nothing. */
export const PROGRESS_ROWS = 500;

export interface CheckRequest {
  readonly intake: Intake;
  readonly practiceId: string;
  readonly files: readonly RecordFile[];
  readonly now: Date;
  /** Time of the export, over what the files say. */
  readonly asOf: Date | null;
  /** The files hold everything the practice has. */
  readonly complete: boolean;
  readonly maxProblems: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface CheckedFiles {
  readonly problems: ProblemList;
  /** True when skipping the wrong rows would not make the rest trustworthy. */
  readonly fatal: boolean;
  readonly rows: Readonly<Record<RecordKind, number>>;
  /** Every key of the files, also of rows that are wrong in other ways, with its first line. */
  readonly keys: Readonly<Record<RecordKind, ReadonlyMap<string, number>>>;
  /** Keys on more than one row: which of them is right, nobody can tell. */
  readonly doubles: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys of clients that contacts of a complete export name and that the export does not hold. */
  readonly missingClients: ReadonlySet<string>;
  /** Rows without a readable key. With one of them, "not in the export" cannot be said of any record (rule 20). */
  readonly rowsWithoutKey: number;
  readonly digestByPath: ReadonlyMap<string, string>;
}

interface FirstUse {
  readonly file: RecordFile;
  readonly line: number;
}

/** What the check has learnt so far. */
interface Findings {
  readonly problems: ProblemList;
  fatal: boolean;
  rowsWithoutKey: number;
  readonly rows: Record<RecordKind, number>;
  readonly keys: Record<RecordKind, Map<string, number>>;
  readonly doubles: Record<RecordKind, Set<string>>;
  readonly clientUses: Map<string, FirstUse>;
  readonly connectionUses: Map<string, FirstUse>;
  readonly missingClients: Set<string>;
  readonly digestByPath: Map<string, string>;
}

export async function checkFiles(request: CheckRequest): Promise<CheckedFiles> {
  const findings = startFindings(request.maxProblems);
  for (const file of request.files) await checkFile(file, request, findings);
  await checkConnections(request, findings);
  if (request.complete) checkWhole(request.files, findings);
  return findings;
}

function startFindings(maxProblems: number): Findings {
  return {
    problems: createProblemList(maxProblems),
    fatal: false,
    rowsWithoutKey: 0,
    rows: { client: 0, contact: 0 },
    keys: { client: new Map(), contact: new Map() },
    doubles: { client: new Set(), contact: new Set() },
    clientUses: new Map(),
    connectionUses: new Map(),
    missingClients: new Set(),
    digestByPath: new Map(),
  };
}

async function checkFile(file: RecordFile, request: CheckRequest, findings: Findings): Promise<void> {
  const bytes = openBytes(file);
  const counted = { client: 0, contact: 0, unclear: 0 };
  let rows = 0;
  const report = (): void =>
    request.onProgress({
      phase: 'check',
      file: file.name,
      rows,
      bytes: bytes.bytesRead(),
      totalBytes: file.bytes,
    });
  const saidAt = request.asOf ?? file.preamble.heading.asOf;
  for await (const row of readRecords(file, bytes, { now: request.now, saidAt })) {
    request.signal.throwIfAborted();
    rows += 1;
    counted[row.kind ?? 'unclear'] += 1;
    noteRow(file, row, findings);
    if (rows % PROGRESS_ROWS === 0) report();
  }
  report();
  findings.rows.client += counted.client;
  findings.rows.contact += counted.contact;
  findings.digestByPath.set(file.path, bytes.digest());
  checkCounts(file, counted, findings);
}

function noteRow(file: RecordFile, row: RecordRow, findings: Findings): void {
  row.problems.forEach((problem) => findings.problems.add(problem));
  if (row.fatal) findings.fatal = true;
  if (row.key === null || row.kind === null) findings.rowsWithoutKey += 1;
  else noteKey(file, { line: row.line, key: row.key, kind: row.kind }, findings);
  if (row.parsed === null) return;
  const use = { file, line: row.line };
  for (const name of Object.keys(row.parsed.record.links)) {
    if (!findings.connectionUses.has(name)) findings.connectionUses.set(name, use);
  }
  if (row.parsed.kind !== 'contact') return;
  const { clientKey } = row.parsed.record;
  if (clientKey !== null && !findings.clientUses.has(clientKey)) findings.clientUses.set(clientKey, use);
}

interface KeyedRow {
  readonly line: number;
  readonly key: string;
  readonly kind: RecordKind;
}

function noteKey(file: RecordFile, row: KeyedRow, findings: Findings): void {
  const keys = findings.keys[row.kind];
  const first = keys.get(row.key);
  if (first === undefined) {
    keys.set(row.key, row.line);
    return;
  }
  findings.doubles[row.kind].add(row.key);
  findings.problems.add(
    show({ code: 'DUPLICATE_KEY', field: 'key', detail: `first on line ${first}` }, file, row.line),
  );
}

/** A file that is cut off between two records looks whole; the number its heading gives tells. */
function checkCounts(
  file: RecordFile,
  counted: Readonly<Record<RecordKind | 'unclear', number>>,
  findings: Findings,
): void {
  const { clients, contacts } = file.preamble.heading;
  const differs = (declared: number | null, found: number): boolean =>
    declared !== null && (found > declared || found + counted.unclear < declared);
  if (differs(clients, counted.client))
    refuseFile({ code: 'ROW_COUNT_DIFFERS', field: 'clients' }, file, findings);
  if (differs(contacts, counted.contact))
    refuseFile({ code: 'ROW_COUNT_DIFFERS', field: 'contacts' }, file, findings);
}

function refuseFile(problem: FieldProblem, file: RecordFile | null, findings: Findings): void {
  findings.problems.add(placeProblem(problem, file === null ? {} : { file: file.name }));
  findings.fatal = true;
}

/** A mistyped name concerns every row that has it, so it is never skipped row by row. */
async function checkConnections(request: CheckRequest, findings: Findings): Promise<void> {
  const names = [...findings.connectionUses.keys()];
  if (names.length === 0) return;
  for (const name of await request.intake.unknownConnections(request.practiceId, names)) {
    const use = findings.connectionUses.get(name);
    if (use === undefined) continue;
    findings.problems.add(show({ code: 'UNKNOWN_CONNECTION', field: `links.${name}` }, use.file, use.line));
    findings.fatal = true;
  }
}

/** What only an export of everything can get wrong. */
function checkWhole(files: readonly RecordFile[], findings: Findings): void {
  if (findings.keys.client.size === 0) {
    const file = files.find(({ kinds }) => kinds.includes('client')) ?? null;
    refuseFile({ code: 'EMPTY_SNAPSHOT', field: 'file' }, file, findings);
  }
  for (const [clientKey, use] of findings.clientUses) {
    if (findings.keys.client.has(clientKey)) continue;
    findings.missingClients.add(clientKey);
    findings.problems.add(show({ code: 'UNKNOWN_CLIENT', field: 'clientKey' }, use.file, use.line));
  }
}
