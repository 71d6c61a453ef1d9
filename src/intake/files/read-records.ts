// The records of one file, row by row, whatever its format: each a statement as far as it can be read, and its problems.
import { documentedName } from './columns.ts';
import type { ClientRecord, ContactRecord, RecordKind } from '../intake.ts';
import { placeProblem, type FieldProblem, type RowProblem } from '../records/problems.ts';
import { readCsv, type ReadRow } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { FileLines, RecordFile } from './record-file.ts';
import {
  readClient,
  readContact,
  withholdClient,
  withholdData,
  type RecordContext,
} from '../records/record-schema.ts';

export type ParsedRecord =
  | { readonly kind: 'client'; readonly record: ClientRecord }
  | { readonly kind: 'contact'; readonly record: ContactRecord };

export interface RecordRow {
  readonly line: number;
  /** Null where the row does not say which of two kinds it is. */
  readonly kind: RecordKind | null;
  /** With problems it holds no data, and only what it takes away. Null where no key can be read. */
  readonly parsed: ParsedRecord | null;
  readonly problems: readonly RowProblem[];
  /** Fields whose text was cleaned, as the file names them. */
  readonly cleaned: readonly string[];
  readonly fatal: boolean;
}

export async function* readRecords(
  file: RecordFile,
  { lines }: FileLines,
  context: RecordContext,
): AsyncGenerator<RecordRow> {
  const { preamble, format, kinds } = file;
  const rows =
    format === 'ndjson'
      ? readNdjson(lines, preamble)
      : readCsv({ lines, preamble, kind: kinds[0] ?? 'client' });
  for await (const row of rows) yield readRecord(file, row, context);
}

function readRecord(file: RecordFile, row: ReadRow, context: RecordContext): RecordRow {
  const { line, fatal } = row;
  const { kind, value } = takeKind(row.value, file.kinds);
  const read = readKind(kind, value, context);
  const problems = [...row.problems, ...(row.isPartial ? [] : read.problems)];
  return {
    line,
    kind,
    parsed: problems.length > 0 && read.parsed !== null ? withhold(read.parsed) : read.parsed,
    problems: problems.map((problem) => show(problem, file, line)),
    cleaned: read.cleaned.map((field) => nameField(field, file)),
    fatal,
  };
}

/** `"record": "client"` tells the kind in a file of both; in a file of one kind it may be left out. */
function takeKind(value: unknown, kinds: readonly RecordKind[]): { kind: RecordKind | null; value: unknown } {
  const only = kinds.length === 1 ? (kinds[0] ?? null) : null;
  if (typeof value !== 'object' || value === null || !('record' in value)) return { kind: only, value };
  const { record, ...rest } = value;
  const word = typeof record === 'string' ? record.trim().toLowerCase() : '';
  return { kind: kinds.find((kind) => kind === word) ?? null, value: rest };
}

function readKind(kind: RecordKind | null, value: unknown, context: RecordContext) {
  if (kind === null)
    return { parsed: null, problems: [{ code: 'BAD_RECORD_KIND' as const, field: 'record' }], cleaned: [] };
  if (kind === 'client') {
    const { statement: record, ...read } = readClient(value, context);
    return { ...read, parsed: record === null ? null : { kind, record } };
  }
  const { statement: record, ...read } = readContact(value, context);
  return { ...read, parsed: record === null ? null : { kind, record } };
}

export function withhold(parsed: ParsedRecord): ParsedRecord {
  return parsed.kind === 'client'
    ? { ...parsed, record: withholdClient(parsed.record) }
    : { ...parsed, record: withholdData(parsed.record) };
}

export function show(found: FieldProblem, file: RecordFile, line: number): RowProblem {
  return placeProblem({ ...found, field: nameField(found.field, file) }, { file: file.name, line });
}

/** As the file does: `house_number` in CSV, `houseNumber` in NDJSON. */
function nameField(field: string, { format, kinds: [kind] }: RecordFile): string {
  return format === 'csv' && kind !== undefined ? documentedName(kind, field) : field;
}
