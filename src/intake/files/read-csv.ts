// A CSV file as a stream of rows in the JSON form of records. Structure only: whether a row makes a valid record is for
// record-schema.ts.
import { tidyText } from '../records/tidy-text.ts';
import { KIND_WORDS, readWord, STATUS_WORDS, SWITCH_WORDS } from '../records/words.ts';
import { readHeader, type Column, type Header } from './columns.ts';
import { readCsvRows, type CsvRow } from './csv-rows.ts';
import type { Preamble } from './file-preamble.ts';
import type { RecordKind } from '../intake.ts';
import type { FieldProblem } from '../records/problems.ts';
import type { Line } from './read-lines.ts';

/** One row, or what is wrong with it. */
export interface ReadRow {
  readonly line: number;
  /** The record in its JSON form. */
  readonly value: unknown;
  /** `value` is only what can be told of a row that is not one of this file. */
  readonly isPartial: boolean;
  readonly problems: readonly FieldProblem[];
  /** Nothing after this row can be read, or what was read cannot be trusted: skipping the row is no way out. */
  readonly fatal: boolean;
}

interface CsvInput {
  readonly lines: AsyncIterable<readonly Line[]>;
  readonly preamble: Preamble;
  readonly kind: RecordKind;
}

export async function* readCsv({ lines, preamble, kind }: CsvInput): AsyncGenerator<ReadRow> {
  const { delimiter, linesBefore } = preamble;
  let header: Header | null = null;
  for await (const row of readCsvRows({ lines, delimiter, linesBefore })) {
    if (isBlank(row)) continue;
    if (header !== null) {
      yield readRow(header, row);
      continue;
    }
    header = readHeaderRow(kind, row);
    if (header.problems.length === 0) continue;
    yield { line: row.line, value: null, isPartial: true, problems: header.problems, fatal: true };
    if (!tellsKeys(header)) return;
  }
}

/** A spreadsheet keeps rows of which only the separators, or marks of a text, are left; DOS ends a file with a control character. */
function isBlank({ cells, fault }: CsvRow): boolean {
  return fault === null && cells.every((cell) => /^[\s\p{C}"';,|=]*$/u.test(cell));
}

/** Where something else is wrong with the columns, of each row is certain what it takes away. */
function tellsKeys({ columns }: Header): boolean {
  return columns.some(isKey);
}

function isKey(column: Column): boolean {
  return column.type === 'field' && column.field === 'key';
}

function readHeaderRow(kind: RecordKind, { cells, fault }: CsvRow): Header {
  if (fault === null) return readHeader(kind, cells);
  return { columns: [], problems: [{ code: fault, field: 'line' }] };
}

function readRow({ columns, problems: wrongColumns }: Header, { line, cells, fault }: CsvRow): ReadRow {
  const surplus = cells.slice(columns.length);
  // Fewer cells than columns: reading them as empty would wipe what stands in the portals.
  const hasOtherWidth = cells.length < columns.length || surplus.some((cell) => cell.trim() !== '');
  const code = fault ?? (hasOtherWidth ? 'WRONG_CELL_COUNT' : null);
  if (code !== null || wrongColumns.length > 0) {
    const value = readCertain(columns, cells);
    const wrong: readonly FieldProblem[] = code === null ? [] : [{ code, field: 'line' }];
    return { line, value, isPartial: true, problems: wrong, fatal: false };
  }
  const { links, problems } = readLinks(columns, cells);
  const value = { ...readFields(columns, cells), links: Object.fromEntries(links) };
  return { line, value, isPartial: false, problems, fatal: false };
}

/**
 * What is certain of a row of another width: its key, and what it takes away. One separator too many shifts the cells
 * behind it, so the cells of links are counted from the end as well, and believed where all of them are words for a switch.
 */
function readCertain(columns: readonly Column[], cells: readonly string[]): Record<string, unknown> {
  const shifts = cells.length > columns.length ? [0, cells.length - columns.length] : [0];
  const off = shifts.flatMap((shift) => {
    const { links, problems } = readLinks(columns, cells.slice(shift));
    return problems.length > 0 ? [] : [...links].filter(([, { enabled }]) => !enabled);
  });
  const keys = new Set(cells.filter((_, index) => columns[index] !== undefined && isKey(columns[index])));
  // Of two that differ, nobody can tell whose row it is.
  const key = hasKey(columns, cells) && keys.size === 1 ? readFields(columns, cells)['key'] : null;
  const excluded = shifts.flatMap((shift) => readExclusion(columns, cells.slice(shift)));
  return { key, ...Object.fromEntries(excluded), links: Object.fromEntries(off) };
}

/** Behind a separator too many or too few stands another cell, and without any the whole row is one. */
function hasKey(columns: readonly Column[], cells: readonly string[]): boolean {
  const [first] = columns;
  const isFirst = first !== undefined && isKey(first);
  return cells.length === columns.length || (isFirst && cells.length > 1);
}

/** Words that no other column holds; where one stands twice, in either. */
function readExclusion(columns: readonly Column[], cells: readonly string[]) {
  const read = columns.flatMap((column, index) =>
    column.type === 'field' ? [[column.field, translate(column.field, cells[index] ?? '')] as const] : [],
  );
  return read.filter(
    ([field, word]) => (field === 'kind' && word === 'person') || (field === 'status' && word === 'suspect'),
  );
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
    const cell = tidyText(cells[index] ?? '', 'code');
    if (column.type !== 'link' || cell === null) return;
    const enabled = readWord(SWITCH_WORDS, cell);
    if (enabled === undefined) problems.push({ code: 'BAD_LINK', field: `links.${column.connection}` });
    // Where a column stands twice, off wins.
    else if (links.get(column.connection)?.enabled !== false)
      links.set(column.connection, { enabled, settings: {} });
  });
  columns.forEach((column, index) => {
    const cell = tidyText(cells[index] ?? '', 'text');
    if (column.type !== 'setting' || cell === null) return;
    const link = links.get(column.connection);
    if (link !== undefined) link.settings[column.setting] = cell;
    else problems.push({ code: 'SETTING_WITHOUT_LINK', field: `links.${column.connection}` });
  });
  return { links, problems };
}
