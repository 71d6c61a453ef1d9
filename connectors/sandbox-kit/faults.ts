// Faults on demand: which request goes wrong next, how, and how often. What a portal says when it does is its own.
import { z } from 'zod';
import { htmlPage, invalid, needShape, type Answer } from './answer.ts';

const STATUS = /^[345]\d\d$/;
/** It does what it is asked, and refuses it all the same. */
const REFUSED_AFTER = /^(4\d\d)-done$/;
const HTML = /^html-(200|404|5\d\d)$/;
/** page-size-<n>: no more rows of a list than that; where the portal has no pages, the rest is announced and never shown. */
const PAGE_SIZE = /^page-size-([1-9]\d?)$/;
const BENDING =
  /^(timeout-before-commit|timeout-after-commit|no-effect|slow|late-visibility|errors-200|empty-list)$/;

const faultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().refine(isPattern, 'path is no regular expression').optional(),
    })
    .default({}),
  /**
   * A three-digit status is answered with an error body that echoes the request, as real portals do; html-<status> with a
   * page. A portal may have more.
   */
  fault: z.string(),
  times: z.number().int().positive().default(1),
  delayMs: z.number().int().nonnegative().default(1_000),
  /** Seconds, or a date; for 429. An empty text: the portal does not say. */
  retryAfter: z.union([z.string(), z.number()]).default(1),
  /** Under which name it is counted; left out: its own. */
  label: z.string().optional(),
});
export type Fault = z.output<typeof faultSchema> & { readonly label: string };

/** No portal has faults of this form. */
const NONE = /^(?!)/;

/** Refuses what describes no fault. `own`: the form of faults that only this portal has. */
export function readFault(body: unknown, own: RegExp = NONE): Fault {
  const { label, ...fault } = needShape(faultSchema, body);
  if (![STATUS, REFUSED_AFTER, HTML, PAGE_SIZE, BENDING, own].some((form) => form.test(fault.fault)))
    invalid(`${fault.fault} is no fault`);
  return { ...fault, label: label ?? fault.fault };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

export interface Faults {
  add(fault: Fault): void;
  /** All, or those with this label. */
  clear(label?: string | null): void;
  /** The fault for this request, used up by one. */
  take(method: string, path: string): Fault | null;
  /** How many requests each has met, by label, and how many more those that are armed would meet. */
  read(): { readonly armed: number; readonly hits: Readonly<Record<string, number>> };
}

/** Signing in goes wrong only when a fault names it: `signInPaths`. */
export function createFaults(signInPaths: readonly string[]): Faults {
  let armed: { fault: Fault; path: RegExp; left: number }[] = [];
  const hitsByLabel = new Map<string, number>();
  return {
    add: (fault) => armed.push({ fault, path: new RegExp(fault.match.path ?? ''), left: fault.times }),
    clear(label = null) {
      armed = label === null ? [] : armed.filter(({ fault }) => fault.label !== label);
    },
    read: () => ({
      armed: armed.reduce((sum, { left }) => sum + left, 0),
      hits: Object.fromEntries(hitsByLabel),
    }),
    take(method, path) {
      const hit = armed.find(
        ({ fault, path: pattern }) =>
          (fault.match.method ?? method) === method &&
          (fault.match.path !== undefined || !signInPaths.includes(path)) &&
          pattern.test(path),
      );
      if (hit === undefined) return null;
      hit.left -= 1;
      hitsByLabel.set(hit.fault.label, (hitsByLabel.get(hit.fault.label) ?? 0) + 1);
      if (hit.left === 0) armed = armed.filter((each) => each !== hit);
      return hit.fault;
    },
  };
}

/** With which it refuses what it has done; null: it does not. */
export function refusalAfter({ fault }: Fault): number | null {
  const status = REFUSED_AFTER.exec(fault)?.[1];
  return status === undefined ? null : Number(status);
}

/** How many rows a list may show under this fault; null: all. */
export function pageSizeOf({ fault }: Fault): number | null {
  const size = PAGE_SIZE.exec(fault)?.[1];
  return size === undefined ? null : Number(size);
}

/** A list of which only the first rows are told, with a word about the others. */
export function cutShort(answer: Answer, fault: Fault): Answer {
  const size = pageSizeOf(fault);
  const rows = answer.body;
  if (size === null || !Array.isArray(rows) || rows.length <= size) return answer;
  const headers = { ...answer.headers, link: '<?page=2>; rel="next"', 'x-total-count': String(rows.length) };
  return { ...answer, body: rows.slice(0, size), headers };
}

/** The answer of a fault that answers by itself; null for those that only bend what the portal does. */
export function faultAnswer(
  { fault, retryAfter }: Fault,
  { echo, refuse }: { echo: string; refuse: (status: number) => Answer },
): Answer | null {
  const htmlStatus = HTML.exec(fault)?.[1];
  if (htmlStatus !== undefined) return htmlPage(Number(htmlStatus), echo);
  if (fault === 'empty-list') return { status: 200, body: [] };
  if (fault === 'errors-200') return { status: 200, body: { errors: [{ message: `Not done: ${echo}` }] } };
  if (!STATUS.test(fault)) return null;
  const headers = fault === '429' && retryAfter !== '' ? { 'retry-after': String(retryAfter) } : {};
  return { ...refuse(Number(fault)), headers };
}
