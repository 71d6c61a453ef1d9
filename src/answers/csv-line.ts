// Rows of CSV (RFC 4180). What a spreadsheet would take for a formula is kept from being one: records come from outside.
import type { Column } from './column.ts';

type Columns<Item> = readonly Column<Item>[];

export function csvHead<Item>(columns: Columns<Item>): string {
  return csvLine(columns.filter(({ name }) => name !== null).map(({ name }) => name));
}

export function csvRow<Item>(columns: Columns<Item>, item: Item): string {
  const own = columns.filter(({ name }) => name !== null);
  return csvLine(own.map(({ show, value }) => (value ?? show)(item)));
}

/** `null`: an empty field. */
function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => toField(cell ?? '')).join(',')}\r\n`;
}

function toField(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
