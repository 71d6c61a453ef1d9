// What a sandbox answers, whichever portal it plays. Readers for what somebody else wrote: nothing is taken for a text, a
// list or an object that is not one.

export type Fields = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is, with this content type. */
  readonly text?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const NO_CONTENT: Answer = { status: 204 };

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** As most portals word it; one that words it otherwise has words of its own. */
export function refusal(status: number, code: string, message = code): Answer {
  return { status, body: { code, message } };
}

export function notFound(): Answer {
  return refusal(404, 'NOT_FOUND', 'Not found');
}

export function invalid(what: string): Answer {
  return refusal(400, 'INVALID', what);
}

export function htmlPage(status: number, echo: string): Answer {
  const text = `<!doctype html><title>Out of order</title><p>${echo}</p>`;
  return { status, text, contentType: 'text/html' };
}

/** undefined for no body; text that is not JSON is taken as a text, and refused by whoever wants fields. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  return Object.fromEntries(Object.entries(body));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text of this field, without spaces around it. */
export function named(fields: Fields, name: string): string {
  return textOf(fields[name]).trim();
}

/** The name of a field that is not among the known ones; null where all are known. */
export function strangeField(fields: Fields, known: readonly string[]): string | null {
  return Object.keys(fields).find((name) => !known.includes(name)) ?? null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Portals keep addresses in lower case, however they were typed. */
export function emailOf(value: unknown): string {
  return textOf(value).trim().toLowerCase();
}

export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}

export function wholeNumberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
