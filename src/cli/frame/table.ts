// A table as text: columns that fit the width of a terminal, numbers to the right, long cells in several lines. How wide the
// columns are is settled by the first rows, so that more can follow as they come.

export interface Columns {
  readonly widths: readonly number[];
  readonly areNumbers: readonly boolean[];
}

type Row = readonly string[];

const GAP = '  ';
const LEAST = 10;

/** `width`: null where there is no edge, as in a file. */
export function measure(head: Row, rows: readonly Row[], width: number | null): Columns {
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const areNumbers = head.map(
    (_, index) => rows.length > 0 && rows.every((row) => /^[\d.,]*$/.test(row[index] ?? '')),
  );
  if (width === null) return { widths, areNumbers };
  const room = width - GAP.length * (head.length - 1);
  // The widest gives way first, until all fit or none can be narrower.
  while (sum(widths) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= LEAST) break;
    widths[widest] = Math.max(
      LEAST,
      (widths[widest] ?? 0) - Math.max(1, Math.floor((sum(widths) - room) / 4)),
    );
  }
  return { widths, areNumbers };
}

export function drawHead(columns: Columns, head: Row): string {
  const line = columns.widths.map((width) => '─'.repeat(width)).join(GAP);
  return `${drawRow(columns, head)}${line}\n`;
}

/** A whole table, as wide as it is. */
export function drawTable(head: Row, rows: readonly Row[]): string {
  const columns = measure(head, rows, null);
  return drawHead(columns, head) + rows.map((row) => drawRow(columns, row)).join('');
}

/** One or more lines. */
export function drawRow({ widths, areNumbers }: Columns, row: Row): string {
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

/** Between words where it can. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width);
      const end = space > width / 3 ? space : width;
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
