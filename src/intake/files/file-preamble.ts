// What stands before the first record of a file: byte order mark, comments or heading, and for CSV which separator is
// used. Reads the first 64 KB only; the readers start after it.
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { instantField } from '../records/field-schema.ts';
import { parseInstant } from '../records/instant.ts';
import { parseStrict } from '../records/parse-strict.ts';
import type { FieldProblem, Parsed } from '../records/problems.ts';

export type FileFormat = 'csv' | 'ndjson';

/** What a file says about itself. */
interface Heading {
  /** When the source was read: every record is at least as old. */
  readonly asOf: Date | null;
  /** Whether it holds every client and contact of the practice, so that absence means something (rule 20). */
  readonly complete: boolean;
  /** How many records there should be: shows a file cut off on its way. */
  readonly clients: number | null;
  readonly contacts: number | null;
}

export interface Preamble {
  readonly heading: Heading;
  /** Where the records start (in CSV: the header), in bytes; and how many lines lie before. */
  readonly start: number;
  readonly linesBefore: number;
  readonly delimiter: ';' | ',';
}

const WINDOW_BYTES = 65_536;
const NO_HEADING: Heading = { asOf: null, complete: false, clients: null, contacts: null };
const count = z.number().int().min(0).nullish();
const headingSchema = z.strictObject({
  asOf: instantField.nullish(),
  complete: z.boolean().default(false),
  clients: count,
  contacts: count,
});

export async function readPreamble(path: string, format: FileFormat): Promise<Parsed<Preamble>> {
  const bytes = await readWindow(path);
  if (bytes.length === 0) return refuse({ code: 'EMPTY_FILE', field: 'file' });
  if (isUtf16(bytes)) return refuse({ code: 'NOT_UTF8', field: 'file' });
  const start = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  return format === 'csv' ? readCsvPreamble(bytes, start) : readNdjsonPreamble(bytes, start);
}

async function readWindow(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(WINDOW_BYTES), 0, WINDOW_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isUtf16(bytes: Buffer): boolean {
  return (
    bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
  );
}

function refuse(problem: FieldProblem): Parsed<never> {
  return { ok: false, problems: [problem] };
}

/** Comments come before the header only: further down, a line that starts with # is a record. */
function readCsvPreamble(bytes: Buffer, first: number): Parsed<Preamble> {
  let start = first;
  let linesBefore = 0;
  let heading = NO_HEADING;
  for (;;) {
    const { text, next } = readLine(bytes, start);
    if (text !== '' && !text.startsWith('#')) {
      return { ok: true, value: { heading, start, linesBefore, delimiter: chooseDelimiter(text) } };
    }
    if (next >= bytes.length) return refuse({ code: 'EMPTY_FILE', field: 'file' });
    const changed = readComment(text, heading);
    if (!changed.ok) return changed;
    heading = changed.value;
    start = next;
    linesBefore += 1;
  }
}

function readLine(bytes: Buffer, start: number): { text: string; next: number } {
  const newline = bytes.indexOf(0x0a, start);
  const end = newline === -1 ? bytes.length : newline;
  return { text: bytes.toString('utf8', start, end).trim(), next: end + 1 };
}

function readComment(text: string, heading: Heading): Parsed<Heading> {
  const match = /^#\s*(as-of|complete)\s*:\s*(.*)$/i.exec(text);
  if (match === null) return { ok: true, value: heading };
  const [, name = '', value = ''] = match;
  if (name.toLowerCase() === 'complete') {
    if (!/^(true|false)$/i.test(value)) return refuse({ code: 'BAD_HEADING', field: 'complete' });
    return { ok: true, value: { ...heading, complete: value.toLowerCase() === 'true' } };
  }
  const asOf = parseInstant(value);
  return asOf === null
    ? refuse({ code: 'BAD_DATE', field: 'as-of' })
    : { ok: true, value: { ...heading, asOf } };
}

/** The one that occurs more often in the header, outside quotes. Dutch Excel writes semicolons. */
function chooseDelimiter(header: string): ';' | ',' {
  const bare = header.replace(/"[^"]*"/g, '');
  return bare.split(';').length >= bare.split(',').length ? ';' : ',';
}

function readNdjsonPreamble(bytes: Buffer, start: number): Parsed<Preamble> {
  const { text, next } = readLine(bytes, start);
  const first = parseJson(text);
  if (!isHeading(first)) {
    return { ok: true, value: { heading: NO_HEADING, start, linesBefore: 0, delimiter: ';' } };
  }
  const parsed = parseStrict(headingSchema, first, 'heading');
  if (!parsed.ok)
    return { ok: false, problems: parsed.problems.map(({ field }) => ({ code: 'BAD_HEADING', field })) };
  const { asOf, complete, clients, contacts } = parsed.value;
  const heading = { asOf: asOf ?? null, complete, clients: clients ?? null, contacts: contacts ?? null };
  return { ok: true, value: { heading, start: next, linesBefore: 1, delimiter: ';' } };
}

/** A first line without a key that speaks of the whole file. */
function isHeading(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !('key' in value) &&
    ('asOf' in value || 'complete' in value)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
