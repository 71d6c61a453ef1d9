// How the portal words errors, and its lists.
import { fieldsOf, NO_CONTENT, ok, textOf, type Answer, type Fields } from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type { Call } from '../../sandbox-kit/portal.ts';
import type { SandboxState } from './sandbox-state.ts';

export { fieldsOf, NO_CONTENT, ok, textOf, type Answer, type Fields };
export type SandboxRequest = Call<SandboxState>;

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
  return ok(
    rows
      .slice(first, first + size)
      .filter(shows)
      .map(show),
  );
}
