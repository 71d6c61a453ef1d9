// Checks what an option holds against its schema, and says which field is wrong without repeating its value.
import type { ZodType } from 'zod';
import { UsageError } from '../../errors.ts';

export function parseOption<T>(option: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) =>
      `  - ${path.length === 0 ? option : path.map(String).join('.')}: ${textOf(message)}`,
  );
  throw new UsageError(
    `What ${option} hold${option.includes(' and ') ? '' : 's'} is not accepted; nothing was changed:\n${lines.join('\n')}`,
  );
}

/** In the words of whoever fills it in. */
function textOf(message: string): string {
  const missing = /^Invalid input: expected (\w+), received undefined$/.exec(message);
  if (missing !== null) return `is required, and is missing (${missing[1] ?? 'a value'} expected)`;
  return message.replace(/^Unrecognized keys?:/, 'there is no setting of this name:');
}

export function readLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > 1_000_000)
    throw new UsageError('--limit is a whole number from 1.');
  return limit;
}

export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new UsageError('--timeout is a number of seconds, up to 86400.');
  return seconds;
}
