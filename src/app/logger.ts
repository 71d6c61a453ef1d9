// The log: constant messages, data in fields, ids and codes only. Errors are written by code and stack, never by message:
// a message from outside may hold what must not be logged.
import pino, { type Logger } from 'pino';
import { KoppelError } from '../errors.ts';
import { readableLog } from './readable-log.ts';

export type Log = Logger;

/**
 * Logs to standard error, so that a command's answer on standard output stays clean; a command has its own. On a terminal
 * people read it; anywhere else it is JSON.
 */
export function createLogger(
  level: string,
  destination: pino.DestinationStream & { readonly isTTY?: boolean } = pino.destination({
    fd: 2,
    sync: false,
  }),
): Log {
  const stream = destination.isTTY === true ? readableLog(destination) : destination;
  return pino({ level, base: null, serializers: { err: describe } }, stream);
}

function describe(error: unknown): Record<string, unknown> {
  if (error instanceof KoppelError) return { code: error.code, message: error.message, ...error.details };
  if (!(error instanceof Error)) return { code: 'UNKNOWN' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return {
    code,
    at: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
  };
}
