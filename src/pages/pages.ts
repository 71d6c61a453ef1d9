// The pages for the people of a practice: behind the sign-in, written here, with one script and one style sheet of ours.
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { readOffice } from '../answers/offices.ts';
import { type CardPorts } from '../answers/read-card.ts';
import { isShortName } from '../domain/short-name.ts';
import { languageOf } from '../http/language.ts';
import { type Scope } from '../http/ports.ts';
import { type HttpProblem } from '../http/problem.ts';
import { PAGE_POLICY } from '../http/security-headers.ts';
import { signedInPerson } from '../http/sign-in/person.ts';
import { changesState, refuseOtherSites } from '../http/sign-in/session.ts';
import { addAccounts } from './accounts-page.ts';
import { addAssets } from './assets.ts';
import { addCard } from './card-page.ts';
import { type Desk } from './desk.ts';
import { addBrake } from './brake-page.ts';
import { addHistory } from './history-page.ts';
import { addHome } from './home-page.ts';
import { renderPage, type Frame } from './layout.ts';
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
  addAccounts,
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
    app.decorate('problemPage', async (problem, request, reply) => {
      void reply.headers(PAGE_HEADERS);
      const page = await renderProblemPage(problem, request, desk);
      return reply.type('text/html; charset=utf-8').send(page);
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

/** People read what went wrong on a page, and go on from there. */
async function renderProblemPage(problem: HttpProblem, request: FastifyRequest, desk: Desk): Promise<string> {
  const language = languageOf(request, desk.options);
  const { title, body } = renderProblem(problem, { language, requestId: request.id });
  // Where even that cannot be read, what went wrong is told all the same.
  const around = KNOW_WHO.has(problem.statusCode)
    ? await whoStands(request, desk).catch(() => NOBODY)
    : NOBODY;
  const address = request.method === 'GET' ? request.url : '/';
  return renderPage({ language, title, ...around, at: null, address, refreshS: null }, body);
}

type Around = Pick<Frame, 'person' | 'practice'>;
const NOBODY: Around = { person: null, practice: null };
/** Where Koppel itself failed, or too much was asked of it, nothing more is asked of it. */
const KNOW_WHO: ReadonlySet<number> = new Set([400, 403, 404, 405, 409]);

/** The menu is that of one's own practice, whatever was asked for. */
async function whoStands(request: FastifyRequest, { answers, ports, options }: Desk): Promise<Around> {
  const person = await signedInPerson(request, ports, options);
  if (person === null) return NOBODY;
  const practice = person.practice ?? /^\/practices\/([^/?]+)/.exec(request.url)?.[1] ?? '';
  return { person, practice: isShortName(practice) ? await readOffice(answers.store, practice) : null };
}
