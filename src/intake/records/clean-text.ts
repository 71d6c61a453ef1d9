// One piece of text from outside, after tidy-text.ts: trimmed, in one Unicode form, free of what no name holds and
// PostgreSQL, logs or screens cannot take. Emoji and right-to-left scripts are names; characters that only reverse text
// are not.
import type { ProblemCode } from './problems.ts';
import { isBroken } from './repair-encoding.ts';
import { isDateWithYear, isDayOfMonth } from './spreadsheet-date.ts';

// Most text by far: passes all of the checks below and has one form only.
const PLAIN = /^[ -~]*$/;
// Lone surrogates and NUL make PostgreSQL refuse the whole batch; line separators split log lines.
const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
// U+202A–202E and U+2066–2069 make `gpj.exe` look like `exe.jpg`, and one name look like another.
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/u;
// What a decoder leaves where bytes were not UTF-8. Accepting it would overwrite a good name with a damaged one.
const LOST = /[\uFFFD-\uFFFF]/u;
// `#REF!`, `#WAARDE!`, `#NAAM?`, `Err:502`, and the hashes of a column that was too narrow: the value is not in the file.
const ERROR = /^(?:#[\p{Lu}\d/]+[!?]|#{3,}|Err:\d{3})$/u;
// `1,00E+03`, `1.2E+11`, `1,0 × 10^3`: digits were lost. With a sign or a fraction only: `12E3` may be a key.
const ROUNDED = /^[+-]?\d+(?:[.,]\d+\s*(?:E\s*|[x×*·]\s*10\^?)[+-]?\d+|\s*E\s*[+-]\s*\d+)$/i;
// What a code begins with that was calculated: nobody can tell it from its formula.
const FORMULA = /^=/;

export type CleanText =
  { readonly ok: true; readonly text: string | null } | { readonly ok: false; readonly code: ProblemCode };

/** Null for text that is empty after trimming. `max` counts UTF-16 units. */
export function cleanText(raw: string, max: number): CleanText {
  const trimmed = raw.trim();
  if (trimmed === '') return { ok: true, text: null };
  if (trimmed.length > max) return { ok: false, code: 'TOO_LONG' };
  if (ERROR.test(trimmed)) return { ok: false, code: 'SPREADSHEET_ERROR' };
  if (PLAIN.test(trimmed)) return { ok: true, text: trimmed };
  const code = findForbidden(trimmed);
  if (code !== null) return { ok: false, code };
  const text = trimmed.normalize('NFC');
  return text.length > max ? { ok: false, code: 'TOO_LONG' } : { ok: true, text };
}

/** Of a key or a number: text of which no digit may be lost. */
export function cleanCode(raw: string, max: number): CleanText {
  const cleaned = cleanText(raw, max);
  if (!cleaned.ok || cleaned.text === null) return cleaned;
  if (ROUNDED.test(cleaned.text)) return { ok: false, code: 'SPREADSHEET_NUMBER' };
  return FORMULA.test(cleaned.text) ? { ok: false, code: 'SPREADSHEET_ERROR' } : cleaned;
}

// `1001,00` and `31205550101.0`: a spreadsheet or a program computed with it. `1001.00` may be a number of a practice.
const DECIMALS = /^\d+(?:,0{1,2}|\.0)$/;

/** Of a number that is none to compute with. */
export function cleanNumber(raw: string, max: number): CleanText {
  const cleaned = cleanCode(raw, max);
  if (!cleaned.ok || cleaned.text === null) return cleaned;
  const isChanged = DECIMALS.test(cleaned.text) || isDayOfMonth(cleaned.text);
  return isChanged ? { ok: false, code: 'SPREADSHEET_NUMBER' } : cleaned;
}

/** Of a number with digits alone, or a part of an address: nobody writes one as a date with its year either. */
export function cleanDigits(raw: string, max: number): CleanText {
  const cleaned = cleanNumber(raw, max);
  const isDate = cleaned.ok && cleaned.text !== null && isDateWithYear(cleaned.text);
  return isDate ? { ok: false, code: 'SPREADSHEET_NUMBER' } : cleaned;
}

export function findForbidden(text: string): ProblemCode | null {
  if (CONTROL.test(text)) return 'CONTROL_CHARACTER';
  if (DIRECTION.test(text)) return 'DIRECTION_CHARACTER';
  if (LOST.test(text)) return 'LOST_CHARACTER';
  return isBroken(text) ? 'WRONG_ENCODING' : null;
}
