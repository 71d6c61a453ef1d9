// Answers with which eConnect refuses something, as outcomes. Errors hold a code beside their words [doc]; the words go
// nowhere, because they echo personal data.
import { z } from 'zod';
import { TransientError } from '../../src/errors.ts';
import type { Outcome, PortalResponse } from '../connector.ts';

/** For `accept`: what the portal may answer when it does not like what is asked. */
export const REFUSED_STATUSES = [400, 409, 422] as const;

const errorSchema = z.object({ code: z.string() });

export function isRefused(response: PortalResponse): boolean {
  return REFUSED_STATUSES.some((status) => status === response.status);
}

/** The code of an error; '' where it has none. */
export function errorCode(response: PortalResponse): string {
  return errorSchema.safeParse(response.body).data?.code ?? '';
}

export function refused(field?: string): Outcome {
  return { status: 'refused', what: 'REJECTED_BY_PORTAL', ...(field === undefined ? {} : { field }) };
}

/** Something under which another was to be made is not shown: not visible yet, or gone. */
export function parentMissing(): TransientError {
  return new TransientError('The portal does not know the record under which this one belongs.', {
    code: 'PORTAL_PARENT_MISSING',
    mayHaveLanded: false,
  });
}
