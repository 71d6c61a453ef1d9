// The pages for the people of a practice: behind the sign-in, written here, with one script and one style sheet of ours.
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type CardPorts } from '../answers/read-card.ts';
import { languageOf } from '../http/language.ts';
import { type Scope, type ServerOptions } from '../http/ports.ts';
import { type HttpProblem } from '../http/problem.ts';
import { PAGE_POLICY } from '../http/security-headers.ts';
import { changesState, refuseOtherSites } from '../http/sign-in/session.ts';
import { addAssets } from './assets.ts';
import { addCard } from './card-page.ts';
import { type Desk } from './desk.ts';
import { addBrake } from './brake-page.ts';
import { addHistory } from './history-page.ts';
import { addHome } from './home-page.ts';
import { renderPage } from './layout.ts';
import { addLinks } from './links-page.ts';
import { addList } from './list-page.ts';
import { addOverview } from './overview-page.ts';
import { renderProblem } from './problem-page.ts';
import { addTasks } from './tasks-page.ts';
import { addToDo } from './to-do-page.ts';

const PAGES = [
  addHome,
  addOverview,
  addList,
  addCard,
  addHistory,
  addLinks,
  addToDo,
  addTasks,
  addBrake,
] as const;

const PAGE_HEADERS = {
  'cache-control': 'no-store',
  vary: 'accept, accept-language, cookie',
  'content-security-policy': PAGE_POLICY,
} as const;
const BODY_LIMIT = 64 * 1024;

export function pagesOf(answers: CardPorts): Scope {
  return async (app, ports, options) => {
    const desk: Desk = { answers, ports, options };
    app.decorate('problemPage', (problem, request, reply) => {
      void reply.headers(PAGE_HEADERS);
      return reply.type('text/html; charset=utf-8').send(renderProblemPage(problem, request, options));
    });
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
    void reply.headers(PAGE_HEADERS);
    done();
  });
  refuseOtherSites(scope, desk.options);
  // Safety (docs/security.md): a form is taken only with the token of a page that this session was given.
  scope.addHook('preHandler', (request, reply, done) => {
    if (changesState(request)) scope.csrfProtection(request, reply, done);
    else done();
  });
}

/** People read what went wrong on a page. */
function renderProblemPage(problem: HttpProblem, request: FastifyRequest, options: ServerOptions): string {
  const language = languageOf(request, options);
  const { title, body } = renderProblem(problem, { language, requestId: request.id });
  const frame = { language, title, person: null, practice: null, at: null, address: '/', refreshS: null };
  return renderPage(frame, body);
}
