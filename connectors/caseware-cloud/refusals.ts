// Answers with which CaseWare Cloud refuses data, as outcomes. By which status it refuses a record that exists already is
// not documented, so the record is looked for. The words are read here and go nowhere else, because they echo personal data.
import { z } from 'zod';
import { statusError } from '../../src/portal-http/parse-answer.ts';
import type { Outcome, PortalResponse } from '../connector.ts';
import { refused } from '../kit/refusals.ts';

/** For `accept` of a write with something unique in it. A 404 of a change says that the record is not there. */
export const MAY_BE_TAKEN = [400, 403, 404, 406, 409, 410, 412, 422, 423] as const;

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

/** Taken where another record shows under the key, or where the portal's words say so and it does not show yet. */
export async function refusedOrTaken(
  response: PortalResponse,
  isHeldByAnother: () => Promise<boolean>,
): Promise<Outcome> {
  const words = errorBodySchema.safeParse(response.body);
  const saysSo = words.success && DUPLICATE_WORDS.test(words.data ?? '');
  return saysSo || (await isHeldByAnother()) ? { status: 'taken' } : refusedBy(response);
}

/** Throws AccessError where it is not about the record. */
export function refusedBy({ status }: PortalResponse): Outcome {
  if (status !== 403) return refused();
  throw statusError(status, { status }, { mayHaveLanded: false });
}
