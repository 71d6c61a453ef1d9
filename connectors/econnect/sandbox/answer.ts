// Answers of the sandbox, and the request as its routes see it. Readers for what somebody else wrote: nothing is taken
// for a text, a list or an object that is not one.
import { randomUUID } from 'node:crypto';

export type Fields = Record<string, unknown>;

export interface SandboxRequest {
  readonly method: string;
  /** Psb: below the base address. The other services: `/identity/connect/token`, `/soap/<call>`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent. */
  readonly text: string;
  /** Parsed JSON, form fields or SOAP fields; the text where it is none of them. */
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

export const NO_CONTENT: Answer = { status: 204 };

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** The portal's own wording of an error. [doc] */
export function refusal(status: number, code: string, message = code): Answer {
  const requestId = randomUUID();
  const helpLink = `https://help.example.nl/${code}`;
  return { status, body: { code, message, helpLink, requestId, dateTime: new Date().toISOString() } };
}

export function notFound(): Answer {
  return refusal(404, 'NOT_FOUND', 'Not found');
}

export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  return Object.fromEntries(Object.entries(body));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The portal keeps addresses in lower case, however they were typed. */
export function emailOf(value: unknown): string {
  return textOf(value).trim().toLowerCase();
}

export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}

export function wholeNumberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
