// An NDJSON file (one JSON object on each line) as a stream of rows. A line that is no JSON, or far too long, costs
// that line only.
import { findDoubleNames } from '../../domain/double-name.ts';
import type { Preamble } from './file-preamble.ts';
import type { ReadRow } from './read-csv.ts';
import type { Line } from './read-lines.ts';

export async function* readNdjson(
  lines: AsyncIterable<readonly Line[]>,
  { linesBefore }: Preamble,
): AsyncGenerator<ReadRow> {
  let line = 0;
  for await (const batch of lines) {
    for (const text of batch) {
      line += 1;
      if (line > linesBefore && text?.trim() !== '') yield readRow(text, line);
    }
  }
}

function readRow(text: Line, line: number): ReadRow {
  if (text === null)
    return {
      line,
      value: null,
      isPartial: true,
      problems: [{ code: 'LINE_TOO_LONG', field: 'line' }],
      fatal: false,
    };
  // Trimmed also of the mark with which the second of two files begins that were put behind each other. Whoever writes a
  // list puts a comma behind each: what such a line takes away is clear.
  const whole = text.trim();
  const inList = whole.replace(/,$/, '');
  try {
    const value: unknown = JSON.parse(inList);
    if (inList !== whole)
      return { line, value, isPartial: false, problems: [{ code: 'BAD_JSON', field: 'line' }], fatal: false };
    const problems = findDoubleNames(text).map((field) => ({
      code: 'DOUBLE_NAME' as const,
      field: field || 'line',
    }));
    // Whose it is nobody can tell.
    const isAnybodys = problems.some(({ field }) => field === 'key');
    return { line, value: isAnybodys ? null : value, isPartial: isAnybodys, problems, fatal: false };
  } catch {
    return {
      line,
      value: null,
      isPartial: true,
      problems: [{ code: 'BAD_JSON', field: 'line' }],
      fatal: false,
    };
  }
}
