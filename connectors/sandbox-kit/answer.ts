// What a sandbox answers, whichever portal it plays. Readers for what somebody else wrote: nothing is taken for a text, a
// list or an object that is not one.
import { z, type ZodType } from 'zod';

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

/** For what only does something. */
export function after<Asked>(does: (asked: Asked) => void): (asked: Asked) => Answer {
  return (asked) => {
    does(asked);
    return NO_CONTENT;
  };
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/**
 * What the portal does not allow, or what is wrong with what it was asked: thrown by its rules, and answered in its words to
 * whoever asked, by a call or by hand.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    [this.status, this.code] = [status, code];
  }
}

export function refuse(status: number, code: string, message = code): never {
  throw new Refusal(status, code, message);
}

export function invalid(what: string): never {
  return refuse(400, 'INVALID', what);
}

/** What a body must be; refuses anything else. */
export function needShape<Read>(schema: ZodType<Read>, body: unknown): Read {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : invalid(parsed.error.message);
}

/** Refuses as not found what there is none of. */
export function need<Value>(value: Value | null | undefined): Value {
  return value ?? refuse(404, 'NOT_FOUND', 'Not found');
}

/** As most portals word it; one that words it otherwise has words of its own. */
export function refusal(status: number, code: string, message = code): Answer {
  return { status, body: { code, message } };
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

/** The same, and refuses where there is none. */
export function needNamed(fields: Fields, name: string): string {
  return named(fields, name) || invalid(`${name} is required`);
}

/** Nothing of what is not among the known fields is guessed. */
export function refuseStrange(fields: Fields, known: readonly string[]): void {
  const strange = Object.keys(fields).find((name) => !known.includes(name));
  if (strange !== undefined) invalid(`${strange} is not known`);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Portals keep addresses in lower case, however they were typed. */
export function emailOf(value: unknown): string {
  return textOf(value).trim().toLowerCase();
}

/** Of an address in a seed. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^@\s]+@[^@\s]+$/);

export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}

/** The word in this field, or the first of them that it may be left out for; refuses any other. */
export function needOneOf<Word extends string>(
  fields: Fields,
  name: string,
  { words, unless }: { readonly words: readonly Word[]; readonly unless?: Word },
): Word {
  return oneOf(fields[name] ?? unless, words) ?? invalid(`${name} is ${words.join(', ')}`);
}

export function needEmail(fields: Fields, name = 'email'): string {
  const email = emailOf(fields[name]);
  return /^[^@\s]+@[^@\s]+$/.test(email) ? email : invalid(`${name} is an e-mail address`);
}

export function wholeNumberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
