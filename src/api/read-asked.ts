// Reads what is asked. What is wrong is named by its field, with what it may be: never by its value.
import { z } from 'zod';
import type { FieldProblem } from '../http/ports.ts';
import { HttpProblem } from '../http/problem.ts';

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

export function refuse(errors: readonly FieldProblem[]): HttpProblem {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join(' ');
  return new HttpProblem('invalid-request', { detail, errors });
}

export function badCursor(): HttpProblem {
  const message = 'is not what an earlier answer gave as `next`.';
  return refuse([{ field: 'cursor', code: 'UNKNOWN', message }]);
}

function toProblem(issue: z.core.$ZodIssue, where: string): FieldProblem {
  // What somebody mistook for a parameter may be a name.
  if (issue.code === 'unrecognized_keys')
    return {
      field: where,
      code: 'UNKNOWN',
      message: 'has a field that there is not; /api/openapi.json says which there are.',
    };
  return { field: issue.path.map(String).join('.') || where, code: 'INVALID', message: describe(issue) };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_big')
    return `must be ${String(issue.maximum)} at most${issue.origin === 'string' ? ', in characters' : ''}.`;
  if (issue.code === 'too_small') return `must be ${String(issue.minimum)} at least.`;
  if (issue.code === 'invalid_format' && issue.format === 'guid') return 'must be the id of a record.';
  if (issue.code === 'invalid_format') return 'must be a time with its zone, like 2026-11-22T09:00:00Z.';
  return 'is not what /api/openapi.json says.';
}
