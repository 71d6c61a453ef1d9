// What stands before the first record of a file: comments or heading, and for CSV which separator is used. Reads the
// first 64 KB only; the readers skip as many lines.
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { instantField } from '../records/field-schema.ts';
import { parseInstant } from '../records/instant.ts';
import { parseStrict } from '../records/parse-strict.ts';
import type { FieldProblem, Parsed } from '../records/problems.ts';
import { findDoubleNames } from '../../domain/double-name.ts';
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
  /** As far as it can be read. */
  readonly heading: Heading;
  /** What is wrong with the heading. */
  readonly problems: readonly FieldProblem[];
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
  const problems: FieldProblem[] = [];
  let declared: string | null = null;
  const said = new Set<string>();
  for (const [linesBefore, line] of lines.entries()) {
    const text = line.replace(PADDING, '');
    const separator = SEPARATOR_LINE.exec(line);
    if (separator === null && text !== '' && !text.startsWith('#')) {
      const delimiter = chooseDelimiter(line, declared);
      return { ok: true, value: { heading, problems, linesBefore, delimiter } };
    }
    declared = separator?.[1] ?? declared;
    const read = readComment(text);
    if (read === null) continue;
    const { name, value } = read;
    if (value === null)
      problems.push({ code: name === 'asOf' ? 'BAD_DATE' : 'BAD_HEADING', field: NAMES[name] });
    else if (said.has(name)) problems.push({ code: 'BAD_HEADING', field: name });
    else heading = { ...heading, [name]: value };
    said.add(name);
  }
  return refuse({ code: 'EMPTY_FILE', field: 'file' });
}

const NAMES = { asOf: 'as-of', complete: 'complete' } as const;
const COMMENT = /^#\s*(as[-_ ]?of|complete)(["'\s]*[:=;,\t|]["'\s]*|\s+)(.*)$/i;

/** Null where it says nothing of the file. A spreadsheet keeps name and value in two cells; without a colon it may be a sentence. */
function readComment(text: string) {
  const [, name = '', between = '', rest = ''] = COMMENT.exec(text) ?? [];
  if (name === '') return null;
  const given = rest.replace(PADDING, '');
  const read =
    name.toLowerCase() === 'complete'
      ? { name: 'complete' as const, value: readWord(SWITCH_WORDS, given) ?? null }
      : { name: 'asOf' as const, value: parseInstant(given) };
  return read.value === null && !/[:=]/.test(between) ? null : read;
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
  const read = readHeading(text);
  const place = { linesBefore: linesBefore + (read === null ? 0 : 1), delimiter: ';' } as const;
  return { ok: true, value: { ...(read ?? { heading: NO_HEADING, problems: [] }), ...place } };
}

/** Null where the first line is a record. */
function readHeading(text: string): Pick<Preamble, 'heading' | 'problems'> | null {
  const fields = readHeadingFields(parseJson(text));
  if (fields === null) return null;
  const doubled = findDoubleNames(text)[0] ?? findDouble(fields);
  const parsed = parseStrict(headingSchema, Object.fromEntries(fields), 'heading');
  const wrong = doubled === null ? (parsed.ok ? [] : parsed.problems.map(({ field }) => field)) : [doubled];
  const problems = wrong.map((field) => ({ code: 'BAD_HEADING' as const, field }));
  if (!parsed.ok || doubled !== null) return { heading: NO_HEADING, problems };
  const { asOf, complete, clients, contacts } = parsed.value;
  const heading = { asOf: asOf ?? null, complete, clients: clients ?? null, contacts: contacts ?? null };
  return { heading, problems };
}

type Fields = readonly (readonly [name: string, value: unknown])[];

/** Of a first line without a key that speaks of the whole file, with its names as they are documented; else null. */
function readHeadingFields(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const known = new Map(Object.keys(headingSchema.shape).map((name) => [compactName(name), name]));
  const fields = Object.entries<unknown>({ ...value }).map(
    ([name, of]) => [known.get(compactName(name)) ?? name, of] as const,
  );
  const names = fields.map(([name]) => compactName(name));
  return names.includes('key') || !names.some((name) => known.has(name)) ? null : fields;
}

/** `asOf`, `AsOf` and `as_of` are one name. */
function compactName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function findDouble(fields: Fields): string | null {
  const names = fields.map(([name]) => name);
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
