// A CSV file as a stream of rows in the JSON form of records. Structure only: whether a row makes a valid record is for
// record-schema.ts.
import { pipeline, type Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { KIND_WORDS, readHeader, readWord, STATUS_WORDS, SWITCH_WORDS, type Column } from './columns.ts';
import type { Preamble } from './file-preamble.ts';
import type { RecordKind } from '../intake.ts';
import type { FieldProblem } from '../records/problems.ts';

/** 256 KB: an opening quote without an end would otherwise read the whole file into memory. */
export const MAX_LINE_LENGTH = 262_144;

/** One row, or what is wrong with it. */
export interface ReadRow {
  readonly line: number;
  /** The record in its JSON form; null where not even that can be said. */
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
  /** Nothing after this row can be read, or what was read cannot be trusted: skipping the row is no way out. */
  readonly fatal: boolean;
}

interface CsvInput {
  readonly bytes: Readable;
  readonly preamble: Preamble;
  readonly kind: RecordKind;
}

export async function* readCsv(input: CsvInput): AsyncGenerator<ReadRow> {
  const { linesBefore } = input.preamble;
  let columns: readonly Column[] | null = null;
  try {
    for await (const row of openRows(input)) {
      const line = linesBefore + row.endLine - countNewlines(row.cells);
      if (columns !== null) {
        yield readRow(columns, row.cells, line);
        continue;
      }
      const header = readHeader(input.kind, row.cells);
      if (header.problems.length > 0) yield { line, value: null, problems: header.problems, fatal: true };
      if (header.problems.length > 0) return;
      columns = header.columns;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: linesBefore + lineOf(error), value: null, problems: [explain(error)], fatal: true };
  }
}

/** A wrong quote makes every later row doubtful, so the parser is not asked to skip: it would lose rows unseen. */
function openParser({ bytes, preamble }: CsvInput): Parser {
  const parser = parse({
    delimiter: preamble.delimiter,
    record_delimiter: ['\r\n', '\n'],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_LENGTH,
  });
  // Failures of either side come out of the parser, where they are caught.
  return pipeline(bytes, parser, () => undefined);
}

async function* openRows(input: CsvInput): AsyncGenerator<{ cells: string[]; endLine: number }> {
  const rows: AsyncIterable<unknown> = openParser(input);
  for await (const row of rows) {
    if (isCsvRow(row)) yield { cells: row.record, endLine: row.info.lines };
  }
}

function isCsvRow(row: unknown): row is { record: string[]; info: { lines: number } } {
  return typeof row === 'object' && row !== null && 'record' in row && 'info' in row;
}

function countNewlines(cells: readonly string[]): number {
  let newlines = 0;
  for (const cell of cells) if (cell.includes('\n')) newlines += cell.split('\n').length - 1;
  return newlines;
}

function lineOf(error: CsvError): number {
  const lines: unknown = error['lines'];
  return typeof lines === 'number' ? lines : 0;
}

function explain(error: CsvError): FieldProblem {
  return { code: error.code === 'CSV_MAX_RECORD_SIZE' ? 'LINE_TOO_LONG' : 'BAD_CSV', field: 'line' };
}

function readRow(columns: readonly Column[], cells: readonly string[], line: number): ReadRow {
  const surplus = cells.slice(columns.length);
  // Fewer cells than columns: reading them as empty would wipe what stands in the portals.
  if (cells.length < columns.length || surplus.some((cell) => cell.trim() !== '')) {
    return { line, value: null, problems: [{ code: 'WRONG_CELL_COUNT', field: 'line' }], fatal: false };
  }
  const { links, problems } = readLinks(columns, cells);
  return {
    line,
    value: { ...readFields(columns, cells), links: Object.fromEntries(links) },
    problems,
    fatal: false,
  };
}

function readFields(columns: readonly Column[], cells: readonly string[]): Record<string, string | null> {
  const record: Record<string, string | null> = {};
  columns.forEach((column, index) => {
    if (column.type === 'field') record[column.field] = translate(column.field, cells[index] ?? '');
  });
  return record;
}

function translate(field: string, cell: string): string | null {
  if (cell.trim() === '') return null;
  if (field === 'kind') return readWord(KIND_WORDS, cell) ?? cell;
  return field === 'status' ? (readWord(STATUS_WORDS, cell) ?? cell) : cell;
}

type LinkCells = Map<string, { readonly enabled: boolean; readonly settings: Record<string, string> }>;

function readLinks(
  columns: readonly Column[],
  cells: readonly string[],
): { links: LinkCells; problems: FieldProblem[] } {
  const links: LinkCells = new Map();
  const problems: FieldProblem[] = [];
  columns.forEach((column, index) => {
    const cell = (cells[index] ?? '').trim();
    if (column.type !== 'link' || cell === '') return;
    const enabled = readWord(SWITCH_WORDS, cell);
    if (enabled === undefined) problems.push({ code: 'BAD_LINK', field: `links.${column.connection}` });
    else links.set(column.connection, { enabled, settings: {} });
  });
  columns.forEach((column, index) => {
    const cell = (cells[index] ?? '').trim();
    if (column.type !== 'setting' || cell === '') return;
    const link = links.get(column.connection);
    if (link !== undefined) link.settings[column.setting] = cell;
    else problems.push({ code: 'SETTING_WITHOUT_LINK', field: `links.${column.connection}` });
  });
  return { links, problems };
}
