// Applies a schema to a value from outside and turns what zod finds into field problems with readable field names.
import { z, type ZodType } from 'zod';
import { isProblemCode, type FieldProblem, type Parsed } from './problems.ts';
import { resembling } from './resembling.ts';

/** A record with ten thousand unknown fields gets its first mistakes named, not an answer as large as itself. */
const MAX_UNKNOWN_NAMED = 20;

/** `root` names the value itself in problems. */
export function parseStrict<T>(schema: ZodType<T>, value: unknown, root: string): Parsed<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields = {
    given: typeof value === 'object' && value !== null ? Object.keys(value) : [],
    known: schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => readIssue(issue, root, fields)) };
}

interface Issue {
  readonly code: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

interface Fields {
  readonly given: readonly string[];
  readonly known: readonly string[];
}

function readIssue(issue: Issue, root: string, fields: Fields): FieldProblem[] {
  if (issue.keys !== undefined && issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_UNKNOWN_NAMED).map((key) => unknownField(key, fields));
  const code = isProblemCode(issue.message) ? issue.message : 'WRONG_TYPE';
  return [{ code, field: joinPath(issue.path, root) }];
}

/** By its place, unless it is near a name that is known. */
function unknownField(key: string, { given, known }: Fields): FieldProblem {
  const meant = resembling(key, known);
  if (meant === null) return { code: 'UNKNOWN_FIELD', field: `field ${given.indexOf(key) + 1}` };
  return {
    code: 'UNKNOWN_FIELD',
    field: key,
    detail: { en: `is ${meant} meant?`, nl: `is ${meant} bedoeld?` },
  };
}

function joinPath(path: readonly PropertyKey[], root: string): string {
  return path.length === 0 ? root : path.map(String).join('.');
}
