// The records of one file, row by row, whatever its format: each either a valid record or its problems.
import { documentedName } from './columns.ts';
import type { ClientRecord, ContactRecord, RecordKind } from '../intake.ts';
import { placeProblem, type FieldProblem, type Parsed, type RowProblem } from '../records/problems.ts';
import { readCsv, type ReadRow } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { FileBytes, RecordFile } from './record-file.ts';
import { parseClient, parseContact, readKey, type RecordContext } from '../records/record-schema.ts';

export type ParsedRecord =
  | { readonly kind: 'client'; readonly record: ClientRecord }
  | { readonly kind: 'contact'; readonly record: ContactRecord };

export interface RecordRow {
  readonly line: number;
  /** Null where the row does not say which of two kinds it is. */
  readonly kind: RecordKind | null;
  /** Also of a row that is wrong in other ways; null where there is none to read. */
  readonly key: string | null;
  readonly parsed: ParsedRecord | null;
  readonly problems: readonly RowProblem[];
  readonly fatal: boolean;
}

export async function* readRecords(
  file: RecordFile,
  bytes: FileBytes,
  context: RecordContext,
): AsyncGenerator<RecordRow> {
  for await (const row of readRows(file, bytes)) yield readRecord(file, row, context);
}

function readRows(file: RecordFile, bytes: FileBytes): AsyncGenerator<ReadRow> {
  const { preamble, format, kinds } = file;
  if (format === 'ndjson') return readNdjson(bytes.stream, preamble);
  return readCsv({ bytes: bytes.stream, preamble, kind: kinds[0] ?? 'client' });
}

function readRecord(file: RecordFile, row: ReadRow, context: RecordContext): RecordRow {
  const { kind, value } = takeKind(row.value, file.kinds);
  const place = { line: row.line, kind, key: readKey(value), fatal: row.fatal };
  if (row.value === null && row.problems.length > 0) {
    return { ...place, parsed: null, problems: row.problems.map((found) => show(found, file, row.line)) };
  }
  const read = kind === null ? BAD_KIND : parseRecord(kind, value, context);
  const found = [...row.problems, ...(read.ok ? [] : read.problems)];
  const parsed = read.ok && found.length === 0 ? read.value : null;
  return { ...place, parsed, problems: found.map((problem) => show(problem, file, row.line)) };
}

const BAD_KIND: Parsed<never> = { ok: false, problems: [{ code: 'BAD_RECORD_KIND', field: 'record' }] };

/** `"record": "client"` tells the kind in a file of both; in a file of one kind it may be left out. */
function takeKind(value: unknown, kinds: readonly RecordKind[]): { kind: RecordKind | null; value: unknown } {
  const only = kinds.length === 1 ? (kinds[0] ?? null) : null;
  if (typeof value !== 'object' || value === null || !('record' in value)) return { kind: only, value };
  const { record, ...rest } = value;
  return { kind: kinds.find((kind) => kind === record) ?? null, value: rest };
}

function parseRecord(kind: RecordKind, value: unknown, context: RecordContext): Parsed<ParsedRecord> {
  if (kind === 'client') {
    const parsed = parseClient(value, context);
    return parsed.ok ? { ok: true, value: { kind, record: parsed.value } } : parsed;
  }
  const parsed = parseContact(value, context);
  return parsed.ok ? { ok: true, value: { kind, record: parsed.value } } : parsed;
}

/** Names the field as the file does: `house_number` in CSV, `houseNumber` in NDJSON. */
export function show(found: FieldProblem, file: RecordFile, line: number): RowProblem {
  const [kind] = file.kinds;
  const field = file.format === 'csv' && kind !== undefined ? documentedName(kind, found.field) : found.field;
  return placeProblem({ ...found, field }, { file: file.name, line });
}
