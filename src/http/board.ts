// The Bull dashboard behind the sign-in: `/queues` for operators, `/queues/view` read-only for viewers. It has no
// access rules of its own, so they are here: signed in, from our own pages, never a change by a viewer, and every
// change recorded before it is made.
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Language, type Text } from '../domain/text.ts';
import { languageOf } from './language.ts';
import { type AuditDetails, type ServerOptions, type ServerPorts } from './ports.ts';
import { HttpProblem } from './problem.ts';
import { BOARD_POLICY } from './security-headers.ts';
import { changesState, refuseOtherSites, signedInUser } from './sign-in/session.ts';
import { type User } from './sign-in/users.ts';

const OPERATOR_PATH = '/queues';
const VIEWER_PATH = '/queues/view';
/** The dashboard asks for its font elsewhere; the policy would refuse it, and the reader's address is nobody's business. */
const FOREIGN_LINK = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/g;

/** Where words of ours go: the dashboard, which itself speaks no Dutch, takes them once for readers of either language. */
const MARKS = {
  '{{pages}}': { en: 'To the pages', nl: "Naar de pagina's" },
  '{{sign-out}}': { en: 'Sign out', nl: 'Afmelden' },
} as const satisfies Record<string, Text>;
const PAGES = { text: '{{pages}}', url: '/' };
const SIGN_OUT = { text: '{{sign-out}}', url: '/sign-out' };

type BoardQueue = ConstructorParameters<typeof BullMQAdapter>[0];

export async function addBoards(
  app: FastifyInstance,
  ports: ServerPorts,
  options: ServerOptions,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => admit(request, reply, options.users));
    refuseOtherSites(scope, options);
    scope.addHook('preHandler', (request) => recordChange(request, ports, options));
    scope.addHook('onSend', (request, reply, payload) =>
      Promise.resolve(keepAtHome(reply, payload, languageOf(request, options))),
    );
    await scope.register(boardAt(OPERATOR_PATH, ports.boards, false), { prefix: OPERATOR_PATH });
    await scope.register(boardAt(VIEWER_PATH, ports.boards, true), { prefix: VIEWER_PATH });
  });
}

function boardAt(path: string, queues: readonly unknown[], readOnlyMode: boolean) {
  const serverAdapter = new FastifyAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(toBoardQueue(queue), { readOnlyMode })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Koppel',
        hideDocsLink: true,
        miscLinks: readOnlyMode ? [SIGN_OUT] : [PAGES, SIGN_OUT],
      },
    },
  });
  return serverAdapter.registerPlugin();
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  users: readonly User[],
): Promise<FastifyReply | undefined> {
  reply.header('cache-control', 'no-store');
  const user = signedInUser(request, users);
  if (user === null) return answerStranger(request, reply);
  if (user.role === 'operator') return undefined;
  if (changesState(request))
    throw new HttpProblem('forbidden', {
      detail: { en: 'A viewer may only look.', nl: 'Een kijker mag alleen kijken.' },
    });
  if (isUnder(request, VIEWER_PATH)) return undefined;
  return reply.redirect(`${VIEWER_PATH}${request.url.slice(OPERATOR_PATH.length)}`, 302);
}

/** A page leads to the sign-in and back; the dashboard's own calls get an error they can show. */
async function answerStranger(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (
    changesState(request) ||
    isUnder(request, `${OPERATOR_PATH}/api`) ||
    isUnder(request, `${VIEWER_PATH}/api`)
  )
    throw new HttpProblem('not-signed-in');
  return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 302);
}

/** By the route that was matched, not by the address as spelled. */
function isUnder(request: FastifyRequest, path: string): boolean {
  const pattern = request.routeOptions.url ?? '';
  return pattern === path || pattern.startsWith(`${path}/`);
}

const paramsSchema = z.object({
  queueName: z.string().optional(),
  jobId: z.string().optional(),
  queueStatus: z.string().optional(),
  schedulerId: z.string().optional(),
});

/** Safety (docs/rules.md): everything a person does is in the audit trail; what cannot be recorded is not done. */
async function recordChange(
  request: FastifyRequest,
  ports: ServerPorts,
  options: ServerOptions,
): Promise<void> {
  const user = signedInUser(request, options.users);
  if (user === null || !changesState(request)) return;
  const { queueName, jobId, queueStatus, schedulerId } = paramsSchema.parse(request.params);
  const details: AuditDetails = {
    method: request.method,
    ...(queueName === undefined ? {} : { queue: queueName }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(queueStatus === undefined ? {} : { jobStatus: queueStatus }),
    ...(schedulerId === undefined ? {} : { schedulerId }),
  };
  await ports.audit(user.name, dashboardAction(request.routeOptions.url ?? ''), details);
}

/** `/queues/api/queues/:queueName/:jobId/retry` → `dashboard.retry`. */
export function dashboardAction(pattern: string): string {
  const words = pattern.split('/').filter((part) => part !== '' && !part.startsWith(':'));
  return ['dashboard', ...words.filter((word) => !['queues', 'view', 'api'].includes(word))].join('.');
}

function keepAtHome(reply: FastifyReply, payload: unknown, language: Language): unknown {
  reply.header('content-security-policy', BOARD_POLICY);
  if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html'))
    return payload;
  return Object.entries(MARKS).reduce(
    (page, [mark, text]) => page.replace(mark, () => text[language]),
    payload.replace(FOREIGN_LINK, ''),
  );
}

function toBoardQueue(queue: unknown): BoardQueue {
  if (!isBoardQueue(queue)) throw new TypeError('A board wants a BullMQ queue.');
  return queue;
}

/** A queue on PostgreSQL has another type parameter than the dashboard's, and every method that it calls. */
function isBoardQueue(queue: unknown): queue is BoardQueue {
  return typeof queue === 'object' && queue !== null && 'name' in queue && 'getJobCounts' in queue;
}
