// The lines of a file of records, whatever its encoding and its line ends: of Windows, of Unix, of an old Mac, or mixed.
import { TextDecoder } from 'node:util';
import { readWindows1252 } from '../records/repair-encoding.ts';
import type { Encoding } from './encoding.ts';

/** 256 KB: an opening quote without an end would otherwise read the whole file into memory. */
const MAX_LINE_LENGTH = 262_144;

/** Null for a line beyond the limit: it is passed over piece by piece, never held. */
export type Line = string | null;

/** In the batches in which they come from the disk, without their ends and without a byte order mark. */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<readonly Line[]> {
  const decode = createDecoder(encoding);
  const splitter = createSplitter();
  for await (const chunk of chunks) yield splitter.take(decode(chunk));
  yield splitter.take(decode());
  yield splitter.finish();
}

/** The lines of the first bytes of a file; the last may be cut off. */
export function headLines(head: Buffer, encoding: Encoding): readonly string[] {
  return createDecoder(encoding)(head).split(/\r\n|\r|\n/);
}

/** Each piece in its turn, and nothing at the end. */
function createDecoder(encoding: Encoding): (chunk?: Buffer) => string {
  if (encoding === 'windows-1252') return (chunk) => readWindows1252(chunk?.toString('latin1') ?? '');
  const decoder = new TextDecoder(encoding);
  return (chunk) => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
}

interface Splitter {
  take(text: string): readonly Line[];
  finish(): readonly Line[];
}

function createSplitter(): Splitter {
  let held = '';
  let isTooLong = false;
  const hold = (rest: string): void => {
    isTooLong ||= held.length + rest.length > MAX_LINE_LENGTH;
    held = isTooLong ? '' : held + rest;
  };
  const end = (): Line => {
    const line = isTooLong ? null : held;
    held = '';
    isTooLong = false;
    return line;
  };
  let endsWithReturn = false;
  return {
    take(text) {
      // A line end of Windows may lie across two pieces: its second half ends no second line.
      const from = endsWithReturn && text.startsWith('\n') ? 1 : 0;
      if (text !== '') endsWithReturn = text.endsWith('\r');
      const pieces = text.slice(from).split(/\r\n|\r|\n/);
      const rest = pieces.pop() ?? '';
      const lines = pieces.map((piece) => {
        hold(piece);
        return end();
      });
      hold(rest);
      return lines;
    },
    finish: () => (held === '' && !isTooLong ? [] : [end()]),
  };
}
