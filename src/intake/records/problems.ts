// What can be wrong with a record or a file on its way in, as data: code, place, and a sentence that names the field
// and the remedy, never the value, so that a problem can be logged, stored and sent back as it is.

const PROBLEM_TEXTS = {
  MISSING: 'is required; fill it in.',
  WRONG_TYPE: 'has the wrong type; see the documentation of the format.',
  UNKNOWN_FIELD: 'is not a field of this record; remove it or correct its name.',
  TOO_LONG: 'is too long; shorten it.',
  CONTROL_CHARACTER: 'holds a control character, such as a line break or NUL; remove it.',
  DIRECTION_CHARACTER: 'holds a character that reverses the direction of text; remove it.',
  WRONG_ENCODING:
    'holds letters that went through a wrong encoding and cannot be told any more; export the data as UTF-8.',
  SPREADSHEET_NUMBER: 'was rounded by a spreadsheet, which took it for a number; export the column as text.',
  SPREADSHEET_ERROR: 'holds an error of a spreadsheet instead of a value; correct its formula or its column.',
  LOST_CHARACTER: 'holds a character that was lost or is not valid UTF-8; export the data as UTF-8.',
  BAD_DATE: 'is not a date and time with a time zone; write it like 2026-11-22T09:00:00Z.',
  DATE_IN_FUTURE: 'lies in the future; correct the clock of the sending system.',
  CHANGED_AT_MISSING: 'is missing; give it with the record, or give the time of the export (as-of).',
  BAD_KIND: 'is not a kind of client; use company or person.',
  BAD_STATUS: 'is not a status; use suspect, prospect, application, client or former.',
  BAD_COUNTRY: 'is not a country code; use two letters, such as NL or BE.',
  BAD_KVK_NUMBER: 'is not a KvK number; it has 8 digits.',
  BAD_ENTERPRISE_NUMBER: 'is not a Belgian enterprise number; check its 10 digits.',
  BAD_EVENT_TYPE:
    'is not a known event; use client.upserted, client.deleted, contact.upserted or contact.deleted.',
  BAD_CONNECTION_NAME: 'is not a name of a connection; use letters, digits, hyphen, dot and underscore.',
  UNKNOWN_CONNECTION: 'is not a connection of this practice; create it first or correct its name.',
  BAD_LINK: 'is not a switch; use yes or no (in JSON: true, false, or enabled with settings).',
  SETTING_WITHOUT_LINK: 'is given while the switch of that link is empty; fill in the switch as well.',
  TOO_MANY_LINKS: 'has too many connections; 50 at most.',
  SETTINGS_TOO_LARGE: 'is too large or too deep; 4 KB and 4 levels at most.',
  DUPLICATE_KEY: 'occurs more than once; keep one row for each record.',
  UNKNOWN_CLIENT:
    'names a client that is not known, or that a complete export does not hold; add the client or correct the key.',
  BAD_RECORD_KIND: 'does not say which record this is; use client or contact, as the file holds.',
  NO_COLUMN_NAMES: 'does not hold the names of the columns; put them above the first record.',
  OTHER_KIND:
    'holds the columns of the other kind of record; give clients as clients and contacts as contacts.',
  UNKNOWN_COLUMN: 'is not a known column; remove it or correct its name.',
  MISSING_COLUMN: 'is a required column; add it, and check that the first line holds the column names.',
  DOUBLE_COLUMN: 'stands in the header more than once, perhaps under another name; keep one.',
  WRONG_CELL_COUNT: 'has another number of cells than the header; check its separators and quotes.',
  BAD_CSV: 'has a quote that does not fit; check the quotes of this row.',
  BAD_JSON: 'is not one JSON object on a line of its own; write one record on each line.',
  LINE_TOO_LONG: 'is longer than 256 KB; a record never is.',
  BAD_HEADING: 'is not a valid heading; see the documentation of the format.',
  EMPTY_FILE: 'is empty; nothing was read.',
  NOT_UTF8: 'is in an encoding that cannot be told for certain; save it as "CSV UTF-8".',
  NOT_TEXT: 'is a workbook, an archive or a document, whatever its name says; save it as "CSV UTF-8".',
  FILE_UNREADABLE: 'cannot be read; check the path and the rights on it.',
  FILE_CHANGED: 'changed while it was read; nothing more was written. Import it again.',
  AS_OF_MISSING: 'is required for a complete export; give the time of the export.',
  INCOMPLETE: 'is required for a complete export; give both clients and contacts.',
  EMPTY_SNAPSHOT: 'holds no clients, which a complete export cannot mean; check the export.',
  ROW_COUNT_DIFFERS: 'differs from the number of records in the file; the file is not whole. Send it again.',
  AMBIGUOUS_FILES:
    'is one of several that could be meant; put one export in a folder: clients and contacts, or records.',
  NO_FILES: 'is there, but no file of clients, contacts or records; write those before it.',
} as const satisfies Record<string, string>;

/** Detail of a key that equals a known one but for leading zeros and capitals. */
export const LOST_ZEROS =
  'it looks like the key of a client that lost its leading zeros or its capitals: export the column as text';

export type ProblemCode = keyof typeof PROBLEM_TEXTS;
export const PROBLEM_CODES = Object.keys(PROBLEM_TEXTS).filter(isProblemCode);

export interface RowProblem {
  readonly file?: string;
  readonly line?: number;
  readonly field: string;
  readonly code: ProblemCode;
  readonly message: string;
}

export interface Place {
  readonly file?: string;
  readonly line?: number;
}

/** A problem of a record that does not know yet in which file or event it stands. */
export interface FieldProblem {
  readonly code: ProblemCode;
  readonly field: string;
  readonly detail?: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | Failure;
interface Failure {
  readonly ok: false;
  readonly problems: readonly FieldProblem[];
}

export function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(PROBLEM_TEXTS, value);
}

export function placeProblem(found: FieldProblem, place: Place): RowProblem {
  const detail = found.detail === undefined ? '' : ` (${found.detail})`;
  const field = showName(found.field);
  return { ...place, field, code: found.code, message: `${field} ${PROBLEM_TEXTS[found.code]}${detail}` };
}

/** Names of unknown fields come from outside: kept short and harmless on a terminal. */
function showName(name: string): string {
  const harmless = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return harmless.length > 80 ? `${harmless.slice(0, 79)}…` : harmless;
}

/** Counts every problem, keeps the first `max`. */
export interface ProblemList {
  readonly kept: readonly RowProblem[];
  readonly count: number;
  add(problem: RowProblem): void;
}

export function createProblemList(max: number): ProblemList {
  const kept: RowProblem[] = [];
  let count = 0;
  return {
    kept,
    get count() {
      return count;
    },
    add(problem) {
      count += 1;
      if (kept.length < max) kept.push(problem);
    },
  };
}
