// Imports one export of a practice: files are checked as a whole first, and no data is written while a row is wrong,
// unless the caller has chosen to skip such rows. What takes access away is written even so (rule 22): links switched off,
// and absence from a complete export. Memory stays constant but for the keys.
import { isImplausible } from '../domain/absence.ts';
import { policySchema } from '../domain/connection.ts';
import { UsageError } from '../errors.ts';
import { checkFiles } from './files/check-files.ts';
import { unknownClient } from './files/check-keys.ts';
import type { CheckedFiles, CheckRequest, Progress } from './files/findings.ts';
import { RECORD_KINDS, type KindOutcome, type Intake, type IntakeCounts, type RecordKind } from './intake.ts';
import {
  createProblemList,
  placeProblem,
  type FieldProblem,
  type ProblemList,
  type RowProblem,
} from './records/problems.ts';
import { openRecordFile, type RecordFile } from './files/record-file.ts';
import { isInFuture } from './records/record-schema.ts';
import { NO_COUNTS, writeFiles, type OrphanedRow } from './files/write-files.ts';

const MAX_PROBLEMS = 1000;
const NO_ROWS = { client: 0, contact: 0 } as const;

export interface ImportRequest {
  readonly intake: Intake;
  readonly practiceId: string;
  /** Paths of a CSV or NDJSON file each; `records` is NDJSON of both kinds and stands alone. */
  readonly clients?: string;
  readonly contacts?: string;
  readonly records?: string;
  /** When the source was read: over what the files say; also for rows without a time of their own. */
  readonly asOf?: Date;
  /** Whether absence means something (rule 20). Left out: what the headings of all files say. */
  readonly complete?: boolean;
  readonly skipInvalid: boolean;
  /** It is refused already: only what it takes away counts. */
  readonly onlyOffs?: boolean;
  /** By the clock of the database: nothing that the files say was said later. */
  readonly now: Date;
  readonly onProgress?: (progress: Progress) => void;
  /** Breaks the import off between two rows, by throwing: what was written stays, and absence tells nothing. */
  readonly signal?: AbortSignal;
  /** How many problems are kept; all are counted. */
  readonly maxProblems?: number;
}

interface SnapshotResult {
  readonly absent: number;
  readonly deleted: number;
  /** Kinds of which so much is missing that the brake will ask before access is taken away (rule 22). */
  readonly vanished: readonly RecordKind[];
}

export interface ImportResult {
  /** False: no data was written, or, with FILE_CHANGED only, not all of it: the counts say how much. */
  readonly written: boolean;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly rows: Readonly<Record<RecordKind, number>>;
  /** As of when it is, as whoever imports it or itself says; null: nobody does. */
  readonly asOf: Date | null;
  /** Whether its right rows can be taken without the wrong ones: nothing is wrong with it as a whole. */
  readonly canSkip: boolean;
  /** Rows that were left out because they are wrong. */
  readonly skipped: number;
  /** By field, in how many rows its text was cleaned of what nobody means. */
  readonly cleaned: Readonly<Record<RecordKind, Readonly<Record<string, number>>>>;
  /** Some rows say something of a link: left aside where the practice switches its links in Koppel. */
  readonly namesLinks: boolean;
  /** What came of the rows; where no data was written, of what they switch off. */
  readonly clients: IntakeCounts;
  readonly contacts: IntakeCounts;
  /** What the complete export told by absence; null when it is not complete or cannot tell. */
  readonly snapshot: SnapshotResult | null;
}

export async function importFiles(request: ImportRequest): Promise<ImportResult> {
  const problems = createProblemList(request.maxProblems ?? MAX_PROBLEMS);
  const files = await openFiles(request, problems);
  if (files.length === 0) return refuse(problems);
  const exported = judgeExport(request, files, problems);
  const isDoubtful = problems.count > 0 || request.onlyOffs === true;

  const work = prepare(request, exported, problems);
  const checked = await checkFiles(work);
  const canSkip = checked.goodRows > 0 && !isDoubtful && !checked.fatal;
  const isWrong = isDoubtful || checked.problems.count > 0;
  const onlyOffs = isWrong && !(request.skipInvalid && canSkip);
  return {
    ...(await writeChecked(work, { checked, asOf: exported.asOf, onlyOffs })),
    asOf: exported.asOf,
    canSkip,
  };
}

/** Where something is wrong with it as a whole, off gets through all the same (rule 22), and nobody is absent from it. */
function judgeExport(request: ImportRequest, files: readonly RecordFile[], problems: ProblemList): Export {
  const complete = request.complete ?? declareComplete(files);
  const asOf = request.asOf ?? oldestAsOf(files);
  checkWhole({ files, complete, asOf }, problems);
  // By a clock that is ahead nobody can tell when it was said either.
  const isEarly = isAhead(request, files, problems);
  const said = isEarly ? request.now : (request.asOf ?? null);
  if (problems.count === 0 && request.onlyOffs !== true) return { files, complete, asOf, said };
  return { files, complete: false, asOf: isEarly ? request.now : (asOf ?? request.now), said };
}

function prepare(
  request: ImportRequest,
  { files: read, complete, ...times }: Export,
  problems: ProblemList,
): CheckRequest {
  const { intake, practiceId, now, onProgress = ignore } = request;
  const { signal = new AbortController().signal } = request;
  const files = read.map((file) => ({ ...file, saidAt: tellTime(file, { ...times, now }) }));
  return { intake, practiceId, now, problems, onProgress, signal, files, complete };
}

/** Each file counts as said when it was made itself, as far as that can be told; none later than it came. */
function tellTime(
  { preamble: { heading, problems } }: RecordFile,
  { asOf, said, now }: Pick<Export, 'asOf' | 'said'> & { readonly now: Date },
): Date | null {
  const time = said ?? heading.asOf ?? (problems.length > 0 ? now : asOf);
  return time !== null && time > now ? now : time;
}

function ignore(): void {
  // Nobody is watching.
}

interface CheckedExport {
  readonly checked: CheckedFiles;
  readonly asOf: Date | null;
  readonly onlyOffs: boolean;
}

async function writeChecked(
  work: CheckRequest,
  exported: CheckedExport,
): Promise<Omit<ImportResult, 'asOf' | 'canSkip'>> {
  const { checked, asOf, onlyOffs } = exported;
  const { problems, rows, cleaned } = checked;
  const { counts, written, orphaned, changed } = await writeFiles({
    ...work,
    checked,
    onlyOffs,
  });
  await listOrphaned(work, orphaned, checked);
  if (changed !== null)
    problems.add(placeProblem({ code: 'FILE_CHANGED', field: 'file' }, { file: changed.name }));
  const tellsAbsence = changed === null && work.complete && !checked.fatal;
  const snapshot = tellsAbsence ? await completeSnapshot(work, checked, asOf) : null;
  return {
    written: changed === null && !onlyOffs,
    problems: problems.kept,
    problemCount: problems.count,
    rows,
    skipped: changed === null ? rows.client + rows.contact - written : 0,
    namesLinks: checked.connections.size > 0,
    cleaned: { client: Object.fromEntries(cleaned.client), contact: Object.fromEntries(cleaned.contact) },
    clients: counts.client,
    contacts: counts.contact,
    snapshot,
  };
}

async function openFiles(request: ImportRequest, problems: ProblemList): Promise<RecordFile[]> {
  const { clients, contacts, records } = request;
  if (records !== undefined && (clients ?? contacts) !== undefined) {
    throw new UsageError({
      en: 'Give either one file with both kinds of records, or a file of clients and one of contacts.',
      nl: 'Geef één bestand met beide soorten gegevens, of een bestand met klanten en een met contactpersonen.',
    });
  }
  const given: { path: string | undefined; kinds: RecordKind[] }[] = [
    { path: records, kinds: ['client', 'contact'] },
    { path: clients, kinds: ['client'] },
    { path: contacts, kinds: ['contact'] },
  ];
  const files: RecordFile[] = [];
  for (const { path, kinds } of given) {
    if (path === undefined) continue;
    const file = await openRecordFile(path, kinds);
    if (file.ok) files.push(file.value);
    for (const found of file.ok ? file.value.preamble.problems : file.problems)
      problems.add(placeProblem(found, { file: nameOf(path) }));
  }
  if (files.length === 0 && problems.count === 0)
    throw new UsageError({
      en: 'Give at least one file to import.',
      nl: 'Geef minstens één bestand om te importeren.',
    });
  return files;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function declareComplete(files: readonly RecordFile[]): boolean {
  return files.length > 0 && files.every(({ preamble }) => preamble.heading.complete);
}

/** The oldest time is the one at which all files were true together. */
function oldestAsOf(files: readonly RecordFile[]): Date | null {
  const times = files.flatMap(({ preamble }) => preamble.heading.asOf?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times));
}

interface Export {
  readonly files: readonly RecordFile[];
  readonly complete: boolean;
  /** When all of it was true together. */
  readonly asOf: Date | null;
  /** When it was said, whatever its files say of themselves. */
  readonly said: Date | null;
}

/** Lists each time of the export that lies in the future. */
function isAhead({ asOf, now }: ImportRequest, files: readonly RecordFile[], problems: ProblemList): boolean {
  const field: FieldProblem = { code: 'DATE_IN_FUTURE', field: 'asOf' };
  const isFuture = (time: Date | null): boolean => time !== null && isInFuture(time, now);
  const ahead = files.filter(({ preamble }) => isFuture(preamble.heading.asOf));
  for (const { name } of ahead) problems.add(placeProblem(field, { file: name }));
  if (isFuture(asOf ?? null)) problems.add(placeProblem(field, {}));
  return ahead.length > 0 || isFuture(asOf ?? null);
}

/** What an export of everything needs. */
function checkWhole(exported: Omit<Export, 'said'>, problems: ProblemList): void {
  const refuseExport = (found: FieldProblem): void => problems.add(placeProblem(found, {}));
  if (!exported.complete || problems.count > 0) return;
  if (exported.asOf === null) refuseExport({ code: 'AS_OF_MISSING', field: 'asOf' });
  for (const kind of ['client', 'contact'] as const) {
    // Without a file of contacts, every contact would count as absent.
    const isThere = exported.files.some(({ kinds }) => kinds.includes(kind));
    if (!isThere) refuseExport({ code: 'INCOMPLETE', field: `${kind}s` });
  }
}

/** Each by its line, but for those that the check has found already. */
async function listOrphaned(
  { intake, practiceId }: CheckRequest,
  orphaned: readonly OrphanedRow[],
  { problems, unknownClients }: CheckedFiles,
): Promise<void> {
  const left = orphaned.filter(({ clientKey }) => !unknownClients.has(clientKey));
  if (left.length === 0) return;
  const keys = [...new Set(left.map(({ clientKey }) => clientKey))];
  const { alike } = await intake.findClients(practiceId, keys);
  for (const row of left) problems.add(unknownClient(row, alike.has(row.clientKey)));
}

/** Rule 20. Rows that are wrong in other ways are present all the same; with a row without a key nobody can tell. */
async function completeSnapshot(
  work: CheckRequest,
  checked: CheckedFiles,
  asOf: Date | null,
): Promise<SnapshotResult | null> {
  work.signal.throwIfAborted();
  if (asOf === null || checked.rowsWithoutKey > 0) return null;
  // Whose key a spreadsheet wrote anew is there, and so is the client that a contact of the same export names.
  const keysOf = (kind: RecordKind) => [...checked.keys[kind].keys(), ...checked.maybeThere[kind]];
  const clientKeys = [...keysOf('client'), ...checked.missingClients];
  const contactKeys = keysOf('contact');
  const { client, contact } = await work.intake.completeSnapshot(work.practiceId, {
    asOf,
    arrivedAt: work.now,
    clientKeys,
    contactKeys,
  });
  const vanished = RECORD_KINDS.filter((kind) => hasVanished({ client, contact }[kind]));
  return { absent: client.absent + contact.absent, deleted: client.deleted + contact.deleted, vanished };
}

/** By the limits that a connection has unless it is given others. */
export function hasVanished({ known, absent, deleted }: KindOutcome): boolean {
  const missing = absent + deleted;
  return missing > 0 && isImplausible({ with: missing, of: known }, policySchema.parse({}).brake);
}

function refuse(problems: ProblemList): ImportResult {
  const nothing = {
    ...{
      written: false,
      asOf: null,
      canSkip: false,
      skipped: 0,
      namesLinks: false,
      cleaned: { client: {}, contact: {} },
    },
    ...{ clients: NO_COUNTS, contacts: NO_COUNTS, snapshot: null },
  };
  return { ...nothing, problems: problems.kept, problemCount: problems.count, rows: NO_ROWS };
}
