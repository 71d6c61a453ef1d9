// The rows of a CSV file, from its lines. A value never holds a line break, so a row is a line, and a wrong quote costs
// its own row: parsers at hand read on to the next quote instead, and lose or invent rows on the way.
import type { Delimiter } from './file-preamble.ts';
import type { Line } from './read-lines.ts';

export interface CsvRow {
  readonly line: number;
  /** Where `fault` is not null, what stands between its separators: a quote that does not fit hides none of them. */
  readonly cells: readonly string[];
  readonly fault: 'BAD_CSV' | 'LINE_TOO_LONG' | null;
}

interface RowsRequest {
  readonly lines: AsyncIterable<readonly Line[]>;
  readonly delimiter: Delimiter;
  readonly linesBefore: number;
}

export async function* readCsvRows({ lines, delimiter, linesBefore }: RowsRequest): AsyncGenerator<CsvRow> {
  const reader = createRowReader(delimiter);
  let line = 0;
  for await (const batch of lines) {
    for (const text of batch) {
      line += 1;
      if (line > linesBefore) yield* reader.take({ line, text });
    }
  }
  yield* reader.finish();
}

interface NumberedLine {
  readonly line: number;
  readonly text: Line;
}

/** A cell with line breaks is one wrong value, not several wrong rows; with more of them, its quote is the mistake. */
const MAX_LINES_OF_ROW = 20;

/** Lines whose quote is still open are held until it closes where a quote may close, or proves to be a mistake. */
function createRowReader(delimiter: Delimiter) {
  let held: NumberedLine[] = [];
  let columns = 0;

  function* take(next: NumberedLine): Generator<CsvRow> {
    if (next.text === null) {
      yield* finish();
      yield { line: next.line, cells: [], fault: 'LINE_TOO_LONG' };
      return;
    }
    const isRow = held.length > 0 && isWhole(readCells(next.text, delimiter));
    held.push(next);
    const read = readCells(held.map(({ text }) => text).join('\n'), delimiter);
    if (!isRow && read.end === 'open' && held.length < MAX_LINES_OF_ROW) return;
    if (isRow || !isLong(read)) {
      yield* giveUpFirst();
      return;
    }
    const cells = unwrap(read.cells, delimiter);
    columns ||= cells.length;
    yield { line: held[0]?.line ?? next.line, cells, fault: null };
    held = [];
  }

  /** Of several lines: as long as a row has to be, at least. */
  const isLong = ({ cells, end }: ReadCells): boolean =>
    end === 'closed' && (held.length === 1 || cells.length >= columns);
  /** A row of its own inside an open quote: the quote is the mistake, or this record would go unseen. */
  const isWhole = ({ cells, end }: ReadCells): boolean => end === 'closed' && cells.length === columns;

  function* giveUpFirst(): Generator<CsvRow> {
    const [first, ...rest] = held;
    held = [];
    if (first === undefined) return;
    yield { line: first.line, cells: splitLoosely(first.text ?? '', delimiter), fault: 'BAD_CSV' };
    for (const line of rest) yield* take(line);
  }

  function* finish(): Generator<CsvRow> {
    while (held.length > 0) yield* giveUpFirst();
  }
  return { take, finish };
}

/** A spreadsheet that did not see the separators keeps every row as one cell, and puts it in quotes. */
function unwrap(cells: readonly string[], delimiter: Delimiter): readonly string[] {
  const [first = '', ...rest] = cells;
  const isWrapped = first.includes(delimiter) && rest.every((cell) => cell.trim() === '');
  return isWrapped ? readCells(first, delimiter).cells : cells;
}

interface ReadCells {
  readonly cells: readonly string[];
  /** open: a quoted cell does not end. wrong: something stands behind a quoted cell. */
  readonly end: 'closed' | 'open' | 'wrong';
}

function splitLoosely(text: string, delimiter: Delimiter): readonly string[] {
  return text.split(delimiter).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
}

/** A quote inside an unquoted cell is a character like any other, as spreadsheets have it. */
function readCells(text: string, delimiter: Delimiter): ReadCells {
  if (!text.includes('"')) return { cells: text.split(delimiter), end: 'closed' };
  const cells: string[] = [];
  for (let at = 0; ;) {
    const quoted = readQuoted(text, at);
    if (quoted === 'open') return { cells, end: 'open' };
    const next = text.indexOf(delimiter, quoted?.end ?? at);
    const end = next === -1 ? text.length : next;
    if (quoted !== null && text.slice(quoted.end, end).trim() !== '') return { cells, end: 'wrong' };
    cells.push(quoted?.cell ?? text.slice(at, end));
    if (next === -1) return { cells, end: 'closed' };
    at = next + delimiter.length;
  }
}

// `="01"`, by which a spreadsheet keeps zeros, is quoted too; its mark stays for who cleans values.
const OPENING = / *(=?)"/y;

function readQuoted(text: string, at: number): { cell: string; end: number } | 'open' | null {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening === null) return null;
  const start = OPENING.lastIndex;
  let end = text.indexOf('"', start);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end === -1) return 'open';
  const cell = text.slice(start, end).replaceAll('""', '"');
  return { cell: opening[1] === '' ? cell : `="${cell}"`, end: end + 1 };
}
