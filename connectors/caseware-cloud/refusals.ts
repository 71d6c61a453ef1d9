// Answers with which CaseWare Cloud refuses data, as outcomes. By which status it refuses a record that exists already is
// not documented, so the record is looked for. The words are read here and go nowhere else, because they echo personal data.
import { z } from 'zod';
import { TransientError } from '../../src/errors.ts';
import type { Outcome, PortalResponse } from '../connector.ts';

/** For `accept`: what the portal may answer when it does not like the data. */
export const REFUSED_STATUSES = [400, 409, 422] as const;

const DUPLICATE_WORDS =
  /already (exists?|in use|used|taken|been taken)|duplicate|not unique|must be unique|bestaat (reeds|al)|(reeds|al) in gebruik/i;

const errorBodySchema = z.union([
  z
    .object({ errors: z.array(z.object({ message: z.string() })).min(1) })
    .transform((body) => body.errors[0]?.message),
  z.object({ errorMessage: z.string() }).transform((body) => body.errorMessage),
  z.object({ message: z.string() }).transform((body) => body.message),
  z.string(),
]);

export function isRefused(response: PortalResponse): boolean {
  return REFUSED_STATUSES.some((status) => status === response.status);
}

/** Taken where another record shows under the key, or where the portal's words say so and it does not show yet. */
export async function refusedOrTaken(
  response: PortalResponse,
  isHeldByAnother: () => Promise<boolean>,
): Promise<Outcome> {
  const words = errorBodySchema.safeParse(response.body);
  const saysSo = words.success && DUPLICATE_WORDS.test(words.data ?? '');
  return saysSo || (await isHeldByAnother()) ? { status: 'taken' } : refused();
}

export function refused(field?: string): Outcome {
  return { status: 'refused', what: 'REJECTED_BY_PORTAL', ...(field === undefined ? {} : { field }) };
}

/** A record under which something was to be made is not shown: just made and not visible yet, or removed by hand. */
export function parentMissing(): TransientError {
  return new TransientError('The portal does not know the record under which this one belongs.', {
    code: 'PORTAL_PARENT_MISSING',
    mayHaveLanded: false,
  });
}
