// How the portal words errors, and its lists.
import { ok, refuse, textOf, type Answer, type Fields } from '../../sandbox-kit/answer.ts';
import { shows, type Hidable } from '../../sandbox-kit/late-visibility.ts';
import type { Call } from '../../sandbox-kit/portal.ts';
import type { SandboxState } from './sandbox-state.ts';

export type SandboxRequest = Call<SandboxState>;

/** The portal is known to word its errors in several ways [code], so the sandbox does too. */
export function errorList(status: number, message: string): never {
  return refuse(status, 'ERRORS', message);
}
export function errorMessage(status: number, message: string): never {
  return refuse(status, 'ERROR_MESSAGE', message);
}

export function word(status: number, code: string, message = code): Answer {
  if (code === 'ERRORS' || code.startsWith('HTTP_')) return { status, body: { errors: [{ message }] } };
  if (code === 'ERROR_MESSAGE') return { status, body: { errorMessage: message } };
  return { status, text: message, contentType: 'text/plain' };
}

export function refuseTooLong(fields: Fields, limits: Readonly<Record<string, number>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    const text = textOf(fields[name]);
    if (text.length > limit) errorMessage(400, `${name} is too long: ${text}`);
  }
}

export function refuseEmpty(fields: Fields, names: readonly string[]): void {
  const empty = names.find((name) => textOf(fields[name]).trim() === '');
  if (empty !== undefined) errorList(400, `${empty} is required`);
}

const MAX_PAGE_SIZE = 50;

/** Bare arrays, page by page from 1, of 1 to 50 rows. [doc] Rows that do not show yet are left out. */
export function page<T extends Hidable>(
  rows: readonly T[],
  query: URLSearchParams,
  show: (row: T) => unknown,
): Answer {
  const size = Number(query.get('pageSize') ?? MAX_PAGE_SIZE);
  if (!(size >= 1 && size <= MAX_PAGE_SIZE)) errorMessage(400, 'pageSize must be between 1 and 50');
  const first = (Math.max(1, Number(query.get('page') ?? 1)) - 1) * size;
  return ok(
    rows
      .slice(first, first + size)
      .filter(shows)
      .map(show),
  );
}
