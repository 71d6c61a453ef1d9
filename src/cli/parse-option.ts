// Checks what an option holds against its schema, and says which field is wrong without repeating its value.
import type { ZodType } from 'zod';
import { UsageError } from '../errors.ts';

export function parseOption<T>(option: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  - ${path.length === 0 ? option : path.map(String).join('.')}: ${message}`,
  );
  throw new UsageError(
    `What ${option} hold${option.includes(' and ') ? '' : 's'} is not accepted; nothing was changed:\n${lines.join('\n')}`,
  );
}
