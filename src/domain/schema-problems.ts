// What a schema refuses, in the words of whoever filled it in: by field, and never with the value.
import { z, type ZodType } from 'zod';
import type { Text } from './text.ts';

export interface SchemaProblem {
  /** Empty: all of it. */
  readonly field: string;
  readonly text: Text;
}

/** What a rule of our own says: the second argument of `refine`. */
export function rule({ en, nl }: Text): { readonly error: string; readonly params: { readonly nl: string } } {
  return { error: en, params: { nl } };
}

const DUTCH = z.locales.nl().localeError;

/** Of a value that is right: none. */
export function schemaProblems(schema: ZodType, value: unknown): readonly SchemaProblem[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  // The same ones, in the same order.
  const dutch = schema.safeParse(value, { error: DUTCH }).error?.issues ?? [];
  return issues.map((issue, index) => ({
    field: issue.path.map(String).join('.'),
    text: ownWords(issue) ?? { en: issue.message, nl: dutch[index]?.message ?? issue.message },
  }));
}

type Issue = z.core.$ZodIssue;

/** Never with the value. Null: of this kind the library has to say it. */
export function ownWords(issue: Issue): Text | null {
  switch (issue.code) {
    case 'invalid_type':
      return ofKind(KINDS[issue.expected] ?? OBJECT, issue.message.endsWith('received undefined'));
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      return ofSize(issue.origin, issue.inclusive === false ? 'above' : 'least', issue.minimum);
    case 'too_big':
      return ofSize(issue.origin, issue.inclusive === false ? 'below' : 'most', issue.maximum);
    case 'unrecognized_keys':
      return noSetting(issue.keys.map((key) => JSON.stringify(key)).join(', '));
    case 'custom':
      return typeof issue.params?.['nl'] === 'string' ? { en: issue.message, nl: issue.params['nl'] } : null;
    default:
      return null;
  }
}

const OBJECT: Text = { en: 'an object', nl: 'een object' };
const KINDS: Readonly<Record<string, Text>> = {
  string: { en: 'a text', nl: 'een tekst' },
  number: { en: 'a number', nl: 'een getal' },
  int: { en: 'a whole number', nl: 'een geheel getal' },
  boolean: { en: 'true or false', nl: 'true of false' },
  array: { en: 'a list', nl: 'een lijst' },
};

function ofKind(kind: Text, isMissing: boolean): Text {
  return isMissing
    ? {
        en: `is required, and is missing: it must be ${kind.en}`,
        nl: `is verplicht en ontbreekt: het moet ${kind.nl} zijn`,
      }
    : { en: `must be ${kind.en}`, nl: `moet ${kind.nl} zijn` };
}

function oneOf(values: readonly string[]): Text {
  const list = values.join(', ');
  return values.length === 1
    ? { en: `must be ${list}`, nl: `moet ${list} zijn` }
    : { en: `must be one of ${list}`, nl: `moet een zijn van ${list}` };
}

const BOUNDS = {
  least: { en: 'at least', nl: 'minstens' },
  above: { en: 'more than', nl: 'meer dan' },
  most: { en: 'at most', nl: 'hooguit' },
  below: { en: 'less than', nl: 'minder dan' },
} as const satisfies Record<string, Text>;

const UNITS: Readonly<Record<string, Text>> = {
  string: { en: ' characters long', nl: ' tekens lang' },
  array: { en: ' entries long', nl: ' regels lang' },
};

function ofSize(origin: string, bound: keyof typeof BOUNDS, size: number | bigint): Text {
  const [is, unit] = [BOUNDS[bound], UNITS[origin]];
  return {
    en: `must be ${is.en} ${size}${unit?.en ?? ''}`,
    nl: `moet ${is.nl} ${size}${unit?.nl ?? ''} zijn`,
  };
}

function noSetting(names: string): Text {
  return {
    en: `there is no setting of this name: ${names}`,
    nl: `er is geen instelling met deze naam: ${names}`,
  };
}
