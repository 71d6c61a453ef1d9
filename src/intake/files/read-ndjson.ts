// An NDJSON file (one JSON object on each line) as a stream of rows. A line that is no JSON, or far too long, costs
// that line only.
import type { Readable } from 'node:stream';
import type { Preamble } from './file-preamble.ts';
import { MAX_LINE_LENGTH, type ReadRow } from './read-csv.ts';

const NEWLINE = 0x0a;

export async function* readNdjson(bytes: Readable, preamble: Preamble): AsyncGenerator<ReadRow> {
  let line = preamble.linesBefore;
  for await (const text of readLines(bytes)) {
    line += 1;
    if (text !== '') yield readRow(text, line);
  }
}

function readRow(text: string | null, line: number): ReadRow {
  if (text === null) {
    return { line, value: null, problems: [{ code: 'LINE_TOO_LONG', field: 'line' }], fatal: false };
  }
  try {
    return { line, value: JSON.parse(text), problems: [], fatal: false };
  } catch {
    return { line, value: null, problems: [{ code: 'BAD_JSON', field: 'line' }], fatal: false };
  }
}

/** Null for a line beyond the limit: it is passed over piece by piece, never held. */
async function* readLines(bytes: Readable): AsyncGenerator<string | null> {
  const chunks: AsyncIterable<Buffer> = bytes;
  let pieces: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= MAX_LINE_LENGTH) pieces.push(piece);
    else pieces = [];
  };
  const finish = (): string | null => {
    const text = length > MAX_LINE_LENGTH ? null : Buffer.concat(pieces).toString('utf8').trim();
    pieces = [];
    length = 0;
    return text;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      yield finish();
    }
    take(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}
