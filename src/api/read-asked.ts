// Reads what is asked. What is wrong is named by its field, with what it may be: never by its value.
import { z } from 'zod';
import { ownWords } from '../domain/schema-problems.ts';
import { inEach, type Text } from '../domain/text.ts';
import { HttpProblem, type SaidProblem } from '../http/problem.ts';

/** `where` names the whole. Strict schemas refuse what they do not know: a slip of the pen in a filter would list everybody. */
export function readAsked<Schema extends z.ZodType>(
  schema: Schema,
  asked: unknown,
  where: 'query' | 'body',
): z.output<Schema> {
  const parsed = z.safeParse(schema, asked);
  if (parsed.success) return parsed.data;
  throw refuse(parsed.error.issues.map((issue) => toProblem(issue, where)));
}

export function refuse(errors: readonly FieldError[]): HttpProblem {
  const detail = inEach((lang) => errors.map(({ field, message }) => `${field} ${message[lang]}`).join(' '));
  return new HttpProblem('invalid-request', { detail, errors });
}

type FieldError = SaidProblem & { readonly message: Text };

export function badCursor(): HttpProblem {
  const message = {
    en: 'is not what an earlier answer gave as `next`.',
    nl: 'is niet wat een eerder antwoord als `next` gaf.',
  };
  return refuse([{ field: 'cursor', code: 'UNKNOWN', message }]);
}

const WORDS = {
  unknown: {
    en: 'has a field that there is not; /api/openapi.json says which there are.',
    nl: 'heeft een veld dat er niet is; /api/openapi.json zegt welke er zijn.',
  },
  id: { en: 'must be the id of a record.', nl: 'moet de id van een record zijn.' },
  time: {
    en: 'must be a time with its zone, like 2026-11-22T09:00:00Z.',
    nl: 'moet een tijd met zone zijn, zoals 2026-11-22T09:00:00Z.',
  },
  other: { en: 'is not what /api/openapi.json says.', nl: 'is niet wat /api/openapi.json zegt.' },
} as const satisfies Record<string, Text>;

function toProblem(issue: z.core.$ZodIssue, where: string): FieldError {
  // What somebody mistook for a parameter may be a name.
  if (issue.code === 'unrecognized_keys') return { field: where, code: 'UNKNOWN', message: WORDS.unknown };
  return { field: issue.path.map(String).join('.') || where, code: 'INVALID', message: describe(issue) };
}

function describe(issue: z.core.$ZodIssue): Text {
  if (issue.code === 'invalid_format') return issue.format === 'guid' ? WORDS.id : WORDS.time;
  const said = ownWords(issue);
  return said === null ? WORDS.other : inEach((lang) => `${said[lang]}.`);
}
