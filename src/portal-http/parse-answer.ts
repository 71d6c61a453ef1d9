// Reads an answer of a portal through a connector's schema, and says what it means where it is none. A surprise is an error
// that says where, never what: the answer holds personal data.
import type { z, ZodType } from 'zod';
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  type ErrorDetails,
  type KoppelError,
} from '../errors.ts';
import type { PortalRequest, PortalResponse } from '../../connectors/connector.ts';

export function parseAnswer<Schema extends ZodType>(
  schema: Schema,
  response: PortalResponse,
  method: PortalRequest['method'],
): z.output<Schema> {
  const parsed = schema.safeParse(response.body);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.map((step) => (typeof step === 'number' ? '#' : String(step)));
  throw new TransientError(
    {
      en: 'The portal answered in a shape that Koppel does not know.',
      nl: 'Het portaal antwoordde in een vorm die Koppel niet kent.',
    },
    {
      code: 'PORTAL_ANSWER_UNEXPECTED',
      details: { method, status: response.status, at: at?.join('.') ?? '' },
      mayHaveLanded: method !== 'GET',
    },
  );
}

/** A list of which the portal did not show everything: what is not in it is not proven to be away. */
export function listIncomplete(): TransientError {
  return new TransientError(
    { en: 'The portal did not show the whole list.', nl: 'Het portaal toonde niet de hele lijst.' },
    {
      code: 'PORTAL_LIST_INCOMPLETE',
      mayHaveLanded: false,
    },
  );
}

export const DEFAULT_RETRY_AFTER_MS = 30_000;

/** Waited in vain for the request, which a gateway says of one that the portal has too; too early. [doc RFC 9110, RFC 8470] */
const LATER: ReadonlySet<number> = new Set([408, 425]);

/** What a portal means that answers so, or says the same in words of its own. */
export function statusError(
  status: number,
  details: ErrorDetails,
  { mayHaveLanded, waitMs = DEFAULT_RETRY_AFTER_MS }: { mayHaveLanded: boolean; waitMs?: number },
): KoppelError {
  if (status === 429) {
    return new RateLimitedError(
      {
        en: 'The portal asks to wait before the next request.',
        nl: 'Het portaal vraagt te wachten voor het volgende verzoek.',
      },
      { code: 'PORTAL_RATE_LIMITED', details, retryAfterMs: waitMs },
    );
  }
  if (status === 401) {
    return new AccessError(
      { en: 'The portal refuses the credentials.', nl: 'Het portaal weigert de toegangsgegevens.' },
      { code: 'PORTAL_UNAUTHORIZED', details },
    );
  }
  if (status === 403) {
    return new AccessError(
      { en: 'The portal forbids this request.', nl: 'Het portaal verbiedt dit verzoek.' },
      { code: 'PORTAL_FORBIDDEN', details },
    );
  }
  if (status >= 300 && status < 400) {
    // The base address is wrong, or somebody wants the token: either way a person must look.
    return new AccessError(
      {
        en: 'The portal redirects elsewhere, which is refused.',
        nl: 'Het portaal verwijst naar elders, en dat wordt geweigerd.',
      },
      { code: 'REDIRECT_REFUSED', details },
    );
  }
  if (status >= 400 && status < 500 && !LATER.has(status)) {
    return new RejectedError(
      { en: 'The portal refuses the data.', nl: 'Het portaal weigert de gegevens.' },
      { code: 'PORTAL_REJECTED', details },
    );
  }
  return new TransientError(
    { en: 'The portal failed on this request.', nl: 'Het portaal liep vast op dit verzoek.' },
    { code: 'PORTAL_UNAVAILABLE', details, mayHaveLanded },
  );
}
