// What a job leaves behind on the dashboard: its result or why it failed. Text is made fit for both stores, and free of
// data: the dashboard shows it, and backups keep it.
import { KoppelError } from '../errors.ts';

/** PostgreSQL's JSON takes neither NUL nor half a surrogate pair, and a job that cannot be finished would stall. */
export function storableText(text: string): string {
  // Encoding to UTF-8 puts the replacement character where half a pair stands.
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8');
}

export function storableData(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map((entry) => [storableText(entry[0]), storableText(entry[1])]),
  );
}

export function storableResult(
  result: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      storableText(key),
      typeof value === 'string' ? storableText(value) : value,
    ]),
  );
}

/** An error as the queue may keep it: the reason as message, and where it was thrown. */
export function storableError(error: unknown): Error {
  const storable = new Error(storableText(failedReason(error)));
  const frames = error instanceof Error ? stackFrames(error) : [];
  storable.stack = [`Error: ${storable.message}`, ...frames].join('\n');
  return storable;
}

/**
 * `CODE: message` for an error with a code. Other messages are withheld: a parser or a database quotes what it could
 * not read, and that may be a name. The stack says where it was.
 */
function failedReason(error: unknown): string {
  if (error instanceof KoppelError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return 'INTERNAL_ERROR: something that is not an error was thrown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null) return `INTERNAL_ERROR: ${error.name}`;
  return isSqlState(code) ? `INTERNAL_ERROR: ${error.name} ${code}` : `${code}: ${error.message}`;
}

/** The codes of PostgreSQL, whose messages quote values. https://www.postgresql.org/docs/18/errcodes-appendix.html */
function isSqlState(code: string): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}

function stackFrames(error: Error): string[] {
  const lines = storableText(error.stack ?? '').split('\n');
  return lines.filter((line) => /^ {4}at /.test(line)).slice(0, 20);
}
