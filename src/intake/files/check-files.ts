// The first of two readings of the files: finds every problem before anything is written, and learns which keys there
// are. Holds the keys in memory, never the records.
import type { Text } from '../../domain/text.ts';
import { RECORD_KINDS, type RecordKind } from '../intake.ts';
import { placeProblem, type FieldProblem } from '../records/problems.ts';
import { checkClients, checkDates, checkKeys } from './check-keys.ts';
import {
  PROGRESS_ROWS,
  startFindings,
  type CheckedFiles,
  type CheckRequest,
  type DatedFile,
  type Findings,
} from './findings.ts';
import { openLines, type RecordFile } from './record-file.ts';
import { readRecords, show, type RecordRow } from './read-records.ts';

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

async function checkFile(file: DatedFile, request: CheckRequest, findings: Findings): Promise<void> {
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
  for await (const row of readRecords(file, bytes, { now: request.now, saidAt: file.saidAt })) {
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
  if (row.problems.length > 0) findings.wrong[kind].add(record.sourceKey);
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

/** What only an export of everything can get wrong. */
function checkWhole(files: readonly RecordFile[], findings: Findings): void {
  if (findings.keys.client.size === 0 && !findings.fatal) {
    const file = files.find(({ kinds }) => kinds.includes('client')) ?? null;
    refuseFile({ code: 'EMPTY_SNAPSHOT', field: 'file' }, file, findings);
  }
}

function refuseFile(problem: FieldProblem, file: RecordFile | null, findings: Findings): void {
  findings.problems.add(placeProblem(problem, file === null ? {} : { file: file.name }));
  findings.fatal = true;
}
