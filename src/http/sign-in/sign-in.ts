// Signing in and out of the dashboard.
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { limitAllSignIns } from '../call-limits.ts';
import { type ServerOptions } from '../ports.ts';
import { handleError, toProblem } from '../problem.ts';
import { localPath } from '../same-origin.ts';
import { beginSession, refuseOtherSites, signedInUser } from './session.ts';
import { renderSignIn, renderSignOut, type SignInPage } from './sign-in-page.ts';
import { SIGN_IN_STYLE } from './sign-in-style.ts';
import { chooseLanguage, type Language } from './sign-in-texts.ts';
import { checkCredentials } from './users.ts';

export const HOME = '/queues';
const BODY_LIMIT = 16 * 1024;

const querySchema = z.object({ next: z.unknown(), lang: z.unknown() }).partial();
const formSchema = z.object({
  name: z.string().max(200),
  password: z.string(),
  next: z.string().optional(),
});

export function addSignIn(app: FastifyInstance, options: ServerOptions): void {
  app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: BODY_LIMIT });
    refuseOtherSites(scope, options);
    scope.get('/sign-in', (request, reply) => showSignIn(request, reply, options));
    scope.post(
      '/sign-in',
      {
        bodyLimit: BODY_LIMIT,
        config: { rateLimit: { max: options.signInsPerMinute ?? 10 } },
        preValidation: limitAllSignIns(scope, options),
        errorHandler: (error, _request, reply) => void answerFailedSignIn(error, _request, reply),
      },
      (request, reply) => signIn(request, reply, options),
    );
    scope.get('/sign-out', (request, reply) => showSignOut(request, reply, options));
    scope.post('/sign-out', { bodyLimit: BODY_LIMIT }, (request, reply) => {
      request.session.delete();
      return reply.redirect('/sign-in', 303);
    });
    scope.get('/sign-in.css', (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(SIGN_IN_STYLE),
    );
  });
}

function showSignIn(request: FastifyRequest, reply: FastifyReply, options: ServerOptions): FastifyReply {
  const next = nextOf(request);
  if (signedInUser(request, options.users) !== null) return reply.redirect(next, 303);
  return sendPage(reply, 200, renderSignIn({ language: languageOf(request), next }));
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
): Promise<FastifyReply> {
  const form = formSchema.safeParse(request.body);
  const next = localPath(form.data?.next, HOME);
  const user = form.success ? await checkCredentials(options.users, form.data) : null;
  if (user === null) {
    request.log.warn('sign-in refused');
    const page: SignInPage = { language: languageOf(request), next, error: 'wrong' };
    return sendPage(reply, 401, renderSignIn(page));
  }
  beginSession(request, user);
  return reply.redirect(next, 303);
}

function showSignOut(request: FastifyRequest, reply: FastifyReply, options: ServerOptions): FastifyReply {
  const user = signedInUser(request, options.users);
  if (user === null) return reply.redirect('/sign-in', 303);
  return sendPage(reply, 200, renderSignOut({ language: languageOf(request), name: user.name }));
}

/** Too many attempts is said on the page itself, because a person reads it. */
function answerFailedSignIn(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (toProblem(error).slug !== 'too-many-requests') return handleError(error, request, reply);
  const page: SignInPage = { language: languageOf(request), next: HOME, error: 'tooMany' };
  return sendPage(reply, 429, renderSignIn(page));
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-store', vary: 'accept-language, cookie' })
    .send(html);
}

function nextOf(request: FastifyRequest): string {
  return localPath(querySchema.safeParse(request.query).data?.next, HOME);
}

function languageOf(request: FastifyRequest): Language {
  return chooseLanguage(querySchema.safeParse(request.query).data?.lang, request.headers['accept-language']);
}
