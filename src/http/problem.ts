// Every error of the API as RFC 9457 problem details: one table of kinds, and the one place that turns whatever was
// thrown into one of them. Nothing of an unexpected error reaches the caller but the request id.
import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Language, type Text } from '../domain/text.ts';
import { wishedLanguage } from './language.ts';
import { type FieldProblem } from './ports.ts';

interface ProblemKind extends Text {
  readonly status: number;
}

export const PROBLEMS = {
  'invalid-request': { status: 400, en: 'The request cannot be read.', nl: 'Het verzoek is niet te lezen.' },
  'invalid-json': {
    status: 400,
    en: 'The body is not valid JSON in UTF-8.',
    nl: 'De inhoud is geen geldige JSON in UTF-8.',
  },
  'invalid-webhook-id': {
    status: 400,
    en: 'The webhook-id must be 1 to 200 visible ASCII characters.',
    nl: 'De webhook-id moet 1 tot 200 zichtbare ASCII-tekens hebben.',
  },
  'timestamp-form': {
    status: 400,
    en: 'The webhook-timestamp must be whole seconds since 1970.',
    nl: 'De webhook-timestamp moet in hele seconden sinds 1970 zijn.',
  },
  'clock-off': {
    status: 401,
    en: 'The webhook-timestamp is more than five minutes from our time.',
    nl: 'De webhook-timestamp wijkt meer dan vijf minuten af van onze tijd.',
  },
  'invalid-signature': {
    status: 401,
    en: 'The practice is unknown or the signature does not fit.',
    nl: 'Het kantoor is onbekend of de handtekening past niet.',
  },
  'not-signed-in': { status: 401, en: 'Sign in first.', nl: 'Meld u eerst aan.' },
  'invalid-token': {
    status: 401,
    en: 'The bearer token is missing or wrong.',
    nl: 'Het bearer-token ontbreekt of klopt niet.',
  },
  forbidden: { status: 403, en: 'This is not allowed here.', nl: 'Dit mag hier niet.' },
  'no-right': {
    status: 403,
    en: 'Your role does not allow this; ask somebody who has the rights.',
    nl: 'Uw rol staat dit niet toe; vraag het aan iemand met de rechten hiervoor.',
  },
  'no-token': {
    status: 403,
    en: 'The form is too old, or is not one of ours. Load the page again.',
    nl: 'Het formulier is te oud, of niet van ons. Laad de pagina opnieuw.',
  },
  'cannot-be-done': {
    status: 409,
    en: 'It cannot be done as things stand; nothing was changed.',
    nl: 'Zoals het er nu voor staat kan dit niet; er is niets gewijzigd.',
  },
  'cross-site': {
    status: 403,
    en: 'The request came from another site.',
    nl: 'Het verzoek kwam van een andere site.',
  },
  'not-found': { status: 404, en: 'There is nothing at this address.', nl: 'Op dit adres staat niets.' },
  'method-not-allowed': {
    status: 405,
    en: 'This address does not know this method.',
    nl: 'Dit adres kent deze methode niet.',
  },
  'request-timeout': {
    status: 408,
    en: 'The request took too long to arrive.',
    nl: 'Het verzoek deed er te lang over om aan te komen.',
  },
  'webhook-id-taken': {
    status: 409,
    en: 'Another body was sent under this webhook-id; nothing was stored.',
    nl: 'Onder deze webhook-id is iets anders verstuurd; er is niets opgeslagen.',
  },
  'payload-too-large': {
    status: 413,
    en: 'The body is larger than allowed.',
    nl: 'De inhoud is groter dan toegestaan.',
  },
  'unsupported-media-type': {
    status: 415,
    en: 'The content type is not supported.',
    nl: 'Dit soort inhoud wordt niet aangenomen.',
  },
  'invalid-event': {
    status: 422,
    en: 'The event does not fit the documented shape.',
    nl: 'Het bericht heeft niet de beschreven vorm.',
  },
  'headers-too-large': {
    status: 431,
    en: 'The headers are larger than allowed.',
    nl: 'De headers zijn groter dan toegestaan.',
  },
  'too-many-requests': {
    status: 429,
    en: 'Too many requests; wait as long as Retry-After says.',
    nl: 'Te veel verzoeken; wacht zo lang als Retry-After zegt.',
  },
  'internal-error': {
    status: 500,
    en: 'Koppel itself failed; nothing is promised to have happened.',
    nl: 'Koppel zelf is vastgelopen; het is niet zeker dat er iets is gebeurd.',
  },
  'not-ready': {
    status: 503,
    en: 'A part that Koppel needs does not answer.',
    nl: 'Iets dat Koppel nodig heeft antwoordt niet.',
  },
} as const satisfies Record<string, ProblemKind>;
export type ProblemSlug = keyof typeof PROBLEMS;

/** What people read is there in both languages; what only software is told, in English. */
type Said = string | Text;

export type SaidProblem = Omit<FieldProblem, 'message'> & { readonly message: Said };

interface ProblemInit {
  readonly detail?: Said;
  readonly errors?: readonly SaidProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpProblem extends Error {
  readonly slug: ProblemSlug;
  readonly init: ProblemInit;
  /** Read by the framework where an error leaves it without passing our handler. */
  readonly statusCode: number;

  constructor(slug: ProblemSlug, init: ProblemInit = {}) {
    super(PROBLEMS[slug].en);
    this.name = 'HttpProblem';
    this.slug = slug;
    this.init = init;
    this.statusCode = PROBLEMS[slug].status;
  }
}

function problemBody({ slug, init }: HttpProblem, language: Language): Record<string, unknown> {
  const { status, ...title } = PROBLEMS[slug];
  const say = (said: Said): string => (typeof said === 'string' ? said : said[language]);
  return {
    type: `/problems/${slug}`,
    title: say(title),
    status,
    detail: say(init.detail ?? title),
    errors: (init.errors ?? []).map(({ message, ...error }) => ({ ...error, message: say(message) })),
  };
}

const slugByReply = new WeakMap<FastifyReply, ProblemSlug>();

/** Which problem was answered; undefined where none was. */
export function problemSlugOf(reply: FastifyReply): ProblemSlug | undefined {
  return slugByReply.get(reply);
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers people, where there are pages. */
    problemPage?: (
      problem: HttpProblem,
      request: FastifyRequest,
      reply: FastifyReply,
    ) => Promise<FastifyReply>;
  }
}

type Sent = FastifyReply | Promise<FastifyReply>;

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: HttpProblem): Sent {
  slugByReply.set(reply, problem.slug);
  void reply.status(problem.statusCode).headers(problem.init.headers ?? {});
  const { problemPage } = request.server;
  if (problemPage === undefined || !isRead(request))
    return reply
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(problem, wishedLanguage(request) ?? 'en')));
  return problemPage(problem, request, reply);
}

/** By a person in a browser, that is. What broke off before its session was opened has no language. */
function isRead({ headers, url, session }: FastifyRequest): boolean {
  const isOpen = (session as unknown) !== null && (session as unknown) !== undefined;
  return isOpen && !url.startsWith('/api/') && headers.accept?.includes('text/html') === true;
}

const SLUG_BY_FRAMEWORK_CODE: ReadonlyMap<string, ProblemSlug> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'payload-too-large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported-media-type'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'invalid-json'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'not-found'],
  ['FST_CSRF_MISSING_SECRET', 'no-token'],
  ['FST_CSRF_INVALID_TOKEN', 'no-token'],
]);

export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (!(error instanceof Error)) return new HttpProblem('internal-error');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const slug = SLUG_BY_FRAMEWORK_CODE.get(code);
  if (slug !== undefined) return new HttpProblem(slug);
  return new HttpProblem(status >= 400 && status < 500 ? 'invalid-request' : 'internal-error');
}

/** What of an unexpected error may be logged: a message can hold data (a rejected row, a name), a stack's frames not. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, ...('code' in error ? { code: error.code } : {}), stack: frames.join('\n') };
}

export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): Sent {
  const problem = toProblem(error);
  if (problem.slug !== 'internal-error') return sendProblem(request, reply, problem);
  request.log.error({ err: describeError(error) }, 'request failed');
  return sendProblem(
    request,
    reply,
    new HttpProblem('internal-error', {
      detail: {
        en: `Tell operations the request id ${request.id}.`,
        nl: `Meld technisch beheer het nummer van het verzoek: ${request.id}.`,
      },
    }),
  );
}

const SLUG_BY_WIRE_CODE: ReadonlyMap<string, ProblemSlug> = new Map([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request-timeout'],
]);

/** What never becomes a request is answered on the wire, and then the connection ends. */
export function answerNonsense(error: Error, socket: Duplex): void {
  if (!socket.writable) return;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const problem = new HttpProblem(SLUG_BY_WIRE_CODE.get(code) ?? 'invalid-request');
  const body = JSON.stringify(problemBody(problem, 'en'));
  const head = [
    `HTTP/1.1 ${problem.statusCode} ${STATUS_CODES[problem.statusCode] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export interface KnownRoute {
  readonly method: string;
  readonly url: string;
}

/** Which methods the address knows; the framework itself answers 404 for a wrong method. */
function allowedMethods(routes: readonly KnownRoute[], path: string): string[] {
  const wanted = path.split('/');
  const fits = (pattern: string): boolean => {
    const parts = pattern.split('/');
    return (
      parts.length === wanted.length &&
      parts.every((part, i) => (part.startsWith(':') ? wanted[i] !== '' : part === wanted[i]))
    );
  };
  return routes.filter((route) => fits(route.url)).map((route) => route.method);
}

export function addProblems(app: FastifyInstance, routes: readonly KnownRoute[]): void {
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(routes, request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return sendProblem(request, reply, new HttpProblem('not-found'));
    const headers = { allow: [...new Set(allowed)].join(', ') };
    return sendProblem(request, reply, new HttpProblem('method-not-allowed', { headers }));
  });
}
