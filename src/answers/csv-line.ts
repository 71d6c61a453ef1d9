// Rows of CSV (RFC 4180), for scripts and for the spreadsheet of an office. What a spreadsheet would take for a formula is
// kept from being one: records come from outside.
import type { Language } from '../domain/text.ts';
import type { Column } from './column.ts';

type Columns<Item> = readonly Column<Item>[];

/** For scripts: the same in every language. */
export function csvHead<Item>(columns: Columns<Item>): string {
  return csvLine(columns.filter(({ name }) => name !== null).map(({ name }) => name));
}

export function csvRow<Item>(columns: Columns<Item>, item: Item): string {
  const own = columns.filter(({ name }) => name !== null);
  return csvLine(own.map(({ show, value }) => (value ?? show)(item)));
}

/** A spreadsheet parts fields by the separator of lists of its language [doc: Excel takes that of the regional settings]. */
const SEPARATORS = { en: ',', nl: ';' } as const satisfies Record<Language, string>;
/** Without it Excel does not take a file for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** For people, in their words. */
export function officeHead<Item>(columns: Columns<Item>, lang: Language): string {
  const heads = columns.map(({ title, heading }) => title ?? heading ?? null);
  return `${BYTE_ORDER_MARK}${csvLine(heads, SEPARATORS[lang])}`;
}

export function officeRow<Item>(columns: Columns<Item>, item: Item, lang: Language): string {
  return csvLine(
    columns.map(({ show, cell }) => (cell ?? show)(item)),
    SEPARATORS[lang],
  );
}

/** `null`: an empty field. */
function csvLine(cells: readonly (string | null)[], separator = ','): string {
  return `${cells.map((cell) => toField(cell ?? '', separator)).join(separator)}\r\n`;
}

/** [doc] https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u;

function toField(cell: string, separator: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(harmless) || harmless.includes(separator)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
