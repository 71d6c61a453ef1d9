// Faults on demand: which request goes wrong next, how, and how often.
import { z } from 'zod';
import type { Answer } from './answer.ts';

/** page-size-<n>: no more rows a page than that, whatever is asked. page-lost-<n>: that page is empty. */
const PAGE_FAULT = /^page-(size|lost)-([1-9]\d?)$/;

/** A three-digit status is answered with an error body that echoes the request, as real portals do. */
const faultName = z.union([
  z.string().regex(/^[345]\d\d$/),
  z.enum(['html-500', 'html-404', 'html-200', 'timeout-before-commit', 'timeout-after-commit', 'no-effect']),
  z.enum(['slow', 'late-visibility', 'errors-200', 'errors-200-done', 'page-repeats']),
  z.string().regex(PAGE_FAULT),
]);

export const faultSchema = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: z.string().optional() }).default({}),
  fault: faultName,
  times: z.number().int().min(1).default(1),
  delayMs: z.number().int().min(0).default(1_000),
  /** Seconds, or a date; for 429. An empty text: the portal does not say. */
  retryAfter: z.union([z.string(), z.number()]).default(1),
  /** Under which name it is counted. Default: that of the fault. */
  label: z.string().optional(),
});
export type Fault = z.infer<typeof faultSchema>;

export interface Faults {
  add(fault: Fault): void;
  /** All, or those with this label. */
  clear(label: string | null): void;
  /** The fault for this request, used up by one. */
  take(method: string, path: string): Fault | null;
  /** How many requests each fault has met, and how many more those that are armed would meet. */
  read(): { readonly armed: number; readonly hits: Readonly<Record<string, number>> };
}

export function createFaults(): Faults {
  let armed: { fault: Fault; path: RegExp; left: number }[] = [];
  const hitsByLabel = new Map<string, number>();
  return {
    read: () => ({
      armed: armed.reduce((sum, { left }) => sum + left, 0),
      hits: Object.fromEntries(hitsByLabel),
    }),
    add: (fault) => armed.push({ fault, path: new RegExp(fault.match.path ?? ''), left: fault.times }),
    clear(label) {
      armed = label === null ? [] : armed.filter(({ fault }) => fault.label !== label);
    },
    take(method, path) {
      if (armed.length === 0) return null;
      const hit = armed.find(
        ({ fault, path: pattern }) =>
          (fault.match.method ?? method) === method &&
          // Signing in goes wrong only when a fault names it.
          (fault.match.path !== undefined || path !== '/auth/token') &&
          pattern.test(path),
      );
      if (hit === undefined) return null;
      hit.left -= 1;
      const label = hit.fault.label ?? hit.fault.fault;
      hitsByLabel.set(label, (hitsByLabel.get(label) ?? 0) + 1);
      if (hit.left === 0) armed = armed.filter((each) => each !== hit);
      return hit.fault;
    },
  };
}

/** Status 200 all the same. */
export function withErrors(echo: string): Answer {
  return { status: 200, body: { errors: [{ message: `Not done: ${echo}` }] } };
}

/** The query of a list, bent. */
export function bendPage({ fault }: Fault, query: URLSearchParams): URLSearchParams {
  const bent = new URLSearchParams(query);
  if (fault === 'page-repeats') bent.set('page', '1');
  const [, what, text = ''] = PAGE_FAULT.exec(fault) ?? [];
  if (what === 'size')
    bent.set('pageSize', String(Math.min(Number(query.get('pageSize') ?? text), Number(text))));
  if (what === 'lost' && query.get('page') === text) bent.set('page', '1000000');
  return bent;
}

/** The answer of a fault that answers by itself; null for those that only bend what the route does. */
export function faultAnswer(fault: Fault, echo: string): Answer | null {
  if (/^\d\d\d$/.test(fault.fault)) {
    const tells = fault.fault === '429' && fault.retryAfter !== '';
    const headers = tells ? { 'retry-after': String(fault.retryAfter) } : {};
    const body = { errors: [{ message: `Refused on demand: ${echo}` }] };
    return { status: Number(fault.fault), body, headers };
  }
  if (fault.fault === 'no-effect') return { status: 200, body: {} };
  if (fault.fault === 'errors-200') return withErrors(echo);
  if (!fault.fault.startsWith('html-')) return null;
  const text = `<!doctype html><title>Out of order</title><p>${echo}</p>`;
  return { status: Number(fault.fault.slice(5)), text, contentType: 'text/html' };
}
