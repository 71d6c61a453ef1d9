// Signing in and out.
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { limitAllSignIns } from '../call-limits.ts';
import { languageOf } from '../language.ts';
import { type ServerOptions, type ServerPorts } from '../ports.ts';
import { handleError, toProblem } from '../problem.ts';
import { localPath } from '../same-origin.ts';
import { findAccount, signedInPerson } from './person.ts';
import { beginSession, refuseOtherSites, signedInUser } from './session.ts';
import { renderSignIn, renderSignOut, type SignInPage } from './sign-in-page.ts';
import { SIGN_IN_STYLE } from './sign-in-style.ts';
import { fitsPassword } from './users.ts';

const HOME = '/';
const BODY_LIMIT = 16 * 1024;

const querySchema = z.object({ next: z.unknown() }).partial();
const formSchema = z.object({
  practice: z.string().max(200).default(''),
  name: z.string().max(200),
  password: z.string(),
  next: z.string().optional(),
});

interface Given {
  readonly ports: ServerPorts;
  readonly options: ServerOptions;
}

export function addSignIn(app: FastifyInstance, given: Given): void {
  const { options } = given;
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: BODY_LIMIT });
    refuseOtherSites(scope, options);
    scope.get('/sign-in', (request, reply) => showSignIn(request, reply, given));
    scope.post(
      '/sign-in',
      {
        bodyLimit: BODY_LIMIT,
        config: { rateLimit: { max: options.signInsPerMinute ?? 10 } },
        preValidation: limitAllSignIns(scope, options),
        errorHandler: (error, request, reply) => void answerFailedSignIn(error, { request, reply, options }),
      },
      (request, reply) => signIn(request, reply, given),
    );
    scope.get('/sign-out', (request, reply) => showSignOut(request, reply, given));
    scope.post('/sign-out', { bodyLimit: BODY_LIMIT }, (request, reply) => {
      request.session.delete();
      return reply.redirect('/sign-in', 303);
    });
    scope.get('/sign-in.css', (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(SIGN_IN_STYLE),
    );
  });
}

async function nameOf(request: FastifyRequest, { ports, options }: Given): Promise<string | null> {
  const person = await signedInPerson(request, ports, options);
  return person?.name ?? signedInUser(request, options.users)?.name ?? null;
}

async function showSignIn(request: FastifyRequest, reply: FastifyReply, given: Given): Promise<FastifyReply> {
  const next = nextOf(request);
  if (isEnough(next, await nameOf(request, given), signedInUser(request, given.options.users)))
    return reply.redirect(next, 303);
  const language = languageOf(request, given.options);
  return sendPage(reply, 200, renderSignIn({ language, next, practice: practiceOf(next) }));
}

/** Whoever belongs to a practice is sent here from the dashboard: sent back, they would go round in a circle. */
function isEnough(next: string, name: string | null, user: unknown): boolean {
  return name !== null && (user !== null || !next.startsWith('/queues'));
}

/** The practice that the page one came from belongs to. */
function practiceOf(next: string): string {
  return /^\/practices\/([a-z0-9-]+)/.exec(next)?.[1] ?? '';
}

async function signIn(request: FastifyRequest, reply: FastifyReply, given: Given): Promise<FastifyReply> {
  const { options } = given;
  const form = formSchema.safeParse(request.body);
  const next = localPath(form.data?.next, HOME);
  const practice = form.data?.practice.trim().toLowerCase() ?? '';
  const found = form.success ? await findIdentity(given, practice, form.data.name) : null;
  if (!form.success || !(await fitsPassword(found, form.data.password, options.users)) || found === null) {
    request.log.warn('sign-in refused');
    const page: SignInPage = { language: languageOf(request, options), next, practice, error: 'wrong' };
    return sendPage(reply, 401, renderSignIn(page));
  }
  beginSession(request, found, practice === '' ? null : practice);
  return reply.redirect(next, 303);
}

/** Without a practice: somebody of the configuration. */
async function findIdentity({ ports, options }: Given, practice: string, name: string) {
  if (practice !== '') return findAccount(ports, practice, name);
  return options.users.find((user) => user.name === name) ?? null;
}

async function showSignOut(
  request: FastifyRequest,
  reply: FastifyReply,
  given: Given,
): Promise<FastifyReply> {
  const name = await nameOf(request, given);
  if (name === null) return reply.redirect('/sign-in', 303);
  return sendPage(reply, 200, renderSignOut({ language: languageOf(request, given.options), name }));
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly options: ServerOptions;
}

/** Too many attempts is said on the page itself, because a person reads it. */
function answerFailedSignIn(
  error: unknown,
  { request, reply, options }: Exchange,
): FastifyReply | Promise<FastifyReply> {
  if (toProblem(error).slug !== 'too-many-requests') return handleError(error, request, reply);
  const language = languageOf(request, options);
  return sendPage(reply, 429, renderSignIn({ language, next: HOME, practice: '', error: 'tooMany' }));
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-store', vary: 'accept-language, cookie' })
    .send(page);
}

function nextOf(request: FastifyRequest): string {
  return localPath(querySchema.safeParse(request.query).data?.next, HOME);
}
