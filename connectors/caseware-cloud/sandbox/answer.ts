// Answers of the sandbox, and the request as its routes see it.
import type { Fields } from './sandbox-state.ts';

export interface SandboxRequest {
  readonly method: string;
  /** Path below the base address, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Rows made by this request show from this moment (milliseconds since the epoch). */
  readonly visibleAt: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is, with this content type. */
  readonly text?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export const NO_CONTENT: Answer = { status: 204 };

/** The portal is known to word its errors in several ways [code], so the sandbox does too. */
export function errorList(status: number, message: string): Answer {
  return { status, body: { errors: [{ message }] } };
}
export function errorMessage(status: number, message: string): Answer {
  return { status, body: { errorMessage: message } };
}
export function plainError(status: number, message: string): Answer {
  return { status, text: message, contentType: 'text/plain' };
}

export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  return Object.fromEntries(Object.entries(body));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function tooLong(fields: Fields, limits: Readonly<Record<string, number>>): string | null {
  for (const [name, limit] of Object.entries(limits)) {
    if (textOf(fields[name]).length > limit) return name;
  }
  return null;
}

const MAX_PAGE_SIZE = 50;

/** Bare arrays, page by page from 1, of 1 to 50 rows. [doc] Rows that do not show yet are left out. */
export function page<T extends { visibleAt: number }>(
  rows: readonly T[],
  query: URLSearchParams,
  show: (row: T) => unknown,
): Answer {
  const size = Number(query.get('pageSize') ?? MAX_PAGE_SIZE);
  if (!(size >= 1 && size <= MAX_PAGE_SIZE)) return errorMessage(400, 'pageSize must be between 1 and 50');
  const first = (Math.max(1, Number(query.get('page') ?? 1)) - 1) * size;
  const now = Date.now();
  const shown = rows.slice(first, first + size).filter((row) => row.visibleAt <= now);
  return ok(shown.map(show));
}
