// Applies a schema to a value from outside and turns what zod finds into field problems with readable field names.
import type { ZodType } from 'zod';
import { isProblemCode, type FieldProblem, type Parsed } from './problems.ts';

/** A record with ten thousand unknown fields gets its first mistakes named, not an answer as large as itself. */
const MAX_UNKNOWN_NAMED = 20;

/** `root` names the value itself in problems. */
export function parseStrict<T>(schema: ZodType<T>, value: unknown, root: string): Parsed<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => readIssue(issue, root)) };
}

interface Issue {
  readonly code: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function readIssue(issue: Issue, root: string): FieldProblem[] {
  if (issue.keys !== undefined && issue.code === 'unrecognized_keys') {
    const named = issue.keys.slice(0, MAX_UNKNOWN_NAMED);
    return named.map((key) => ({ code: 'UNKNOWN_FIELD', field: joinPath([...issue.path, key], root) }));
  }
  const code = isProblemCode(issue.message) ? issue.message : 'WRONG_TYPE';
  return [{ code, field: joinPath(issue.path, root) }];
}

function joinPath(path: readonly PropertyKey[], root: string): string {
  return path.length === 0 ? root : path.map(String).join('.');
}
