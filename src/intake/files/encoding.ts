// Which encoding a file of records has. Practice software writes UTF-8, a spreadsheet on the way may make UTF-16 or
// Windows-1252 of it: those are read where they can be told for certain, and nothing is guessed where they cannot.
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import type { FieldProblem, Parsed } from '../records/problems.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** `head`: the first bytes of the file. */
export async function chooseEncoding(path: string, head: Buffer): Promise<Parsed<Encoding>> {
  if (OTHER_FILES.some((start) => head.subarray(0, start.length).equals(start))) return refuse('NOT_TEXT');
  if (UTF_32.some((mark) => head.subarray(0, 4).equals(mark))) return refuse('NOT_UTF8');
  const wide = findUtf16(head);
  if (wide !== null) return { ok: true, value: wide };
  return (await isUtf8(path)) ? { ok: true, value: 'utf-8' } : chooseNarrow(path);
}

/** Workbooks (ZIP, the older binary form), gzip, PDF, rich text: what is saved or renamed instead of a CSV file. */
const OTHER_FILES = ['504b0304', 'd0cf11e0a1b11ae1', '1f8b', '25504446', '7b5c727466'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const UTF_32 = ['fffe0000', '0000feff'].map((hex) => Buffer.from(hex, 'hex'));

function refuse(code: FieldProblem['code']): Parsed<never> {
  return { ok: false, problems: [{ code, field: 'file' }] };
}

/** By its mark; without one, by every second byte being zero, which no other text has. */
function findUtf16(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zerosAt = (parity: number): number =>
    head.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  const [even, odd] = [zerosAt(0), zerosAt(1)];
  if (Math.max(even, odd) < head.length / 4 || Math.min(even, odd) > head.length / 32) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of readChunks(path)) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function readChunks(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 1_048_576 });
}

// One or more characters in UTF-8: the file is damaged in places, and its rows tell where.
const SOME_UTF8 = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}/;
// In Windows-1252 the small letters with accents stand here; in the encodings of DOS and of old Macs hardly anything.
const SMALL_LETTER = /[\xdf-\xf6\xf8-\xff]/;
// No text of names and addresses has these in Windows-1252: they are letters in the encodings of DOS and of old Macs. A
// capital with an accent behind a small letter is an apostrophe there.
const OTHER_ENCODING =
  /[\x81-\x84\x86-\x90\x98-\x9f\xa1-\xa6\xa8\xaa\xac\xad\xaf\xb1\xb3\xb5\xb6\xb8-\xbf\xd7\xf7]|[a-z][\xc0-\xde]/;

/** Of a file that is not UTF-8. Mixed with UTF-8 it is read as such, so that only the damaged rows are refused. */
async function chooseNarrow(path: string): Promise<Parsed<Encoding>> {
  let isCertain = true;
  let hasLetter = false;
  let before = '';
  for await (const chunk of readChunks(path)) {
    const text = before + chunk.toString('latin1');
    if (SOME_UTF8.test(text)) return { ok: true, value: 'utf-8' };
    isCertain &&= !OTHER_ENCODING.test(text);
    hasLetter ||= SMALL_LETTER.test(text);
    before = text.slice(-2);
  }
  return isCertain && hasLetter ? { ok: true, value: 'windows-1252' } : refuse('NOT_UTF8');
}
