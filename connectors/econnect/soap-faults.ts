// What a fault of the SOAP service means. Its text ends with a code in brackets, ERR + operation + series + number [doc
// psb.econnect.eu/platform/misc/errorHandling.html]; nothing of the words before it gets out: they may hold personal data.
import { z } from 'zod';
import type { Text } from '../../src/domain/text.ts';
import { AccessError, RejectedError, type KoppelError } from '../../src/errors.ts';
import { statusError } from '../../src/portal-http/parse-answer.ts';

export const TOKEN_EXPIRED = 'DEFAULT_ERROR_CODE999';

/** A full stop or a space may follow the bracket, and stand in it. [doc] */
const CODE_IN_TEXT = /.*\[\s*([A-Z0-9_]{1,40})\s*\]/s;
const CODE = /^ERR(?<operation>[A-Z]{3})(?<series>[1-8])00\d+$/;
const faultSchema = z.object({ Fault: z.object({ faultstring: z.string() }) });

/** Until the owner of the environment acts, no time makes it good. [doc] */
const BLOCKED: Readonly<Record<string, { readonly code: string; readonly why: Text }>> = {
  ERRPRO1000002: {
    code: 'ENVIRONMENT_BLOCKED_UNPAID',
    why: { en: 'invoices of the vendor are unpaid', nl: 'facturen van de leverancier zijn niet betaald' },
  },
  ERRPRO1000003: {
    code: 'ENVIRONMENT_BLOCKED_BALANCE',
    why: { en: 'the balance with the vendor is negative', nl: 'het saldo bij de leverancier is negatief' },
  },
  ERRPRO1000004: {
    code: 'ENVIRONMENT_BLOCKED_MISUSE',
    why: {
      en: 'the vendor says that its service was misused',
      nl: 'volgens de leverancier is zijn dienst misbruikt',
    },
  },
};
/** Namespace and SOAPAction do not agree; the XML is not valid, although its series says internal. [doc] */
const OURS: ReadonlySet<string> = new Set(['ERRCDO4000041', 'ERRIER8000006']);
const NOT_AUTHENTICATED = '6';
/** Which status a series of codes stands for: no permission, not authenticated, internal. [doc] */
const STATUS_BY_SERIES: Readonly<Record<string, number>> = { 3: 403, [NOT_AUTHENTICATED]: 401, 8: 500 };

/** The code of a fault; '' where it has none. Null: the body holds no fault. */
export function faultCode(body: Readonly<Record<string, unknown>> | null): string | null {
  if (body !== null && !('Fault' in body)) return null;
  const text = faultSchema.safeParse(body).data?.Fault.faultstring ?? '';
  return CODE_IN_TEXT.exec(text)?.[1] ?? '';
}

function blockedText(why: Text): Text {
  return {
    en: `The environment of the practice in this portal is blocked until its owner acts: ${why.en}.`,
    nl: `De omgeving van het kantoor in dit portaal is geblokkeerd tot de eigenaar iets doet: ${why.nl}.`,
  };
}

/** About the request itself, which is for the caller to judge: null. Anything else is an error for everybody. */
export function errorOf(
  fault: string,
  call: { readonly name: string; readonly writes: boolean },
): KoppelError | null {
  const details = { method: 'POST', call: call.name, fault };
  const blocked = BLOCKED[fault];
  if (blocked !== undefined)
    return new AccessError(blockedText(blocked.why), { code: blocked.code, details });
  if (OURS.has(fault)) {
    return new RejectedError(
      {
        en: 'The portal does not understand what Koppel sends.',
        nl: 'Het portaal begrijpt niet wat Koppel stuurt.',
      },
      { code: 'REQUEST_NOT_UNDERSTOOD', details },
    );
  }
  const series = fault === TOKEN_EXPIRED ? NOT_AUTHENTICATED : CODE.exec(fault)?.groups?.['series'];
  if (series !== undefined && !(series in STATUS_BY_SERIES)) return null;
  return statusError(STATUS_BY_SERIES[series ?? ''] ?? 500, details, { mayHaveLanded: call.writes });
}

/** Of the request for an integration itself. */
export function isAboutRequest(fault: string): boolean {
  return CODE.exec(fault)?.groups?.['operation'] === 'AIR';
}
