// Makes and changes what has fields of its own: an entity, a person, an address. By which status CaseWare Cloud refuses a record
// that exists already is not documented, so the record is looked for. The words of a refusal are read here and go nowhere else,
// because they echo personal data.
import { z, type ZodType } from 'zod';
import { parseAnswer, statusError } from '../../src/portal-http/parse-answer.ts';
import type { Attributes, Outcome, PortalRecord, PortalResponse } from '../connector.ts';
import { GONE, refused } from '../kit/write.ts';
import type { CaseWareSession } from './settings.ts';

interface Write<Row> {
  readonly path: string;
  readonly body: Attributes;
  /** Of the answer, which shows the record. */
  readonly schema: ZodType<Row>;
  readonly toRecord: (row: Row) => PortalRecord;
  readonly whyRefused: (response: PortalResponse) => Outcome | Promise<Outcome>;
}

export async function make<Row>(session: CaseWareSession, write: Write<Row>): Promise<Outcome> {
  const { path, body, schema, toRecord, whyRefused } = write;
  const response = await session.send({ method: 'POST', path, body, accept: MAY_BE_TAKEN });
  if (response.status >= 400) return whyRefused(response);
  return doneAs(toRecord(parseAnswer(schema, response, 'POST')));
}

/** The answer to a change may show nothing of the record. */
export async function change<Row>(
  session: CaseWareSession,
  { path, body, schema, toRecord, whyRefused, portalId }: Write<Row> & { readonly portalId: string },
): Promise<Outcome> {
  const response = await session.send({ method: 'PATCH', path, body, accept: MAY_BE_TAKEN });
  if (response.status === 404) return GONE;
  if (response.status >= 400) return whyRefused(response);
  const row = schema.safeParse(response.body);
  return { status: 'done', portalId, ...(row.success ? shownOf(toRecord(row.data)) : {}) };
}

export function doneAs({ signIn, ...record }: PortalRecord): Outcome {
  const { portalId } = record;
  return { status: 'done', portalId, ...(signIn === undefined ? {} : { signIn }), ...shownOf(record) };
}

function shownOf({ attributes: shown }: PortalRecord): { readonly shown?: Attributes } {
  return Object.keys(shown).length > 0 ? { shown } : {};
}

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
export function refusedBy({ status }: PortalResponse, field?: string): Outcome {
  if (status !== 403) return refused(field);
  throw statusError(status, { status }, { mayHaveLanded: false });
}
