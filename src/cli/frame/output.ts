// What a command says: people read lines and tables, a spreadsheet CSV (--csv), scripts one JSON value (--json).
// Standard output holds the answer alone; progress, warnings and errors go to standard error.
import { once } from 'node:events';
import { Writable } from 'node:stream';
import type { Column } from '../../answers/column.ts';
import type { Language, Text } from '../../domain/text.ts';
import { csvHead, csvRow } from '../../answers/csv-line.ts';
import { writeJsonList, type JsonList } from './json-list.ts';
import { drawAll, openDrawing, type Drawing } from './table.ts';

/** Words in every language, or what has none: data, an example. */
type Said = Text | string;

export interface Output {
  readonly json: boolean;
  readonly csv: boolean;
  readonly lang: Language;
  /** For people; silent with --json and --csv. */
  line(text: Said): void;
  /** Beside the answer, on standard error: a line for people, also with --json. */
  note(text: Said): void;
  table(head: readonly Said[], rows: readonly (readonly string[])[]): void;
  /** A table that is written as its rows come, also as CSV. Silent with --json. Returns how many rows there were. */
  rows<Item>(columns: readonly Column<Item>[], items: AsyncIterable<Item> | Iterable<Item>): Promise<number>;
  /** The answer for scripts: the one JSON value, on one line. Silent without --json. */
  result(value: unknown): void;
  /** The answer for scripts that is long. Silent without --json. */
  list(list: JsonList): Promise<void>;
  /** For scripts, instead of the answer, or to end a list that breaks off. Silent without --json. */
  error(error: { readonly code: string; readonly message: string }): void;
}

interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** So many rows settle how wide the columns of a long table are. */
const MEASURED_ROWS = 200;

export function createOutput(
  { json = false, csv = false }: OutputOptions,
  { stdout, stderr }: { readonly stdout: Sink; readonly stderr: Sink },
  lang: Language = 'en',
): Output {
  const isForPeople = !json && !csv;
  const width = stdout.isTTY === true ? (stdout.columns ?? 80) : null;
  const write = (text: string): void => void stdout.write(text);
  /** No faster than it is read. */
  const writeSlowly = async (text: string): Promise<void> => {
    if (stdout.write(text) === false && stdout instanceof Writable) await once(stdout, 'drain');
  };
  let isInList = false;
  return {
    json,
    csv,
    lang,
    line: (text) => {
      if (isForPeople) write(`${spoken(text, lang)}\n`);
    },
    note: (text) => void stderr.write(`${spoken(text, lang)}\n`),
    table: (titles, rows) => {
      if (!isForPeople) return;
      const head = titles.map((title) => spoken(title, lang));
      write(drawAll(openDrawing(head, rows, width), rows));
    },
    rows: async (columns, items) => {
      if (json) return 0;
      return csv
        ? writeCsv(columns, items, { write: writeSlowly, lang })
        : writeRows(columns, items, { write: writeSlowly, width });
    },
    result: (value) => {
      if (json) write(`${JSON.stringify(value)}\n`);
    },
    list: async (list) => {
      if (!json) return;
      await writeJsonList(list, async (text) => {
        isInList = true;
        await writeSlowly(text);
      });
      isInList = false;
    },
    error: (error) => {
      if (!json) return;
      const value = JSON.stringify({ error });
      write(`${isInList ? `],${value.slice(1)}` : value}\n`);
    },
  };
}

function spoken(said: Said, lang: Language): string {
  return typeof said === 'string' ? said : said[lang];
}

type Items<Item> = AsyncIterable<Item> | Iterable<Item>;
type Write = (text: string) => Promise<void>;

async function writeCsv<Item>(
  columns: readonly Column<Item>[],
  items: Items<Item>,
  { write, lang }: { write: Write; lang: Language },
): Promise<number> {
  await write(csvHead(columns, lang));
  let count = 0;
  for await (const item of items) {
    await write(csvRow(columns, item, lang));
    count += 1;
  }
  return count;
}

async function writeRows<Item>(
  columns: readonly Column<Item>[],
  items: Items<Item>,
  { write, width }: { write: Write; width: number | null },
): Promise<number> {
  const own = columns.filter(({ only }) => only !== 'csv');
  const head = own.map(({ title }) => title);
  const first: string[][] = [];
  let drawing: Drawing | null = null;
  let count = 0;
  const begin = async (): Promise<Drawing> => {
    const opened = openDrawing(head, first, width);
    await write(drawAll(opened, first));
    return opened;
  };
  for await (const item of items) {
    const row = own.map(({ show }) => show(item));
    count += 1;
    if (drawing !== null) await write(drawing.row(row));
    else if (first.push(row) === MEASURED_ROWS) drawing = await begin();
  }
  if (drawing === null && count > 0) await begin();
  return count;
}
