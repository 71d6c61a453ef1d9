// What stands before the first record of a file: comments or heading, and for CSV which separator is used. Reads the
// first 64 KB only; the readers skip as many lines.
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { instantField } from '../records/field-schema.ts';
import { parseInstant } from '../records/instant.ts';
import { parseStrict } from '../records/parse-strict.ts';
import type { FieldProblem, Parsed } from '../records/problems.ts';
import { findDoubleName } from '../../domain/double-name.ts';
import { readWord, SWITCH_WORDS } from '../records/words.ts';
import { chooseEncoding, type Encoding } from './encoding.ts';
import { headLines } from './read-lines.ts';

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

const DELIMITERS = [';', ',', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface Preamble {
  readonly encoding: Encoding;
  readonly heading: Heading;
  /** How many lines lie before the records (in CSV: before the header). */
  readonly linesBefore: number;
  readonly delimiter: Delimiter;
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
  const head = await readWindow(path);
  if (head.length === 0) return refuse({ code: 'EMPTY_FILE', field: 'file' });
  const encoding = await chooseEncoding(path, head);
  if (!encoding.ok) return encoding;
  const lines = headLines(head, encoding.value);
  const read = format === 'csv' ? readCsvPreamble(lines) : readNdjsonPreamble(lines);
  return read.ok ? { ok: true, value: { ...read.value, encoding: encoding.value } } : read;
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

function refuse(problem: FieldProblem): Parsed<never> {
  return { ok: false, problems: [problem] };
}

type ReadPreamble = Parsed<Omit<Preamble, 'encoding'>>;

// What a spreadsheet puts around the only cell of a row: it saves every row as wide as the widest.
const PADDING = /^[;,\t|"'\s\p{Cf}\p{Cc}]+|[;,\t|"'\s\p{Cf}\p{Cc}]+$/gu;
const SEPARATOR_LINE = /^["'\s]*sep\s*=\s*["']*([;,\t|]?)["';,\t|\s]*$/i;

/** Comments come before the header only: further down, a line that starts with # is a record. */
function readCsvPreamble(lines: readonly string[]): ReadPreamble {
  let heading = NO_HEADING;
  let declared: string | null = null;
  const said = new Set<string>();
  for (const [linesBefore, line] of lines.entries()) {
    const text = line.replace(PADDING, '');
    const separator = SEPARATOR_LINE.exec(line);
    if (separator === null && text !== '' && !text.startsWith('#')) {
      return { ok: true, value: { heading, linesBefore, delimiter: chooseDelimiter(line, declared) } };
    }
    declared = separator?.[1] ?? declared;
    const changed = readComment(text);
    if (!changed.ok) return changed;
    const [name] = Object.keys(changed.value);
    if (name !== undefined && said.has(name)) return refuse({ code: 'BAD_HEADING', field: name });
    if (name !== undefined) said.add(name);
    heading = { ...heading, ...changed.value };
  }
  return refuse({ code: 'EMPTY_FILE', field: 'file' });
}

const COMMENT = /^#\s*(as[-_ ]?of|complete)\s*[:=]\s*(.*)$/i;

function readComment(text: string): Parsed<Partial<Heading>> {
  const match = COMMENT.exec(text);
  if (match === null) return { ok: true, value: {} };
  const [, name = '', rest = ''] = match;
  const value = rest.replace(PADDING, '');
  if (name.toLowerCase() === 'complete') {
    const complete = readWord(SWITCH_WORDS, value);
    if (complete === undefined) return refuse({ code: 'BAD_HEADING', field: 'complete' });
    return { ok: true, value: { complete } };
  }
  const asOf = parseInstant(value);
  return asOf === null ? refuse({ code: 'BAD_DATE', field: 'as-of' }) : { ok: true, value: { asOf } };
}

/**
 * The one that occurs most often in the header, outside quotes; what a `sep=` line declares may be older than the rest.
 * Dutch Excel writes semicolons.
 */
function chooseDelimiter(header: string, declared: string | null): Delimiter {
  const outside = header.replace(/"[^"]*"/g, '');
  // Nothing but one quoted cell: the separators are in it.
  const bare = outside.trim() === '' ? header : outside;
  const often = (delimiter: string): number =>
    bare.split(delimiter).length + (delimiter === declared ? 0.5 : 0);
  return [...DELIMITERS].sort((one, other) => often(other) - often(one))[0] ?? ';';
}

function readNdjsonPreamble(lines: readonly string[]): ReadPreamble {
  const blank = lines.findIndex((line) => line.trim() !== '');
  const linesBefore = Math.max(blank, 0);
  const text = (lines[linesBefore] ?? '').trim();
  // One list over the whole file: each of its lines would be refused.
  if (text.startsWith('[') && !Array.isArray(parseJson(text)))
    return refuse({ code: 'BAD_JSON', field: 'file' });
  const first = parseJson(text);
  if (!isHeading(first)) return { ok: true, value: { heading: NO_HEADING, linesBefore, delimiter: ';' } };
  const doubled = findDoubleName(text);
  if (doubled !== null) return refuse({ code: 'BAD_HEADING', field: doubled });
  const parsed = parseStrict(headingSchema, first, 'heading');
  if (!parsed.ok)
    return { ok: false, problems: parsed.problems.map(({ field }) => ({ code: 'BAD_HEADING', field })) };
  const { asOf, complete, clients, contacts } = parsed.value;
  const heading = { asOf: asOf ?? null, complete, clients: clients ?? null, contacts: contacts ?? null };
  return { ok: true, value: { heading, linesBefore: linesBefore + 1, delimiter: ';' } };
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
