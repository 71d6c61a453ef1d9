// The log as people read it on their terminal: a line for each entry, by the clock of their machine. What goes anywhere else
// stays JSON, for machines.
import type { DestinationStream } from 'pino';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'ERROR',
  60: 'FATAL',
};

export function readableLog(screen: DestinationStream): DestinationStream {
  return {
    write: (entry) => {
      screen.write(`${readableEntry(entry)}\n`);
    },
  };
}

/** `entry`: JSON, as the library writes it. What is none is left as it is. */
export function readableEntry(entry: string): string {
  const read = parse(entry);
  if (read === null) return entry.trimEnd();
  const { level, time, msg = '', err, ...fields } = read;
  const { at, ...error } = isObject(err) ? err : { at: null };
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const data = Object.entries({ ...fields, ...error }).map(([name, value]) => `${name}=${valueText(value)}`);
  const head = [clock, (LEVELS[Number(level)] ?? '').padEnd(5), String(msg), ...data].join(' ').trimEnd();
  const stack = Array.isArray(at) ? at : [];
  return [head, ...stack.map((line) => `    ${String(line)}`)].join('\n');
}

function parse(entry: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(entry);
    return isObject(read) ? read : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[\w:/.,@+-]+$/.test(value)) return value;
  // What would steer a terminal is not written to it.
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, '?');
}
