// The pages for the people of a practice: behind the sign-in, written here, with one script and one style sheet of ours.
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type CardPorts } from '../answers/read-card.ts';
import { languageOf } from '../http/language.ts';
import { type Scope } from '../http/ports.ts';
import { handleError, toProblem } from '../http/problem.ts';
import { PAGE_POLICY } from '../http/security-headers.ts';
import { changesState, refuseOtherSites } from '../http/sign-in/session.ts';
import { addAssets } from './assets.ts';
import { addCard } from './card-page.ts';
import { type Desk } from './desk.ts';
import { addBrake } from './brake-page.ts';
import { addHome } from './home-page.ts';
import { renderPage } from './layout.ts';
import { addLinks } from './links-page.ts';
import { addList } from './list-page.ts';
import { addOverview } from './overview-page.ts';
import { renderProblem } from './problem-page.ts';
import { addTasks } from './tasks-page.ts';
import { addToDo } from './to-do-page.ts';

const PAGES = [addHome, addOverview, addList, addCard, addLinks, addToDo, addTasks, addBrake] as const;

const BODY_LIMIT = 64 * 1024;

export function pagesOf(answers: CardPorts): Scope {
  return async (app, ports, options) => {
    const desk: Desk = { answers, ports, options };
    await app.register(async (scope) => {
      await guard(scope, desk);
      addAssets(scope);
      for (const add of PAGES) add(scope, desk);
    });
  };
}

async function guard(scope: FastifyInstance, desk: Desk): Promise<void> {
  await scope.register(formbody, { bodyLimit: BODY_LIMIT });
  await scope.register(csrf, { sessionPlugin: '@fastify/secure-session' });
  scope.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({
      'cache-control': 'no-store',
      vary: 'accept-language, cookie',
      'content-security-policy': PAGE_POLICY,
    });
    done();
  });
  refuseOtherSites(scope, desk.options);
  // Safety (docs/security.md): a form is taken only with the token of a page that this session was given.
  scope.addHook('preHandler', (request, reply, done) => {
    if (changesState(request)) scope.csrfProtection(request, reply, done);
    else done();
  });
  scope.setErrorHandler((error, request, reply) => void showProblem(error, { request, reply, desk }));
}

interface Failure {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly desk: Desk;
}

/** People read what went wrong on a page; what is nobody's doing is logged as everywhere. */
function showProblem(error: unknown, { request, reply, desk }: Failure): FastifyReply {
  const problem = toProblem(error);
  if (problem.slug === 'internal-error') return handleError(error, request, reply);
  const language = languageOf(request, desk.options);
  const { title, body } = renderProblem(problem, { language, requestId: request.id });
  const frame = { language, title, person: null, practice: null, at: null, address: '/', refreshS: null };
  return reply.status(problem.statusCode).type('text/html; charset=utf-8').send(renderPage(frame, body));
}
