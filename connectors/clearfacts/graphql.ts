// One GraphQL request: every call of the portal has the same address, and what went wrong may arrive with HTTP 200 [code].
// An error becomes one of ours by its code; its words go nowhere, because they echo what was asked.
import { z, type ZodType } from 'zod';
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  UnclearRefusalError,
} from '../../src/errors.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Session } from '../connector.ts';

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
export async function query<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  try {
    return await exchange(session, call, false);
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

/** An error whose reason Koppel knows means that nothing was done; of any other it is looked at what was. */
export function mutate<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  return exchange(session, call, true);
}

const extensionsSchema = z.object({ category: z.string().nullish(), code: z.string().nullish() });
const errorSchema = z.object({ category: z.string().nullish(), extensions: extensionsSchema.nullish() });
type GraphqlProblem = z.infer<typeof errorSchema>;
const answerSchema = z.object({ data: z.unknown().optional(), errors: z.array(errorSchema).nullish() });

async function exchange<Schema extends ZodType>(
  session: Sender,
  call: GraphqlCall<Schema>,
  writes: boolean,
): Promise<GraphqlAnswer<z.output<Schema>>> {
  const { document, variables = {}, data, refusals = [] } = call;
  const body = { query: document, variables };
  const asked = { method: 'POST', path: '/graphql', body, readsErrors: true, accept: [403] } as const;
  const response = await session.send(asked);
  if (response.status === 403) throw forbidden(call);
  const answer = parseAnswer(answerSchema, response, 'POST');
  const codes = (answer.errors ?? []).map(codeOf);
  const [first] = codes;
  if (first === undefined) {
    const told = { status: response.status, body: answer.data };
    return { data: parseAnswer(data, told, 'POST'), refusal: null };
  }
  const refusal = codes.find((code) => refusals.includes(code));
  const isInPart = writes && holdsData(answer.data);
  const isKnown = codes.every((code) => refusals.includes(code)) && !isInPart;
  if (refusal !== undefined && isKnown) return { data: null, refusal };
  const worst = codes.find((code) => isGeneral(code)) ?? first;
  throw FORBIDS.includes(worst) ? forbidden(call, worst) : failureOf(worst);
}

/** Errors beside data: part of it was done. */
function holdsData(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
}

const CODE = /^[A-Za-z][A-Za-z_]{0,59}$/;

/** A code that looks like one, in upper case; where there is none, its category. */
function codeOf({ extensions, category }: GraphqlProblem): string {
  const told = extensions?.code ?? extensions?.category ?? category ?? '';
  return CODE.test(told) ? told.toUpperCase() : 'UNKNOWN';
}

/** [assumed], by the names that GraphQL servers commonly use. */
const REFUSES_TOKEN: readonly string[] = [
  ...['UNAUTHENTICATED', 'UNAUTHORIZED', 'AUTHENTICATION'],
  ...['INVALID_TOKEN', 'TOKEN_REVOKED', 'TOKEN_EXPIRED'],
];
/** The token is good, and does not allow this. */
const FORBIDS: readonly string[] = [
  ...['ACCESS_DENIED', 'FORBIDDEN', 'AUTHORIZATION', 'INSUFFICIENT_SCOPE', 'MISSING_SCOPE'],
];
const ASKS_TO_WAIT: readonly string[] = ['RATE_LIMITED', 'TOO_MANY_REQUESTS', 'THROTTLED'];
const FAILED: readonly string[] = ['INTERNAL', 'INTERNAL_SERVER_ERROR', 'INTERNAL_ERROR', 'UNAVAILABLE'];

/** About the portal or the connection, whatever else is said about the record. */
function isGeneral(code: string): boolean {
  return [REFUSES_TOKEN, FORBIDS, ASKS_TO_WAIT, FAILED].some((codes) => codes.includes(code));
}

/** Where it is documented which scope a call needs, that one is missing. */
function forbidden({ scope }: GraphqlCall, graphql = 'HTTP 403'): AccessError {
  const details = { method: 'POST', status: 200, graphql };
  if (scope === undefined)
    return new AccessError(
      { en: 'The portal forbids this request.', nl: 'Het portaal verbiedt dit verzoek.' },
      { code: 'PORTAL_FORBIDDEN', details },
    );
  return new AccessError(
    {
      en: `The access token has no scope ${scope}: add it to the token, in the portal.`,
      nl: `De token heeft geen scope ${scope}: voeg die in het portaal aan de token toe.`,
    },
    {
      code: 'SCOPE_MISSING',
      details: { ...details, scope },
    },
  );
}

const WAIT_MS = 30_000;

function failureOf(graphql: string): Error {
  const details = { method: 'POST', status: 200, graphql };
  if (REFUSES_TOKEN.includes(graphql)) {
    return new AccessError(
      { en: 'The portal refuses the credentials.', nl: 'Het portaal weigert de toegangsgegevens.' },
      { code: 'PORTAL_UNAUTHORIZED', details },
    );
  }
  if (ASKS_TO_WAIT.includes(graphql)) {
    return new RateLimitedError(
      {
        en: 'The portal asks to wait before the next request.',
        nl: 'Het portaal vraagt te wachten voor het volgende verzoek.',
      },
      {
        code: 'PORTAL_RATE_LIMITED',
        details,
        retryAfterMs: WAIT_MS,
      },
    );
  }
  if (FAILED.includes(graphql)) {
    // It does not say how far it came.
    return new TransientError(
      { en: 'The portal failed on this request.', nl: 'Het portaal liep vast op dit verzoek.' },
      {
        code: 'PORTAL_UNAVAILABLE',
        details,
        mayHaveLanded: true,
      },
    );
  }
  return new UnclearRefusalError(
    { en: 'The portal refuses the data.', nl: 'Het portaal weigert de gegevens.' },
    { code: 'PORTAL_REJECTED', details },
  );
}
