// The request as the routes of the sandbox see it, and the portal's own wording of an error.
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../sandbox-kit/answer.ts';

export {
  created,
  emailOf,
  fieldsOf,
  listOf,
  NO_CONTENT,
  ok,
  oneOf,
  textOf,
  wholeNumberOf,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';

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

/** [doc] */
export function refusal(status: number, code: string, message = code): Answer {
  const requestId = randomUUID();
  const helpLink = `https://help.example.nl/${code}`;
  return { status, body: { code, message, helpLink, requestId, dateTime: new Date().toISOString() } };
}

export function notFound(): Answer {
  return refusal(404, 'NOT_FOUND', 'Not found');
}
