// A sandbox: a real HTTP server on this machine only, with everything in memory. It knows nothing of any portal but what
// the portal says of itself (portal.ts): it counts, limits, lets go wrong what shall go wrong, and finds the route.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { fieldsOf, ok, parseJson, Refusal, textOf, type Answer } from './answer.ts';
import { backDoors } from './back-door.ts';
import { createCounts, type Counts } from './counts.ts';
import { createFaults, cutShort, faultAnswer, type Fault, type Faults } from './faults.ts';
import type { Call, Handler, SandboxPortal, Service, Spent } from './portal.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Whether the portal's limit of requests at a time holds. Default: yes. */
  readonly rateLimit?: boolean;
  readonly latencyMs?: number;
}

export interface RunningSandbox {
  /** The base address of a connection. */
  readonly url: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

const ADMIN_PATH = '/__sandbox';
const MAX_BODY_BYTES = 5_000_000;

interface Running<State extends object> {
  readonly portal: SandboxPortal<State>;
  readonly options: SandboxOptions;
  readonly state: State;
  readonly counts: Counts;
  readonly faults: Faults;
  underWay: number;
}

/** Where a request goes; a path of no service has none. */
interface Way<State> {
  readonly service: Service<State> | null;
  /** The path with names for its variable parts; null: no route has it. */
  readonly pattern: string | null;
  readonly handlers: ReadonlyMap<string, Handler<State>>;
}

export async function startSandbox<State extends object>(
  portal: SandboxPortal<State>,
  options: SandboxOptions = {},
): Promise<RunningSandbox> {
  const signIns = portal.signIns ?? {};
  const running: Running<State> = {
    ...{ portal, options, state: portal.createState(), underWay: 0 },
    ...{ counts: createCounts(signIns), faults: createFaults(Object.keys(signIns)) },
  };
  const app = openServer((status, code, message) => portal.refuse(status, code, message));
  countUnderWay(app, running);
  for (const [name, door] of Object.entries(backDoors(portal))) {
    const [method = '', path = ''] = name.split(' ');
    app.route({
      method,
      url: `${ADMIN_PATH}${path === '/' ? '' : path}`,
      handler: async (request, reply) => {
        const { query, body } = readRequest(request);
        const { state, counts, faults } = running;
        const call = { state, counts, faults, query, body, fields: fieldsOf(body) };
        return write(reply, await inItsWords(portal, () => door(call)));
      },
    });
  }
  for (const service of portal.services) addService(app, running, service);
  app.setNotFoundHandler((request, reply) => answerElsewhere(running, request, reply));
  const origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    url: `${origin}${portal.services[0].at}`,
    adminUrl: `${origin}${ADMIN_PATH}`,
    close: () => app.close(),
  };
}

function openServer(refuse: SandboxPortal<object>['refuse']): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    // Longer than any pause of a test, so that no kept connection closes under a request.
    keepAliveTimeout: 120_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (error, _request, reply) => {
      void write(reply, refuse(400, 'INVALID', error.message));
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  app.setErrorHandler((error, _request, reply) => write(reply, refuse(500, 'SANDBOX', String(error))));
  return app;
}

function countUnderWay(app: FastifyInstance, running: { underWay: number }): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!isOfBackDoor(request)) {
      running.underWay += 1;
      reply.raw.once('close', () => (running.underWay -= 1));
    }
    done();
  });
}

function isOfBackDoor({ url }: FastifyRequest): boolean {
  return url.startsWith(ADMIN_PATH);
}

function addService<State extends object>(
  app: FastifyInstance,
  running: Running<State>,
  service: Service<State>,
): void {
  const handlersByPath = new Map<string, Map<string, Handler<State>>>();
  for (const [name, handler] of Object.entries(service.routes)) {
    const [method = '', path = ''] = name.split(' ');
    const handlers = handlersByPath.get(path) ?? new Map<string, Handler<State>>();
    handlersByPath.set(path, handlers.set(method, handler));
  }
  for (const [pattern, handlers] of handlersByPath) {
    app.all(`${service.at}${pattern.replaceAll(/\{(\w+)\}/g, ':$1')}`, (request, reply) =>
      answerRequest(running, { service, pattern, handlers }, { request, reply }),
    );
  }
}

/** No route has the path. */
function answerElsewhere<State extends object>(
  running: Running<State>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> | FastifyReply {
  if (isOfBackDoor(request)) return write(reply, running.portal.refuse(404, 'NOT_FOUND'));
  const service = running.portal.services.find(({ at }) => request.url.startsWith(`${at}/`)) ?? null;
  return answerRequest(running, { service, pattern: null, handlers: new Map() }, { request, reply });
}

async function answerRequest<State extends object>(
  running: Running<State>,
  way: Way<State>,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const call = toCall(running, way, request);
  const spent = spend(running, call);
  const answer = await answerPortal(running, way, { call, spent });
  if (answer === null) return reply.hijack();
  running.portal.answered?.(call, answer);
  return write(reply, { ...answer, headers: { ...spent.headers, ...answer.headers } });
}

function spend<State extends object>(
  { portal, options, underWay }: Running<State>,
  call: Call<State>,
): Spent {
  if (portal.spend !== undefined) return portal.spend(call);
  const isTooMany = (options.rateLimit ?? true) && underWay > (portal.maxUnderWay ?? Infinity);
  const refused = { ...portal.refuse(429, 'TOO_MANY_REQUESTS'), headers: { 'retry-after': '1' } };
  return { refusal: isTooMany ? refused : null, headers: {} };
}

function toCall<State extends object>(
  { state }: Running<State>,
  { service }: Way<State>,
  request: FastifyRequest,
): Call<State> {
  const { text, path, query, body } = readRequest(request);
  const params = fieldsOf(request.params);
  const call = {
    ...{ state, method: request.method, headers: request.headers, text, query, body, visibleAt: 0 },
    ...{ path: path.slice(service?.at.length ?? 0), fields: fieldsOf(body) },
    param: (name: string) => textOf(params[name]),
  };
  return { ...call, ...service?.read?.(call) };
}

function readRequest(request: FastifyRequest) {
  const [path = '', query = ''] = request.url.split('?', 2);
  const text = typeof request.body === 'string' ? request.body : '';
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const body: unknown = isForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text);
  return { text, path, query: new URLSearchParams(query), body };
}

/** null: no answer at all. */
async function answerPortal<State extends object>(
  running: Running<State>,
  way: Way<State>,
  { call, spent }: { call: Call<State>; spent: Spent },
): Promise<Answer | null> {
  const { portal, options, counts, faults, underWay } = running;
  const { method, path, body } = call;
  const pattern = way.service?.read === undefined ? (way.pattern ?? path) : path;
  counts.count({ method, path, body, pattern, underWay });
  if (spent.refusal !== null) {
    counts.limited();
    return spent.refusal;
  }
  if (options.latencyMs !== undefined) await wait(options.latencyMs);
  const fault = faults.take(method, path);
  return fault === null ? answerByRule(portal, way, call) : answerFaulty(portal, way, { call, fault });
}

/** null: no answer at all. */
async function answerFaulty<State extends object>(
  portal: SandboxPortal<State>,
  way: Way<State>,
  { call, fault }: { call: Call<State>; fault: Fault },
): Promise<Answer | null> {
  const { fault: name, delayMs } = fault;
  if (name === 'timeout-before-commit') return null;
  if (name === 'slow') await wait(delayMs);
  const refused = answerOnDemand(portal, call, fault);
  if (refused !== null) return refused;
  if (name === 'no-effect') return answerWithoutEffect(portal, way, call);
  const visibleAt = name === 'late-visibility' ? Date.now() + delayMs : 0;
  const bent = portal.ownFaults?.bendCall?.(call, fault) ?? call;
  const answer = await answerByRule(portal, way, { ...bent, visibleAt });
  if (name === 'timeout-after-commit') return null;
  return portal.bend === undefined ? cutShort(answer, fault) : portal.bend(answer, fault);
}

/** null: the fault only bends what the portal does. */
function answerOnDemand<State extends object>(
  portal: SandboxPortal<State>,
  call: Call<State>,
  fault: Fault,
): Answer | null {
  const echo = `${call.text} ${call.headers.authorization ?? ''}`;
  const refuse = (status: number): Answer =>
    portal.refuse(status, `HTTP_${status}`, `Refused on demand: ${echo}`);
  return portal.ownFaults?.answer?.(fault, call) ?? faultAnswer(fault, { echo, refuse });
}

/** Says that it was done, whatever else it would say, and did it to a copy. */
async function answerWithoutEffect<State extends object>(
  portal: SandboxPortal<State>,
  way: Way<State>,
  call: Call<State>,
): Promise<Answer> {
  const answer = await answerByRule(portal, way, { ...call, state: structuredClone(call.state) });
  return answer.status < 300 ? answer : ok({});
}

function answerByRule<State extends object>(
  portal: SandboxPortal<State>,
  { service, pattern, handlers }: Way<State>,
  call: Call<State>,
): Answer | Promise<Answer> {
  if (pattern === null) return portal.refuse(404, 'NOT_FOUND', 'Not found');
  const handler = handlers.get(call.method);
  if (handler === undefined) return portal.refuse(405, 'WRONG_METHOD');
  return inItsWords(portal, () => service?.guard?.(call) ?? handler(call));
}

async function inItsWords(
  portal: Pick<SandboxPortal<object>, 'refuse'>,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) return portal.refuse(error.status, error.code, error.message);
    throw error;
  }
}

function write(reply: FastifyReply, answer: Answer): FastifyReply {
  const isJson = answer.text === undefined;
  const text = isJson ? (answer.body === undefined ? '' : JSON.stringify(answer.body)) : answer.text;
  const contentType = isJson ? 'application/json' : (answer.contentType ?? 'text/plain');
  // As bytes: to a text the server would add a charset of its own.
  return reply
    .code(answer.status)
    .headers({ 'content-type': contentType, ...answer.headers })
    .send(Buffer.from(text));
}
