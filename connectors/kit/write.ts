// One write of a portal, and what came of it as an outcome. What a portal says when it does not do what is asked goes nowhere:
// it echoes personal data.
import { z } from 'zod';
import { KoppelError, RejectedError, TransientError, UnclearRefusalError } from '../../src/errors.ts';
import type { Outcome, PortalRequest, PortalResponse, Session } from '../connector.ts';
import { statusError } from '../../src/portal-http/parse-answer.ts';

/** For `accept`: what a portal may answer when it does not like what is asked. */
const REFUSED_STATUSES = [400, 409, 422] as const;
export const MISSING_OR_REFUSED = [404, ...REFUSED_STATUSES] as const;

/** Nothing was taken away or changed: it is not there, or does not show yet. */
export const GONE = { status: 'gone' } as const satisfies Outcome;
/** There already: it is looked for, and asked for once more where it is not found. */
export const TAKEN = { status: 'taken' } as const satisfies Outcome;

export function isRefused(response: PortalResponse): boolean {
  return REFUSED_STATUSES.some((status) => status === response.status);
}

/** `field`: of the record or the settings, never its value. */
export function refused(field?: string): Outcome {
  return { status: 'refused', what: 'REJECTED_BY_PORTAL', ...(field === undefined ? {} : { field }) };
}

const errorSchema = z.object({ code: z.string() });

/** The code that an error holds beside its words; '' where it has none. */
export function errorCode(response: PortalResponse): string {
  return errorSchema.safeParse(response.body).data?.code ?? '';
}

/** A record under which another one belongs is not shown: not visible yet, or gone. */
export function parentMissing(): TransientError {
  return new TransientError(
    {
      en: 'The portal does not know the record under which this one belongs.',
      nl: 'Het portaal kent het record niet waar dit onder hoort.',
    },
    {
      code: 'PORTAL_PARENT_MISSING',
      mayHaveLanded: false,
    },
  );
}

/** What only reads leaves nothing open, whatever failed and however it was sent. */
export async function onlyReading<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnclearRefusalError) {
      const { code, details } = error;
      throw new RejectedError(error.text, { code, details });
    }
    if (!(error instanceof TransientError) || !error.mayHaveLanded) throw error;
    const { code, details } = error;
    throw new TransientError(error.text, { code, details, mayHaveLanded: false });
  }
}

/** Part of the write has landed: whatever fails of what follows, it is looked at before anything is sent again. */
export async function afterLanding<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof KoppelError)) throw error;
    const { code, details } = error;
    throw new TransientError(error.text, { code, details, mayHaveLanded: true, cause: error });
  }
}

export interface Answered {
  /** A text: it is done, and known by this id. */
  readonly done: string | ((response: PortalResponse) => Outcome);
  /** What the codes mean that this call may be refused with. */
  readonly byCode?: Readonly<Record<string, Outcome>>;
  /** Of a 404 without such a code. Left out: what the record belongs under is missing, which is thrown. */
  readonly whenMissing?: Outcome;
  /** Of a 409 without such a code. Left out: it refuses. */
  readonly whenConflict?: Outcome;
  /** The field at fault where the portal refuses it and no code says why. */
  readonly field?: string;
}

/** Throws AccessError where the portal forbids it and no code says that it is about the record. */
export async function write(
  session: Pick<Session, 'send'>,
  request: PortalRequest,
  { done, byCode = {}, whenMissing, whenConflict, field }: Answered,
): Promise<Outcome> {
  const response = await session.send({ ...request, accept: [403, ...MISSING_OR_REFUSED] });
  const { status } = response;
  if (status < 400) return typeof done === 'string' ? { status: 'done', portalId: done } : done(response);
  const byStatus = new Map([
    [404, whenMissing],
    [409, whenConflict],
  ]);
  const known = byCode[errorCode(response)] ?? byStatus.get(status);
  if (known !== undefined) return known;
  if (status === 403) throw statusError(status, { method: request.method, status }, { mayHaveLanded: false });
  if (status === 404) throw parentMissing();
  return refused(field);
}
