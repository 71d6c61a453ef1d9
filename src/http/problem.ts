// Every error of the API as RFC 9457 problem details: one table of kinds, and the one place that turns whatever was
// thrown into one of them. Nothing of an unexpected error reaches the caller but the request id.
import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type FieldProblem } from './ports.ts';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request cannot be read.' },
  'invalid-json': { status: 400, title: 'The body is not valid JSON in UTF-8.' },
  'invalid-webhook-id': { status: 400, title: 'The webhook-id must be 1 to 200 visible ASCII characters.' },
  'timestamp-form': { status: 400, title: 'The webhook-timestamp must be whole seconds since 1970.' },
  'clock-off': { status: 401, title: 'The webhook-timestamp is more than five minutes from our time.' },
  'invalid-signature': { status: 401, title: 'The practice is unknown or the signature does not fit.' },
  'not-signed-in': { status: 401, title: 'Sign in first.' },
  'invalid-token': { status: 401, title: 'The bearer token is missing or wrong.' },
  forbidden: { status: 403, title: 'This is not allowed here.' },
  'no-right': { status: 403, title: 'Your role does not allow this; ask somebody who has the rights.' },
  'no-token': { status: 403, title: 'The form is too old, or is not one of ours. Load the page again.' },
  'cannot-be-done': { status: 409, title: 'It cannot be done as things stand; nothing was changed.' },
  'cross-site': { status: 403, title: 'The request came from another site.' },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  'method-not-allowed': { status: 405, title: 'This address does not know this method.' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive.' },
  'webhook-id-taken': {
    status: 409,
    title: 'Another body was sent under this webhook-id; nothing was stored.',
  },
  'payload-too-large': { status: 413, title: 'The body is larger than allowed.' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported.' },
  'invalid-event': { status: 422, title: 'The event does not fit the documented shape.' },
  'headers-too-large': { status: 431, title: 'The headers are larger than allowed.' },
  'too-many-requests': { status: 429, title: 'Too many requests; wait as long as Retry-After says.' },
  'internal-error': { status: 500, title: 'Koppel itself failed; nothing is promised to have happened.' },
  'not-ready': { status: 503, title: 'A part that Koppel needs does not answer.' },
} as const satisfies Record<string, ProblemKind>;
export type ProblemSlug = keyof typeof PROBLEMS;

interface ProblemInit {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpProblem extends Error {
  readonly slug: ProblemSlug;
  readonly init: ProblemInit;
  /** Read by the framework where an error leaves it without passing our handler. */
  readonly statusCode: number;

  constructor(slug: ProblemSlug, init: ProblemInit = {}) {
    super(PROBLEMS[slug].title);
    this.name = 'HttpProblem';
    this.slug = slug;
    this.init = init;
    this.statusCode = PROBLEMS[slug].status;
  }
}

function problemBody(problem: HttpProblem): Record<string, unknown> {
  const { status, title } = PROBLEMS[problem.slug];
  return {
    type: `/problems/${problem.slug}`,
    title,
    status,
    detail: problem.init.detail ?? title,
    errors: problem.init.errors ?? [],
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
    return reply.type('application/problem+json').send(JSON.stringify(problemBody(problem)));
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
    new HttpProblem('internal-error', { detail: `Tell operations the request id ${request.id}.` }),
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
  const body = JSON.stringify(problemBody(problem));
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
