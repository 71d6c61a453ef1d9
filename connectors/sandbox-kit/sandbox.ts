// A sandbox: a real HTTP server on this machine only, with everything in memory. It knows nothing of any portal but what
// the portal says of itself (portal.ts): it counts, limits, lets go wrong what shall go wrong, and finds the route.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { fieldsOf, ok, parseJson, Refusal, textOf, type Answer } from './answer.ts';
import { backDoors } from './back-door.ts';
import { createCounts } from './counts.ts';
import { createFaults, cutShort, faultAnswer, refusalAfter, type Fault } from './faults.ts';
import type { Call, Door, Handler, SandboxPortal, Service, Spent } from './portal.ts';

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
  const app = openServer((status, code, message) => portal.refuse(status, code, message));
  new Playing(portal, options).addTo(app);
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

function isOfBackDoor({ url }: FastifyRequest): boolean {
  return url.startsWith(ADMIN_PATH);
}

/** '<method> <path>' */
function readRoute(name: string) {
  const [method = '', path = ''] = name.split(' ');
  return { method, path };
}

/** One portal, what it holds, and what it was asked. */
class Playing<State extends object> {
  readonly #portal: SandboxPortal<State>;
  readonly #options: SandboxOptions;
  readonly #state: State;
  readonly #counts;
  readonly #faults;
  #underWay = 0;

  constructor(portal: SandboxPortal<State>, options: SandboxOptions) {
    const signIns = portal.signIns ?? {};
    [this.#portal, this.#options, this.#state] = [portal, options, portal.createState()];
    this.#counts = createCounts(signIns);
    this.#faults = createFaults(Object.keys(signIns));
  }

  addTo(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
      if (!isOfBackDoor(request)) {
        this.#underWay += 1;
        reply.raw.once('close', () => (this.#underWay -= 1));
      }
      done();
    });
    for (const [name, door] of Object.entries(backDoors(this.#portal))) {
      const { method, path } = readRoute(name);
      const url = `${ADMIN_PATH}${path === '/' ? '' : path}`;
      app.route({ method, url, handler: (request, reply) => this.#openDoor(door, { request, reply }) });
    }
    for (const service of this.#portal.services) this.#addService(app, service);
    app.setNotFoundHandler((request, reply) => this.#answerElsewhere(request, reply));
  }

  #addService(app: FastifyInstance, service: Service<State>): void {
    const handlersByPath = new Map<string, Map<string, Handler<State>>>();
    for (const [name, handler] of Object.entries(service.routes)) {
      const { method, path } = readRoute(name);
      const handlers = handlersByPath.get(path) ?? new Map<string, Handler<State>>();
      handlersByPath.set(path, handlers.set(method, handler));
    }
    for (const [pattern, handlers] of handlersByPath) {
      app.all(`${service.at}${pattern.replaceAll(/\{(\w+)\}/g, ':$1')}`, (request, reply) =>
        this.#answer({ service, pattern, handlers }, { request, reply }),
      );
    }
  }

  async #openDoor(door: Door<State>, { request, reply }: Exchange): Promise<FastifyReply> {
    const { query, body } = readRequest(request);
    const [state, counts, faults] = [this.#state, this.#counts, this.#faults];
    const call = { state, counts, faults, query, body, fields: fieldsOf(body) };
    return write(reply, await this.#inItsWords(() => door(call)));
  }

  /** No route has the path. */
  #answerElsewhere(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | FastifyReply {
    if (isOfBackDoor(request)) return write(reply, this.#portal.refuse(404, 'NOT_FOUND'));
    const service = this.#portal.services.find(({ at }) => request.url.startsWith(`${at}/`)) ?? null;
    return this.#answer({ service, pattern: null, handlers: new Map() }, { request, reply });
  }

  async #answer(way: Way<State>, { request, reply }: Exchange): Promise<FastifyReply> {
    const call = this.#toCall(way, request);
    const spent = this.#spend(call);
    const answer = await this.#answerPortal(way, call, spent.refusal);
    if (answer === null) return reply.hijack();
    this.#portal.answered?.(call, answer);
    return write(reply, { ...answer, headers: { ...spent.headers, ...answer.headers } });
  }

  #spend(call: Call<State>): Spent {
    const { maxUnderWay = Infinity } = this.#portal;
    if (this.#portal.spend !== undefined) return this.#portal.spend(call);
    const isTooMany = (this.#options.rateLimit ?? true) && this.#underWay > maxUnderWay;
    const refused = { ...this.#portal.refuse(429, 'TOO_MANY_REQUESTS'), headers: { 'retry-after': '1' } };
    return { refusal: isTooMany ? refused : null, headers: {} };
  }

  #toCall({ service }: Way<State>, request: FastifyRequest): Call<State> {
    const { text, path, query, body } = readRequest(request);
    const params = fieldsOf(request.params);
    const { method, headers } = request;
    const call = {
      ...{ state: this.#state, method, headers, text, query, body, visibleAt: 0 },
      ...{ path: path.slice(service?.at.length ?? 0), fields: fieldsOf(body) },
      param: (name: string) => textOf(params[name]),
    };
    return { ...call, ...service?.read?.(call) };
  }

  /** null: no answer at all. */
  async #answerPortal(way: Way<State>, call: Call<State>, refusal: Answer | null): Promise<Answer | null> {
    const { method, path, body } = call;
    const pattern = way.service?.read === undefined ? (way.pattern ?? path) : path;
    this.#counts.count({ method, path, body, pattern, underWay: this.#underWay });
    if (refusal !== null) {
      this.#counts.limited();
      return refusal;
    }
    if (this.#options.latencyMs !== undefined) await wait(this.#options.latencyMs);
    const fault = this.#faults.take(method, path);
    return fault === null ? this.#answerByRule(way, call) : this.#answerFaulty(way, call, fault);
  }

  /** null: no answer at all. */
  async #answerFaulty(way: Way<State>, call: Call<State>, fault: Fault): Promise<Answer | null> {
    const { fault: name, delayMs } = fault;
    if (name === 'timeout-before-commit') return null;
    if (name === 'slow') await wait(delayMs);
    const refused = this.#answerOnDemand(call, fault);
    if (refused !== null) return refused;
    if (name === 'no-effect') return this.#answerWithoutEffect(way, call);
    const visibleAt = name === 'late-visibility' ? Date.now() + delayMs : 0;
    const bent = this.#portal.ownFaults?.bendCall?.(call, fault) ?? call;
    const answer = await this.#answerByRule(way, { ...bent, visibleAt });
    return name === 'timeout-after-commit' ? null : this.#bend(answer, fault);
  }

  #bend(answer: Answer, fault: Fault): Answer {
    const status = refusalAfter(fault);
    if (status !== null) return this.#portal.refuse(status, `HTTP_${status}`, 'Refused on demand');
    return this.#portal.bend?.(answer, fault) ?? cutShort(answer, fault);
  }

  /** null: the fault only bends what the portal does. */
  #answerOnDemand(call: Call<State>, fault: Fault): Answer | null {
    const echo = `${call.text} ${call.headers.authorization ?? ''}`;
    const refuse = (status: number): Answer =>
      this.#portal.refuse(status, `HTTP_${status}`, `Refused on demand: ${echo}`);
    return this.#portal.ownFaults?.answer?.(fault, call) ?? faultAnswer(fault, { echo, refuse });
  }

  /** Says that it was done, whatever else it would say, and did it to a copy. */
  async #answerWithoutEffect(way: Way<State>, call: Call<State>): Promise<Answer> {
    const answer = await this.#answerByRule(way, { ...call, state: structuredClone(call.state) });
    return answer.status < 300 ? answer : ok({});
  }

  #answerByRule({ service, pattern, handlers }: Way<State>, call: Call<State>): Answer | Promise<Answer> {
    if (pattern === null) return this.#portal.refuse(404, 'NOT_FOUND', 'Not found');
    const handler = handlers.get(call.method);
    if (handler === undefined) return this.#portal.refuse(405, 'WRONG_METHOD');
    return this.#inItsWords(() => service?.guard?.(call) ?? handler(call));
  }

  async #inItsWords(answer: () => Answer | Promise<Answer>): Promise<Answer> {
    try {
      return await answer();
    } catch (error) {
      if (error instanceof Refusal) return this.#portal.refuse(error.status, error.code, error.message);
      throw error;
    }
  }
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function readRequest(request: FastifyRequest) {
  const [path = '', query = ''] = request.url.split('?', 2);
  const text = typeof request.body === 'string' ? request.body : '';
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const body: unknown = isForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text);
  return { text, path, query: new URLSearchParams(query), body };
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
