// What a command says: people read lines and tables, scripts read one JSON value (--json). Standard output holds the
// answer alone; progress, warnings and errors go to standard error.
import Table from 'cli-table3';
import { writeJsonList, type JsonList } from './json-list.ts';

export interface Output {
  readonly json: boolean;
  /** For people; silent with --json. */
  line(text: string): void;
  /** Beside the answer, on standard error: a line for people, also with --json. */
  note(text: string): void;
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  /** The answer for scripts: the one JSON value, on one line. Silent without --json. */
  result(value: unknown): void;
  /** The answer for scripts that is long. Silent without --json. */
  list(list: JsonList): Promise<void>;
  /** For scripts, instead of the answer, or to end a list that breaks off. Silent without --json. */
  error(error: { readonly code: string; readonly message: string }): void;
}

interface Sink {
  write(text: string): unknown;
}

export function createOutput(
  json: boolean,
  { stdout, stderr }: { readonly stdout: Sink; readonly stderr: Sink },
): Output {
  const write = (text: string): void => void stdout.write(text);
  let isInList = false;
  return {
    json,
    line: (text) => {
      if (!json) write(`${text}\n`);
    },
    note: (text) => void stderr.write(`${text}\n`),
    table: (head, rows) => {
      if (json) return;
      const table = new Table({ head: [...head], style: { head: [], border: [] } });
      table.push(...rows.map((row) => [...row]));
      write(`${table.toString()}\n`);
    },
    result: (value) => {
      if (json) write(`${JSON.stringify(value)}\n`);
    },
    list: async (list) => {
      if (!json) return;
      await writeJsonList(list, (text) => {
        isInList = true;
        write(text);
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
