// Answers with which the Panda portal refuses a write, as outcomes. Errors hold a code beside their words [assumed]; the
// words go nowhere, because they echo personal data.
import { z } from 'zod';
import { AccessError, TransientError } from '../../src/errors.ts';
import type { Outcome, PortalRequest, PortalResponse } from '../connector.ts';
import type { PandaSession } from './settings.ts';

/** What the portal may answer when it does not do what is asked. */
const REFUSED_STATUSES = [400, 403, 404, 409, 422] as const;

const errorSchema = z.object({ code: z.string() });

/** The code of an error; '' where it has none. */
export function errorCode(response: PortalResponse): string {
  return errorSchema.safeParse(response.body).data?.code ?? '';
}

type ByCode = Readonly<Record<string, Outcome>>;

/** Of whatever is done in the name of somebody. Nothing was sent to anybody then. */
const ABOUT_THE_ACTOR: ByCode = {
  ACCOUNT_NOT_ACTIVE: { status: 'waiting', on: 'employee', what: 'ACCOUNT_NOT_CONFIRMED' },
  NOT_YOURS: { status: 'waiting', on: 'practice', what: 'ACCOUNT_NOT_OF_PRACTICE' },
};

export interface Answered {
  readonly done: (response: PortalResponse) => Outcome;
  /** What the codes that this call may be refused with mean. */
  readonly byCode: ByCode;
}

/** Sends a write, and says what came of it. */
export async function write(
  session: PandaSession,
  request: PortalRequest,
  { done, byCode }: Answered,
): Promise<Outcome> {
  const response = await session.send({ ...request, accept: REFUSED_STATUSES });
  const { status } = response;
  if (status < 400) return done(response);
  const known = { ...ABOUT_THE_ACTOR, ...byCode }[errorCode(response)];
  if (known !== undefined) return known;
  const details = { method: request.method, status };
  if (status === 403) {
    throw new AccessError('The portal forbids this request.', { code: 'PORTAL_FORBIDDEN', details });
  }
  if (status === 404) throw placeMissing();
  return { status: 'refused', what: 'REJECTED_BY_PORTAL' };
}

/** Something that stood there is not shown: not visible yet, or gone. */
export function placeMissing(): TransientError {
  return new TransientError('The portal does not know the record that this is about.', {
    code: 'PORTAL_PARENT_MISSING',
    mayHaveLanded: false,
  });
}
