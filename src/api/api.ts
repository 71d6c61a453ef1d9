// The JSON API for the people of a practice: below /api, behind the same sign-in and with the same rights as the pages.
import csrf from '@fastify/csrf-protection';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { listOffices, readOffice } from '../answers/offices.ts';
import { type CardPorts } from '../answers/read-card.ts';
import { UsageError } from '../errors.ts';
import { languageOf } from '../http/language.ts';
import { type Scope, type ServerOptions, type ServerPorts } from '../http/ports.ts';
import { handleError, HttpProblem } from '../http/problem.ts';
import { assertMay, assertOf, signedInPerson, type Person } from '../http/sign-in/person.ts';
import { changesState, refuseOtherSites, signedInUser } from '../http/sign-in/session.ts';
import { CHANGING } from './changing.ts';
import { BASE, describeApi } from './describe-api.ts';
import { LOOKING } from './looking.ts';
import { type AnyOperation } from './operation.ts';
import * as shapes from './shapes.ts';

const OPERATIONS = [...LOOKING, ...CHANGING];
const BODY_LIMIT = 64 * 1024;

interface Api {
  readonly answers: CardPorts;
  readonly ports: ServerPorts;
  readonly options: ServerOptions;
}

export function apiOf(answers: CardPorts): Scope {
  return async (app, ports, options) => {
    const api: Api = { answers, ports, options };
    await app.register(async (scope) => {
      await guard(scope, options);
      addOwn(scope, api);
      for (const operation of OPERATIONS) addOperation(scope, operation, api);
    });
  };
}

async function guard(scope: FastifyInstance, options: ServerOptions): Promise<void> {
  await scope.register(csrf, { sessionPlugin: '@fastify/secure-session' });
  scope.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ 'cache-control': 'no-store', vary: 'accept-language, cookie' });
    done();
  });
  refuseOtherSites(scope, options);
  // Safety (docs/security.md): a change is taken only with the token that this session was told.
  scope.addHook('preHandler', (request, reply, done) => {
    if (changesState(request)) scope.csrfProtection(request, reply, done);
    else done();
  });
  scope.setErrorHandler((error, request, reply) => handleError(toRefusal(error), request, reply));
}

function toRefusal(error: unknown): unknown {
  return error instanceof UsageError ? new HttpProblem('cannot-be-done', { detail: error.text }) : error;
}

async function personOf(request: FastifyRequest, { ports, options }: Api): Promise<Person> {
  const person = await signedInPerson(request, ports, options);
  if (person !== null) return person;
  // Somebody who may see the dashboard alone is signed in already.
  throw new HttpProblem(signedInUser(request, options.users) === null ? 'not-signed-in' : 'no-right');
}

function addOwn(scope: FastifyInstance, api: Api): void {
  const description = describeApi(OPERATIONS);
  scope.get('/api/openapi.json', (_request, reply) => reply.send(description));
  scope.get('/api/session', async (request, reply) => {
    const { name, role, practice } = await personOf(request, api);
    return shapes.session.parse({ name, role, practice, csrfToken: reply.generateCsrf() });
  });
  scope.get('/api/practices', async (request) => {
    const { practice } = await personOf(request, api);
    const practices = await listOffices(api.answers.store);
    return shapes.practices.parse({ practices: practices.filter(({ id }) => (practice ?? id) === id) });
  });
}

function addOperation(scope: FastifyInstance, operation: AnyOperation, api: Api): void {
  const { method, path, right } = operation;
  scope.route({
    ...{ method, url: `${BASE}${path}`, bodyLimit: BODY_LIMIT },
    handler: async (request, reply) => {
      const person = await personOf(request, api);
      const { practice: practiceId, ...params } = paramsOf(request);
      assertOf(person, practiceId);
      if (right !== null) assertMay(person, right);
      const found = await readOffice(api.answers.store, practiceId);
      if (found === null) throw new HttpProblem('not-found');
      const answer = await operation.run({
        ...{ answers: api.answers, person, practice: found, params },
        language: languageOf(request, api.options),
        query: request.query,
        body: request.body ?? {},
      });
      if (answer === null) throw new HttpProblem('not-found');
      return reply.send(answer);
    },
  });
}

function paramsOf({ params }: FastifyRequest): { practice: string } & Record<string, string> {
  const entries = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const texts = entries.map(([name, value]) => [name, String(value)] as const);
  return { practice: '', ...Object.fromEntries(texts) };
}
