// What a schema refuses, in the words of whoever filled it in: by field, and never with the value.
import { z, type ZodType } from 'zod';
import { inEach, type Language, type Text } from './text.ts';

export interface SchemaProblem {
  /** Empty: all of it. */
  readonly field: string;
  readonly text: Text;
}

/** What a rule of our own says: the second argument of `refine`. */
export function rule({ en, nl }: Text): { readonly error: string; readonly params: { readonly nl: string } } {
  return { error: en, params: { nl } };
}

const WORDS = {
  missing: {
    en: 'is required, and is missing ({expected} expected)',
    nl: 'is verplicht en ontbreekt (verwacht: {expected})',
  },
  unknown: { en: 'there is no setting of this name:', nl: 'er is geen instelling met deze naam:' },
} as const satisfies Record<string, Text>;

const DUTCH = z.locales.nl().localeError;

/** Of a value that is right: none. */
export function schemaProblems(schema: ZodType, value: unknown): readonly SchemaProblem[] {
  const english = issuesOf(schema, value, 'en');
  // The same ones, in the same order.
  const dutch = issuesOf(schema, value, 'nl');
  return english.map((issue, index) => {
    const other = dutch[index] ?? issue;
    return {
      field: issue.path.map(String).join('.'),
      text: inEach((lang) => messageOf(lang === 'en' ? issue : other, lang, issue.message)),
    };
  });
}

type Issue = z.core.$ZodIssue;

function issuesOf(schema: ZodType, value: unknown, lang: Language): readonly Issue[] {
  const parsed = schema.safeParse(value, lang === 'en' ? {} : { error: DUTCH });
  return parsed.error?.issues ?? [];
}

/** `english`: what the library says by itself. */
function messageOf(issue: Issue, lang: Language, english: string): string {
  const missing = /^Invalid input: expected (\w+), received undefined$/.exec(english);
  if (missing !== null) return WORDS.missing[lang].replace('{expected}', missing[1] ?? '');
  if (issue.code === 'unrecognized_keys')
    return `${WORDS.unknown[lang]} ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  const own: unknown = issue.code === 'custom' ? issue.params?.['nl'] : undefined;
  return lang === 'nl' && typeof own === 'string' ? own : issue.message;
}
