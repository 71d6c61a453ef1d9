// One piece of text from outside: trimmed, in one Unicode form, free of what no name holds and PostgreSQL, logs or
// screens cannot take. Emoji and right-to-left scripts are names; characters that only reverse text are not.
import type { ProblemCode } from './problems.ts';

// Most text by far: passes all of the checks below and has one form only.
const PLAIN = /^[ -~]*$/;
// Lone surrogates and NUL make PostgreSQL refuse the whole batch; line separators split log lines.
const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
// U+202A–202E and U+2066–2069 make `gpj.exe` look like `exe.jpg`, and one name look like another.
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/u;
// What a decoder leaves where bytes were not UTF-8. Accepting it would overwrite a good name with a damaged one.
const LOST = /[\uFFFD-\uFFFF]/u;

export type CleanText =
  { readonly ok: true; readonly text: string | null } | { readonly ok: false; readonly code: ProblemCode };

/** Null for text that is empty after trimming. `max` counts UTF-16 units. */
export function cleanText(raw: string, max: number): CleanText {
  const trimmed = raw.trim();
  if (trimmed === '') return { ok: true, text: null };
  if (trimmed.length > max) return { ok: false, code: 'TOO_LONG' };
  if (PLAIN.test(trimmed)) return { ok: true, text: trimmed };
  const code = findForbidden(trimmed);
  if (code !== null) return { ok: false, code };
  const text = trimmed.normalize('NFC');
  return text.length > max ? { ok: false, code: 'TOO_LONG' } : { ok: true, text };
}

export function findForbidden(text: string): ProblemCode | null {
  if (CONTROL.test(text)) return 'CONTROL_CHARACTER';
  if (DIRECTION.test(text)) return 'DIRECTION_CHARACTER';
  return LOST.test(text) ? 'LOST_CHARACTER' : null;
}
