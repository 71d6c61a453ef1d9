// What a fault of the SOAP service means. Its text ends with a code in brackets, ERR + operation + series + number [doc
// psb.econnect.eu/platform/misc/errorHandling.html]; nothing of the words before it gets out: they may hold personal data.
import { z } from 'zod';
import { AccessError, RejectedError, TransientError, type KoppelError } from '../../src/errors.ts';

export const TOKEN_EXPIRED = 'DEFAULT_ERROR_CODE999';

/** A full stop or a space may follow the bracket, and stand in it. [doc] */
const CODE_IN_TEXT = /.*\[\s*([A-Z0-9_]{1,40})\s*\]/s;
const CODE = /^ERR(?<operation>[A-Z]{3})(?<series>[1-8])00\d+$/;
const faultSchema = z.object({ Fault: z.object({ faultstring: z.string() }) });

/** Until the owner of the environment acts, no time makes it good. [doc] */
const BLOCKED: Readonly<Record<string, { readonly code: string; readonly why: string }>> = {
  ERRPRO1000002: { code: 'ENVIRONMENT_BLOCKED_UNPAID', why: 'invoices of the vendor are unpaid' },
  ERRPRO1000003: { code: 'ENVIRONMENT_BLOCKED_BALANCE', why: 'the balance with the vendor is negative' },
  ERRPRO1000004: { code: 'ENVIRONMENT_BLOCKED_MISUSE', why: 'the vendor says that its service was misused' },
};
/** Namespace and SOAPAction do not agree; the XML is not valid, although its series says internal. [doc] */
const OURS: ReadonlySet<string> = new Set(['ERRCDO4000041', 'ERRIER8000006']);
const NO_PERMISSION = '3';
const NOT_AUTHENTICATED = '6';
const INTERNAL = '8';

/** The code of a fault; '' where it has none. Null: the body holds no fault. */
export function faultCode(body: Readonly<Record<string, unknown>> | null): string | null {
  if (body !== null && !('Fault' in body)) return null;
  const text = faultSchema.safeParse(body).data?.Fault.faultstring ?? '';
  return CODE_IN_TEXT.exec(text)?.[1] ?? '';
}

/** About the request itself, which is for the caller to judge: null. Anything else is an error for everybody. */
export function errorOf(
  fault: string,
  call: { readonly name: string; readonly writes: boolean },
): KoppelError | null {
  const details = { method: 'POST', call: call.name, fault };
  const blocked = BLOCKED[fault];
  if (blocked !== undefined) {
    const words = `The environment of the practice in this portal is blocked until its owner acts: ${blocked.why}.`;
    return new AccessError(words, { code: blocked.code, details });
  }
  if (OURS.has(fault)) {
    return new RejectedError('The portal does not understand what Koppel sends.', {
      code: 'REQUEST_NOT_UNDERSTOOD',
      details,
    });
  }
  const series = CODE.exec(fault)?.groups?.['series'];
  if (fault === TOKEN_EXPIRED || series === NOT_AUTHENTICATED) {
    return new AccessError('The portal does not know these keys, or allows them no longer.', {
      code: 'PORTAL_UNAUTHORIZED',
      details,
    });
  }
  if (series === NO_PERMISSION)
    return new AccessError('The portal forbids this request.', { code: 'PORTAL_FORBIDDEN', details });
  if (series !== undefined && series !== INTERNAL) return null;
  return new TransientError('The portal failed on this request.', {
    code: 'PORTAL_UNAVAILABLE',
    details,
    mayHaveLanded: call.writes,
  });
}

/** Of the request for an integration itself. */
export function isAboutRequest(fault: string): boolean {
  return CODE.exec(fault)?.groups?.['operation'] === 'AIR';
}
