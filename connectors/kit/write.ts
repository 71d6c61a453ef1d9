// One write of a portal that words its errors with a code, and what came of it.
import { statusError } from '../../src/portal-http/parse-answer.ts';
import type { Outcome, PortalRequest, PortalResponse, Session } from '../connector.ts';
import { errorCode, parentMissing, refused, REFUSED_STATUSES } from './refusals.ts';

export interface Answered {
  /** A text: it is done, and known by this id. */
  readonly done: string | ((response: PortalResponse) => Outcome);
  /** What the codes mean that this call may be refused with. */
  readonly byCode?: Readonly<Record<string, Outcome>>;
  /** Of a 404 without such a code. Left out: what the record belongs under is missing, which is thrown. */
  readonly whenMissing?: Outcome;
  /** The field at fault where the portal refuses it and no code says why. */
  readonly field?: string;
}

/** Throws AccessError where the portal forbids it and no code says that it is about the record. */
export async function write(
  session: Pick<Session, 'send'>,
  request: PortalRequest,
  { done, byCode = {}, whenMissing, field }: Answered,
): Promise<Outcome> {
  const response = await session.send({ ...request, accept: [...REFUSED_STATUSES, 403, 404] });
  const { status } = response;
  if (status < 400) return typeof done === 'string' ? { status: 'done', portalId: done } : done(response);
  const known = byCode[errorCode(response)] ?? (status === 404 ? whenMissing : undefined);
  if (known !== undefined) return known;
  if (status === 403) throw statusError(status, { method: request.method, status }, { mayHaveLanded: false });
  if (status === 404) throw parentMissing();
  return refused(field);
}
