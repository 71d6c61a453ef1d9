// Rows of CSV (RFC 4180) for the spreadsheet of an office, from pages and commands alike. What a spreadsheet would take for a
// formula is kept from being one: records come from outside.
import type { Language } from '../domain/text.ts';
import type { Column } from './column.ts';

type Columns<Item> = readonly Column<Item>[];

/** A spreadsheet parts fields by the separator of lists of its language [doc: Excel takes that of the regional settings]. */
const SEPARATORS = { en: ',', nl: ';' } as const satisfies Record<Language, string>;
/** Without it Excel does not take a file for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

export function csvHead<Item>(columns: Columns<Item>, lang: Language): string {
  return `${BYTE_ORDER_MARK}${csvLine(
    inCsv(columns).map(({ title }) => title),
    lang,
  )}`;
}

export function csvRow<Item>(columns: Columns<Item>, item: Item, lang: Language): string {
  return csvLine(
    inCsv(columns).map(({ show, cell }) => (cell ?? show)(item)),
    lang,
  );
}

function inCsv<Item>(columns: Columns<Item>): Columns<Item> {
  return columns.filter(({ only }) => only !== 'table');
}

function csvLine(cells: readonly string[], lang: Language): string {
  const separator = SEPARATORS[lang];
  return `${cells.map((cell) => toField(cell, separator)).join(separator)}\r\n`;
}

/** [doc] https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u;

function toField(cell: string, separator: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(harmless) || harmless.includes(separator)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
