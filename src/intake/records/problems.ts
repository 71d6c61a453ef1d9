// What can be wrong with a record or a file on its way in, as data: code, place, and a sentence that names the field
// and the remedy, never the value, so that a problem can be logged, stored and sent back as it is.
import { inEach, type Language, type Text } from '../../domain/text.ts';
import { PROBLEM_TEXTS } from './problem-texts.ts';

export type ProblemCode = keyof typeof PROBLEM_TEXTS;
export const PROBLEM_CODES = Object.keys(PROBLEM_TEXTS).filter(isProblemCode);

export interface RowProblem {
  readonly file?: string;
  readonly line?: number;
  readonly field: string;
  readonly code: ProblemCode;
  readonly text: Text;
}

export interface Place {
  readonly file?: string;
  readonly line?: number;
}

/** A problem of a record that does not know yet in which file or event it stands. */
export interface FieldProblem {
  readonly code: ProblemCode;
  readonly field: string;
  /** More about it, in brackets behind the sentence. */
  readonly detail?: Text;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | Failure;
interface Failure {
  readonly ok: false;
  readonly problems: readonly FieldProblem[];
}

export function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(PROBLEM_TEXTS, value);
}

/** What is no field of a record; those are named as the file names them. */
const WHOLE: Readonly<Record<string, Text>> = {
  file: { en: 'file', nl: 'bestand' },
  line: { en: 'line', nl: 'regel' },
  record: { en: 'record', nl: 'record' },
};

export function placeProblem(found: FieldProblem, place: Place): RowProblem {
  const { code, detail } = found;
  const field = showName(found.field);
  const more = (lang: Language): string => (detail === undefined ? '' : ` (${detail[lang]})`);
  const text = inEach((lang) => `${WHOLE[field]?.[lang] ?? field} ${PROBLEM_TEXTS[code][lang]}${more(lang)}`);
  return { ...place, field, code, text };
}

/** With where it stands, for people. */
export function problemText({ file, line, text }: RowProblem, lang: Language): string {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  return place === '' ? text[lang] : `${place}: ${text[lang]}`;
}

/** For scripts and senders, in English. */
export function problemFields({ text, ...fields }: RowProblem) {
  return { ...fields, message: text.en };
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
