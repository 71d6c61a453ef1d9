// A row of CSV (RFC 4180). What a spreadsheet would take for a formula is kept from being one: records come from outside.

/** `null`: an empty field. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => toField(cell ?? '')).join(',')}\r\n`;
}

function toField(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
