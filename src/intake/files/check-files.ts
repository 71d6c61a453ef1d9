// The first of two readings of the files: finds every problem before anything is written, and learns which keys there
// are. Holds the keys in memory, never the records.
import type { Text } from '../../domain/text.ts';
import { RECORD_KINDS, type Intake, type RecordKind } from '../intake.ts';
import { plainKey } from '../records/plain-key.ts';
import { isSpreadsheetDate } from '../records/spreadsheet-date.ts';
import { LOST_ZEROS } from '../records/problem-texts.ts';
import { placeProblem, type FieldProblem, type ProblemList, type RowProblem } from '../records/problems.ts';
import { openLines, type RecordFile } from './record-file.ts';
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
  /** What is wrong already; what the check finds comes to it. */
  readonly problems: ProblemList;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface CheckedFiles {
  readonly problems: ProblemList;
  /** True when skipping the wrong rows would not make the rest trustworthy: only what is taken away counts. */
  readonly fatal: boolean;
  readonly rows: Readonly<Record<RecordKind, number>>;
  /** How many of them are right. */
  readonly goodRows: number;
  /** Every key of the files, also of rows that are wrong in other ways, with its first line. */
  readonly keys: Readonly<Record<RecordKind, ReadonlyMap<string, number>>>;
  /** Keys on more than one row: which of them is right, nobody can tell. */
  readonly doubles: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys that nobody knows, with the one known key that each is but for what a spreadsheet takes from it. */
  readonly alike: Readonly<Record<RecordKind, ReadonlyMap<string, string>>>;
  /** Keys that nobody knows, and that a spreadsheet has made dates of. */
  readonly dates: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys of known clients that contacts of a complete export name and that the export does not hold. */
  readonly missingClients: ReadonlySet<string>;
  /** Keys of clients that nobody knows: the intake takes over only what their contacts switch off. */
  readonly unknownClients: ReadonlySet<string>;
  /** By name, whether the practice has the connection that a link names. */
  readonly connections: ReadonlyMap<string, boolean>;
  /** Rows without a readable key. With one of them, "not in the export" cannot be said of any record (rule 20). */
  readonly rowsWithoutKey: number;
  /** By field, in how many rows its text was cleaned of what nobody means. */
  readonly cleaned: Readonly<Record<RecordKind, ReadonlyMap<string, number>>>;
  readonly digestByPath: ReadonlyMap<string, string>;
}

interface ClientUse {
  readonly clientKey: string;
  readonly file: RecordFile;
  readonly line: number;
}

/** What the check has learnt so far. */
interface Findings {
  readonly problems: ProblemList;
  fatal: boolean;
  goodRows: number;
  rowsWithoutKey: number;
  readonly rows: Record<RecordKind, number>;
  readonly keys: Record<RecordKind, Map<string, number>>;
  readonly doubles: Record<RecordKind, Set<string>>;
  readonly alike: Record<RecordKind, Map<string, string>>;
  readonly dates: Record<RecordKind, Set<string>>;
  /** Contacts that came before their client, if that is there at all. */
  readonly early: ClientUse[];
  readonly missingClients: Set<string>;
  readonly unknownClients: Set<string>;
  readonly connections: Map<string, boolean>;
  /** What concerns every row of a file for one and the same cause, and is listed once. */
  readonly saidOnce: Set<string>;
  readonly cleaned: Record<RecordKind, Map<string, number>>;
  readonly digestByPath: Map<string, string>;
}

export async function checkFiles(request: CheckRequest): Promise<CheckedFiles> {
  const findings = startFindings(request.problems);
  for (const file of request.files) await checkFile(file, request, findings);
  if (request.complete) checkWhole(request.files, findings);
  for (const kind of RECORD_KINDS) {
    await checkKeys(request, kind, findings);
    await checkDates(request, kind, findings);
  }
  await checkClients(request, findings);
  return findings;
}

function startFindings(problems: ProblemList): Findings {
  return {
    problems,
    fatal: false,
    goodRows: 0,
    rowsWithoutKey: 0,
    rows: { client: 0, contact: 0 },
    keys: { client: new Map(), contact: new Map() },
    doubles: { client: new Set(), contact: new Set() },
    alike: { client: new Map(), contact: new Map() },
    dates: { client: new Set(), contact: new Set() },
    early: [],
    missingClients: new Set(),
    unknownClients: new Set(),
    connections: new Map(),
    saidOnce: new Set(),
    cleaned: { client: new Map(), contact: new Map() },
    digestByPath: new Map(),
  };
}

async function checkFile(file: RecordFile, request: CheckRequest, findings: Findings): Promise<void> {
  const bytes = openLines(file);
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
    await learnConnections(request, row, findings);
    noteRow(file, row, findings);
    noteClient(file, row, findings);
    if (rows % PROGRESS_ROWS === 0) report();
  }
  report();
  findings.rows.client += counted.client;
  findings.rows.contact += counted.contact;
  findings.digestByPath.set(file.path, bytes.digest());
  checkCounts(file, counted, findings);
}

async function learnConnections(
  { intake, practiceId }: CheckRequest,
  row: RecordRow,
  { connections }: Findings,
): Promise<void> {
  const names = Object.keys(row.parsed?.record.links ?? {}).filter((name) => !connections.has(name));
  if (names.length === 0) return;
  const unknown = await intake.unknownConnections(practiceId, names);
  for (const name of names) connections.set(name, !unknown.includes(name));
}

function noteRow(file: RecordFile, row: RecordRow, findings: Findings): void {
  for (const problem of row.problems) {
    // Without a time of the export, no row has one.
    if (problem.code === 'CHANGED_AT_MISSING' && !isFirst(findings, `${file.path} changedAt`)) continue;
    findings.problems.add(problem);
  }
  if (row.fatal) findings.fatal = true;
  if (row.problems.length === 0) findings.goodRows += 1;
  if (row.parsed === null) {
    findings.rowsWithoutKey += 1;
    return;
  }
  const { kind, record } = row.parsed;
  for (const field of row.cleaned)
    findings.cleaned[kind].set(field, (findings.cleaned[kind].get(field) ?? 0) + 1);
  noteLinks(file, row, findings);
  const first = findings.keys[kind].get(record.sourceKey);
  if (first === undefined) {
    findings.keys[kind].set(record.sourceKey, row.line);
    return;
  }
  findings.doubles[kind].add(record.sourceKey);
  findings.problems.add(
    show({ code: 'DUPLICATE_KEY', field: 'key', detail: firstOn(first) }, file, row.line),
  );
}

function firstOn(line: number): Text {
  return { en: `first on line ${line}`, nl: `eerst op regel ${line}` };
}

/** A connection that the practice does not have is a mistake of the sender: its switch must not go unheard. */
function noteLinks(file: RecordFile, { line, parsed }: RecordRow, findings: Findings): void {
  for (const name of Object.keys(parsed?.record.links ?? {})) {
    if (findings.connections.get(name) === true) continue;
    // In CSV it is the name of a column.
    if (file.format === 'csv' && !isFirst(findings, `${file.path} links.${name}`)) continue;
    findings.problems.add(show({ code: 'UNKNOWN_CONNECTION', field: `links.${name}` }, file, line));
  }
}

function isFirst({ saidOnce }: Findings, cause: string): boolean {
  if (saidOnce.has(cause)) return false;
  saidOnce.add(cause);
  return true;
}

function noteClient(file: RecordFile, { line, parsed }: RecordRow, { keys, early }: Findings): void {
  if (parsed?.kind !== 'contact') return;
  const { clientKey } = parsed.record;
  if (clientKey !== null && !keys.client.has(clientKey)) early.push({ clientKey, file, line });
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

/** What only an export of everything can get wrong. */
function checkWhole(files: readonly RecordFile[], findings: Findings): void {
  if (findings.keys.client.size === 0 && !findings.fatal) {
    const file = files.find(({ kinds }) => kinds.includes('client')) ?? null;
    refuseFile({ code: 'EMPTY_SNAPSHOT', field: 'file' }, file, findings);
  }
}

/** New records that are known ones with a key that a spreadsheet took for a number. Who gives both means two. */
async function checkKeys(
  { intake, practiceId, files }: CheckRequest,
  kind: RecordKind,
  findings: Findings,
): Promise<void> {
  const lines = findings.keys[kind];
  const file = files.find(({ kinds }) => kinds.includes(kind));
  if (file === undefined) return;
  const keys = [...lines.keys()];
  const alike = await intake.findAlike(practiceId, kind, keys);
  const rewritten = await findRewritten({ intake, practiceId }, kind, keys);
  for (const [key, known] of new Map([...rewritten, ...alike])) {
    if (lines.has(known)) continue;
    findings.alike[kind].set(key, known);
    findings.goodRows -= 1;
    findings.problems.add(show({ code: 'KEY_WITHOUT_ZEROS', field: 'key' }, file, lines.get(key) ?? 0));
  }
}

/** New keys of which a spreadsheet has changed more than zeros and capitals, each with the key of the one known record that it was. */
async function findRewritten(
  { intake, practiceId }: Pick<CheckRequest, 'intake' | 'practiceId'>,
  kind: RecordKind,
  keys: readonly string[],
): Promise<readonly (readonly [key: string, known: string])[]> {
  const changed = keys.filter((key) => plainKey(key) !== key);
  if (changed.length === 0) return [];
  const unknown = await intake.findUnknown(practiceId, kind, changed);
  const forms = [...new Set(unknown.map(plainKey))];
  const missing = new Set(await intake.findUnknown(practiceId, kind, forms));
  const alike = await intake.findAlike(practiceId, kind, forms);
  return unknown.flatMap((key) => {
    const form = plainKey(key);
    const known = missing.has(form) ? alike.get(form) : form;
    return known === undefined ? [] : [[key, known] as const];
  });
}

/**
 * New keys that are dates, where most are none. Which records are meant nobody can tell, so that nothing is concluded from
 * absence.
 */
async function checkDates(
  { intake, practiceId, files }: CheckRequest,
  kind: RecordKind,
  findings: Findings,
): Promise<void> {
  const lines = findings.keys[kind];
  const file = files.find(({ kinds }) => kinds.includes(kind));
  const dates = [...lines.keys()].filter(isSpreadsheetDate);
  if (file === undefined || dates.length === 0 || dates.length * 2 > lines.size) return;
  const unknown = await intake.findUnknown(practiceId, kind, dates);
  const [first] = unknown;
  if (first === undefined) return;
  for (const key of unknown) findings.dates[kind].add(key);
  findings.goodRows -= unknown.length;
  findings.rowsWithoutKey += unknown.length;
  findings.problems.add(
    show({ code: 'KEY_IS_DATE', field: 'key', detail: inRows(unknown.length) }, file, lines.get(first) ?? 0),
  );
}

function inRows(count: number): Text {
  return { en: `in ${count} rows`, nl: `op ${count} regels` };
}

/**
 * Contacts of a client that is not in the files. Where nothing else is wrong and the files do not hold everything, the
 * intake will tell which of those nobody knows, and take over the other contacts.
 */
async function checkClients(
  { intake, practiceId, complete }: CheckRequest,
  findings: Findings,
): Promise<void> {
  const elsewhere = findings.early.filter(({ clientKey }) => !findings.keys.client.has(clientKey));
  if (findings.fatal || elsewhere.length === 0 || (!complete && findings.problems.count === 0)) return;
  const keys = [...new Set(elsewhere.map(({ clientKey }) => clientKey))];
  const { known, alike } = await intake.findClients(practiceId, keys);
  const here = new Set([...findings.keys.client.keys()].map(bareKey));
  for (const { clientKey, file, line } of elsewhere) {
    if (known.has(clientKey) && !complete) continue;
    (known.has(clientKey) ? findings.missingClients : findings.unknownClients).add(clientKey);
    const isAlike = here.has(bareKey(clientKey)) || (alike.has(clientKey) && !known.has(clientKey));
    findings.problems.add(unknownClient({ file, line }, isAlike));
  }
}

export function unknownClient(
  { file, line }: Pick<ClientUse, 'file' | 'line'>,
  isAlike: boolean,
): RowProblem {
  const detail = isAlike ? { detail: LOST_ZEROS } : {};
  return show({ code: 'UNKNOWN_CLIENT', field: 'clientKey', ...detail }, file, line);
}

/** What a spreadsheet leaves of a key. */
function bareKey(key: string): string {
  return key.toLowerCase().replace(/^0+/, '');
}
