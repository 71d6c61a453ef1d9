// A table as text: columns that fit the width of a terminal, numbers to the right, long cells in several lines; where words
// would have to be cut for that, a block of lines for each row. Which it is, and how wide the columns are, is settled by the
// first rows, so that more can follow as they come.

/** How the rows of one table are drawn. */
export interface Drawing {
  readonly head: string;
  /** One or more lines. */
  readonly row: (row: Row) => string;
}

interface Columns {
  readonly widths: readonly number[];
  readonly areNumbers: readonly boolean[];
}

type Row = readonly string[];

const GAP = '  ';
/** Longer words may be cut: an address, an id. */
const LONGEST_KEPT = 40;
const LEAST = 10;

/** `width`: null where there is no edge, as in a file. */
export function openDrawing(head: Row, rows: readonly Row[], width: number | null): Drawing {
  const columns = measure(head, rows, width);
  if (columns === null) return { head: '', row: (row) => drawBlock(head, row, width) };
  return { head: drawHead(columns, head), row: (row) => drawRow(columns, row) };
}

/** Null where it does not fit. */
function measure(head: Row, rows: readonly Row[], width: number | null): Columns | null {
  const cellsOf = head.map((title, index) => [title, ...rows.map((row) => row[index] ?? '')]);
  const widths = cellsOf.map((cells) => Math.max(...cells.map(widthOf)));
  const areNumbers = cellsOf.map(
    ([, ...cells]) => cells.length > 0 && cells.every((cell) => /^[\d.,]*$/.test(cell)),
  );
  if (width === null) return { widths, areNumbers };
  const least = cellsOf.map((cells) => Math.min(LONGEST_KEPT, Math.max(...cells.map(longestWord))));
  const room = width - GAP.length * (head.length - 1);
  if (sum(least) > room) return null;
  // The widest gives way first, until all fit.
  while (sum(widths) > room) {
    const spare = widths.map((own, index) => (own > (least[index] ?? 0) ? own : 0));
    const widest = spare.indexOf(Math.max(...spare));
    const step = Math.max(1, Math.floor((sum(widths) - room) / 4));
    widths[widest] = Math.max(least[widest] ?? 0, (widths[widest] ?? 0) - step);
  }
  return { widths, areNumbers };
}

function drawHead(columns: Columns, head: Row): string {
  const line = columns.widths.map((width) => '─'.repeat(width)).join(GAP);
  return `${drawRow(columns, head)}${line}\n`;
}

/** What it has, each behind its title. */
function drawBlock(head: Row, row: Row, width: number | null): string {
  const titles = Math.max(...head.map(widthOf));
  const columns = {
    widths: [titles, Math.max(LEAST, (width ?? 0) - titles - GAP.length)],
    areNumbers: [false, false],
  };
  const lines = head
    .map((title, index) => [title, row[index] ?? ''] as const)
    .filter(([, cell]) => cell !== '');
  return `${lines.map((line) => drawRow(columns, line)).join('')}\n`;
}

/** A whole table, as wide as it is. */
export function drawTable(head: Row, rows: readonly Row[]): string {
  return drawAll(openDrawing(head, rows, null), rows);
}

export function drawAll({ head, row }: Drawing, rows: readonly Row[]): string {
  return head + rows.map(row).join('');
}

/** One or more lines. */
function drawRow({ widths, areNumbers }: Columns, row: Row): string {
  const cells = widths.map((width, index) => wrap(row[index] ?? '', width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => {
        const [text, width] = [lines[line] ?? '', widths[index] ?? 0];
        return areNumbers[index] === true ? text.padStart(width) : text.padEnd(width);
      })
      .join(GAP)
      .trimEnd(),
  )
    .map((text) => `${text}\n`)
    .join('');
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

function longestWord(text: string): number {
  return Math.max(...text.split(/\s/).map((word) => word.length));
}

/** Between words, but for a word that is longer than a line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width);
      const next = rest
        .slice(space + 1)
        .split(' ', 1)
        .join('');
      const end = space > 0 && (next.length <= width || space > width / 3) ? space : width;
      lines.push(rest.slice(0, end).trimEnd());
      rest = rest.slice(end).trimStart();
    }
    lines.push(rest);
  }
  return lines;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
