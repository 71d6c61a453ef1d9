// What an answer of a portal means: data, or one of our errors, named by who must act. Pure. Error bodies echo personal
// data, so nothing of one gets into an error: method and status are all that it tells, paths hold search text too.
import { AccessError, TransientError, UnclearRefusalError, type KoppelError } from '../errors.ts';
import type { PortalRequest, PortalResponse } from '../../connectors/connector.ts';
import type { Text } from '../domain/text.ts';
import { DEFAULT_RETRY_AFTER_MS, listIncomplete, statusError } from './parse-answer.ts';
import { type WireAnswer, type WireBreak } from './portal-http.ts';
import { saysNo, tellsErrors } from './told-errors.ts';

type Asked = Pick<PortalRequest, 'method' | 'accept' | 'contentType' | 'isPage' | 'readsErrors'>;

const MIN_RETRY_AFTER_MS = 1_000;
const MAX_RETRY_AFTER_MS = 60 * 60_000;

/** The answer as data, or throws the error that it is. */
export function judgeAnswer(asked: Asked, answer: WireAnswer, now: Date): PortalResponse {
  const details = { method: asked.method, status: answer.status };
  const isAccepted = asked.accept?.includes(answer.status) === true;
  if (answer.status === 429 || (!isAccepted && (answer.status < 200 || answer.status >= 300)))
    throw statusError(answer.status, details, {
      mayHaveLanded: asked.method !== 'GET',
      waitMs: retryAfterMs(answer.retryAfter, now),
    });
  const body = mustBeData(asked, answer) ? parseData(asked, answer) : parseLoosely(answer.text);
  if (answer.status < 300) assertWhole(asked, answer, body);
  return { status: answer.status, body };
}

function assertWhole(asked: Asked, answer: WireAnswer, body: unknown): void {
  const { method, readsErrors, isPage } = asked;
  if (readsErrors !== true && tellsErrors(body)) throw toldErrors({ method, status: answer.status });
  if (method === 'GET' && isPage !== true && isPartOfList(answer, body)) throw listIncomplete();
}

/** Status 200, and errors in the body: not done, or not all of it. */
function toldErrors(details: { method: string; status: number }): KoppelError {
  const told = { code: 'PORTAL_TOLD_ERRORS', details };
  return details.method === 'GET'
    ? new TransientError(
        { en: 'The portal failed on this request.', nl: 'Het portaal liep vast op dit verzoek.' },
        { ...told, mayHaveLanded: false },
      )
    : new UnclearRefusalError(
        {
          en: 'The portal refuses the data, although it answers as if it were done.',
          nl: 'Het portaal weigert de gegevens, al antwoordt het alsof het is gebeurd.',
        },
        told,
      );
}

/** More rows than these: a next page, a part of the content, a higher count. */
function isPartOfList({ status, link, totalCount }: WireAnswer, body: unknown): boolean {
  if (!Array.isArray(body)) return false;
  const hasNext = link !== null && /;\s*rel\s*=\s*"?[^",;]*\bnext\b/i.test(link);
  return status === 206 || hasNext || Number(totalCount ?? 0) > body.length;
}

/** A refusal may be worded in any way. "Not there" is believed of the portal alone, not of a page that stands before it. */
function mustBeData({ contentType }: Asked, { status }: WireAnswer): boolean {
  return contentType === undefined && (status < 300 || status === 404);
}

const BREAKS = {
  'not-sent': {
    code: 'PORTAL_REQUEST_ABORTED',
    text: {
      en: 'The request was stopped before it left.',
      nl: 'Het verzoek is gestopt voordat het vertrok.',
    },
  },
  'never-connected': {
    code: 'PORTAL_UNREACHABLE',
    text: { en: 'The portal cannot be reached.', nl: 'Het portaal is niet bereikbaar.' },
  },
  broken: {
    code: 'PORTAL_BROKE_OFF',
    text: {
      en: 'The connection to the portal broke off.',
      nl: 'De verbinding met het portaal is afgebroken.',
    },
  },
  'timed-out': {
    code: 'PORTAL_TIMEOUT',
    text: { en: 'The portal did not answer in time.', nl: 'Het portaal antwoordde niet op tijd.' },
  },
  aborted: {
    code: 'PORTAL_REQUEST_ABORTED',
    text: {
      en: 'The request was stopped before the portal answered.',
      nl: 'Het verzoek is gestopt voordat het portaal antwoordde.',
    },
  },
  'too-large': {
    code: 'PORTAL_ANSWER_TOO_LARGE',
    text: {
      en: 'The answer of the portal is too large or broken.',
      nl: 'Het antwoord van het portaal is te groot of stuk.',
    },
  },
} as const satisfies Record<Exclude<WireBreak, 'refused-address'>, { code: string; text: Text }>;

/** The error for an exchange that brought no answer. */
export function judgeBreak(asked: Asked, wire: { broke: WireBreak; code: string }): KoppelError {
  if (wire.broke === 'refused-address') {
    return new AccessError(
      {
        en: 'The portal is at an address that is not public, and not allowed.',
        nl: 'Het portaal staat op een adres dat niet openbaar is, en niet is toegestaan.',
      },
      {
        code: 'PORTAL_ADDRESS_REFUSED',
        details: { method: asked.method },
      },
    );
  }
  const neverArrived = wire.broke === 'never-connected' || wire.broke === 'not-sent';
  const { code, text } = BREAKS[wire.broke];
  return new TransientError(text, {
    code,
    details: { method: asked.method, network: wire.code },
    mayHaveLanded: asked.method !== 'GET' && !neverArrived,
  });
}

/** Retry-After in seconds or as a date; kept between a second and an hour, 30 seconds when it is absent or unreadable. */
function retryAfterMs(header: string | null, now: Date): number {
  const text = header?.trim() ?? '';
  if (text === '') return DEFAULT_RETRY_AFTER_MS;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? Date.parse(text) - now.getTime() : seconds * 1_000;
  if (Number.isNaN(ms)) return DEFAULT_RETRY_AFTER_MS;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, Math.ceil(ms)));
}

/** What the words were goes nowhere: they echo what was asked. */
const TOLD_IN_WORDS = { error: true };

/** A page of a proxy where data was expected says nothing about the request: tried again, as any failure of the road. */
function parseData(asked: Asked, { text, contentType, status }: WireAnswer): unknown {
  if (text.trim() === '') return null;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'string' && saysNo(data) ? TOLD_IN_WORDS : data;
  } catch {
    // Some portals confirm a write, or say that something is not there, with a plain word.
    if (contentType.startsWith('text/plain') && !text.trimStart().startsWith('<'))
      return saysNo(text) ? TOLD_IN_WORDS : null;
    throw new TransientError(
      {
        en: 'The portal answered with something other than data.',
        nl: 'Het portaal antwoordde met iets anders dan gegevens.',
      },
      {
        code: 'PORTAL_ANSWER_NOT_JSON',
        details: { method: asked.method, status },
        mayHaveLanded: asked.method !== 'GET',
      },
    );
  }
}

/** The body of an answer that the connector asked for although it is an error: data, plain text or HTML. */
function parseLoosely(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
