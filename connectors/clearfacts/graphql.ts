// One GraphQL request: every call of the portal has the same address, and what went wrong may arrive with HTTP 200 [code].
// An error becomes one of ours by its code, or as one about access by its words; these go nowhere, because they echo what was
// asked.
import { z, type ZodType } from 'zod';
import { AccessError, UnclearRefusalError } from '../../src/errors.ts';
import { parseAnswer, statusError } from '../../src/portal-http/parse-answer.ts';
import type { Session } from '../connector.ts';
import { onlyReading } from '../kit/write.ts';

export interface GraphqlCall<Schema extends ZodType = ZodType> {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: Schema;
  /** What the access token must allow, where that is documented. */
  readonly scope?: string;
  /** Codes of errors that say something about the record: they come back as data. */
  readonly refusals?: readonly string[];
}

export type GraphqlAnswer<Data> =
  { readonly data: Data; readonly refusal: null } | { readonly data: null; readonly refusal: string };

type Sender = Pick<Session, 'send'>;

/** Only reads: whatever fails, nothing was written, although it is a POST. */
export function query<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  return onlyReading(() => exchange(session, call, false));
}

/** An error whose reason Koppel knows means that nothing was done; of any other it is looked at what was. */
export function mutate<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  return exchange(session, call, true);
}

const extensionsSchema = z.object({ category: z.string().nullish(), code: z.string().nullish() });
const errorSchema = z.object({
  message: z.string().nullish(),
  category: z.string().nullish(),
  extensions: extensionsSchema.nullish(),
});
type GraphqlProblem = z.infer<typeof errorSchema>;
const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(errorSchema).nullish(),
  extensions: z.object({ warnings: z.array(errorSchema).nullish() }).nullish(),
});
type GraphqlTold = z.infer<typeof answerSchema>;

async function exchange<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
  writes: boolean,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  const { document, variables = {}, data, refusals = [] } = call;
  const body = { query: document, variables };
  const asked = { method: 'POST', path: '/graphql', body, readsErrors: true, accept: [403] } as const;
  const response = await session.send(asked);
  if (response.status === 403) throw failureOf(call, 'FORBIDDEN');
  const answer = parseAnswer(answerSchema, response, 'POST');
  const codes = codesOf(answer, refusals);
  const [first] = codes;
  if (first === undefined) {
    const told = { status: response.status, body: answer.data };
    return { data: parseAnswer(data, told, 'POST'), refusal: null };
  }
  const refusal = codes.find((code) => refusals.includes(code));
  const isInPart = writes && holdsData(answer.data);
  const isKnown = codes.every((code) => refusals.includes(code)) && !isInPart;
  if (refusal !== undefined && isKnown) return { data: null, refusal };
  // What says something about the portal or the connection, whatever else is said about the record.
  throw failureOf(call, codes.find((code) => STATUS_BY_CODE.has(code)) ?? first);
}

/** Errors beside data: part of it was done. */
function holdsData(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
}

/** With those of warnings about access: servers so keep back a part of the data, which then looks as if it were not there. */
function codesOf({ errors, extensions }: GraphqlTold, refusals: readonly string[]): readonly string[] {
  const read = (problems: readonly GraphqlProblem[] | null | undefined) =>
    (problems ?? []).map((problem) => codeOf(problem, refusals));
  return [...read(errors), ...read(extensions?.warnings).filter((code) => STATUS_BY_CODE.has(code))];
}

const CODE = /^[A-Za-z][A-Za-z_-]{0,59}$/;
/** An error whose code Koppel does not know is about access by a part of the code, or by its words. [code] */
const ABOUT_ACCESS = [
  { code: 'UNAUTHENTICATED', part: /UNAUTHENT/, words: /\bunauth(ori[sz]|enticat)ed\b/i },
  { code: 'FORBIDDEN', part: /FORBIDDEN|ACCESS_DENIED/, words: /\baccess denied\b|^(403 )?forbidden\W*$/i },
] as const;

/** A code that looks like one, as constants are written; where there is none, its category. */
function codeOf({ extensions, category, message }: GraphqlProblem, refusals: readonly string[]): string {
  const told = extensions?.code ?? extensions?.category ?? category ?? '';
  const code = CODE.test(told) ? told.toUpperCase().replaceAll('-', '_') : 'UNKNOWN';
  if (STATUS_BY_CODE.has(code) || refusals.includes(code)) return code;
  const access = ABOUT_ACCESS.find(({ part, words }) => part.test(code) || words.test(message ?? ''));
  return access?.code ?? code;
}

/** Which status a code stands for: [assumed], by the names that GraphQL servers commonly use. */
const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map(
  [
    {
      status: 401,
      codes: 'UNAUTHENTICATED UNAUTHORIZED AUTHENTICATION INVALID_TOKEN TOKEN_REVOKED TOKEN_EXPIRED',
    },
    // The token is good, and does not allow this.
    { status: 403, codes: 'ACCESS_DENIED FORBIDDEN AUTHORIZATION INSUFFICIENT_SCOPE MISSING_SCOPE' },
    { status: 429, codes: 'RATE_LIMITED TOO_MANY_REQUESTS THROTTLED' },
    { status: 500, codes: 'INTERNAL INTERNAL_SERVER_ERROR INTERNAL_ERROR UNAVAILABLE' },
  ].flatMap(({ status, codes }) => codes.split(' ').map((code) => [code, status] as const)),
);

/** Of a code that says nothing about the portal or the connection, the data are at fault. */
function failureOf({ scope }: GraphqlCall, graphql: string): Error {
  const details = { method: 'POST', status: 200, graphql };
  const status = STATUS_BY_CODE.get(graphql);
  if (status === undefined) {
    return new UnclearRefusalError(
      { en: 'The portal refuses the data.', nl: 'Het portaal weigert de gegevens.' },
      { code: 'PORTAL_REJECTED', details },
    );
  }
  // A failure does not say how far it came.
  if (status !== 403 || scope === undefined) return statusError(status, details, { mayHaveLanded: true });
  // Where it is documented which scope a call needs, that one is missing.
  return new AccessError(
    {
      en: `The access token has no scope ${scope}: add it to the token, in the portal.`,
      nl: `Het token heeft geen scope ${scope}: voeg die in het portaal aan het token toe.`,
    },
    { code: 'SCOPE_MISSING', details: { ...details, scope } },
  );
}
