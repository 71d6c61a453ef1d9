// A CaseWare Cloud to try against: a real HTTP server on this machine only, with everything in memory.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerAdmin, type Sandbox } from './admin.ts';
import { plainError, type Answer, type SandboxRequest } from './answer.ts';
import { createCounts } from './counts.ts';
import { bendPage, createFaults, faultAnswer, withErrors, type Fault } from './faults.ts';
import { pathPattern, route } from './route.ts';
import { createTokens } from './sandbox-tokens.ts';
import { createState } from './sandbox-state.ts';
import { switchesSchema, type SwitchesGiven } from './switches.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export { SANDBOX_CREDENTIALS } from './sandbox-tokens.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How it behaves where the documentation leaves it open; each may be set later, too. */
  readonly switches?: SwitchesGiven;
  readonly latencyMs?: number;
}

export interface RunningSandbox {
  /** The base address of a connection. */
  readonly url: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

const BASE_PATH = '/sandbox/ms/caseware-cloud/api/v2';
const ADMIN_PATH = '/__sandbox';
const MAX_BODY_BYTES = 5_000_000;

interface Running extends Sandbox {
  readonly latencyMs: number;
  readonly bucket: TokenBucket;
  underWay: number;
}

export async function startCaseWareSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const state = createState(switchesSchema.parse(options.switches ?? {}));
  const running: Running = {
    state,
    counts: createCounts(),
    faults: createFaults(),
    tokens: createTokens(),
    latencyMs: options.latencyMs ?? 0,
    bucket: createTokenBucket(() => state.switches),
    underWay: 0,
  };
  const server = createServer((request, response) => {
    handle(running, request, response).catch(() => response.destroy());
  });
  // Longer than any pause of a test, so that no kept connection closes under a request.
  server.keepAliveTimeout = 120_000;
  const origin = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  return {
    url: `${origin}${BASE_PATH}`,
    adminUrl: `${origin}${ADMIN_PATH}`,
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const isAdmin = path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`);
  const parsed = { method: request.method ?? '', query: new URLSearchParams(query), visibleAt: 0 };
  if (isAdmin) {
    const body = await readBody(request);
    write(response, answerAdmin(running, { ...parsed, path, body }));
    return;
  }
  if (!path.startsWith(`${BASE_PATH}/`)) {
    write(response, plainError(404, 'Not found'));
    return;
  }
  running.underWay += 1;
  response.once('close', () => (running.underWay -= 1));
  const body = await readBody(request);
  const portalRequest = { ...parsed, path: path.slice(BASE_PATH.length), body };
  const spent = running.bucket.spend();
  const answer = await answerPortal(running, { ...portalRequest, spent }, request.headers.authorization);
  if (answer !== null) write(response, { ...answer, headers: { ...spent.headers, ...answer.headers } });
}

/** null: no answer at all. */
async function answerPortal(
  running: Running,
  { spent, ...request }: SandboxRequest & { spent: ReturnType<TokenBucket['spend']> },
  authorization: string | undefined,
): Promise<Answer | null> {
  const { latencyMs, counts, faults } = running;
  const { method, path, body } = request;
  counts.count({ method, path, body, pattern: pathPattern(path), underWay: running.underWay });
  if (spent.refusal !== null) {
    counts.limited();
    return spent.refusal;
  }
  if (latencyMs > 0) await wait(latencyMs);
  const fault = faults.take(method, path);
  if (fault?.fault === 'slow') await wait(fault.delayMs);
  const refusal =
    fault === null ? null : faultAnswer(fault, `${JSON.stringify(body)} ${authorization ?? ''}`);
  if (refusal !== null) return refusal;
  return answerBent(running, fault, { ...request, authorization });
}

/** With the faults that bend what the portal does. */
function answerBent(
  running: Running,
  fault: Fault | null,
  { authorization, ...request }: SandboxRequest & { authorization: string | undefined },
): Answer | null {
  if (fault?.fault === 'timeout-before-commit') return null;
  const query = fault === null ? request.query : bendPage(fault, request.query);
  const answer = answerByRule(running, { ...request, query, visibleAt: visibleAt(fault) }, authorization);
  if (fault?.fault === 'errors-200-done') return withErrors(request.path);
  return fault?.fault === 'timeout-after-commit' ? null : answer;
}

function answerByRule(running: Running, request: SandboxRequest, authorization: string | undefined): Answer {
  if (request.path === '/auth/token') {
    return request.method === 'POST' ? running.tokens.signIn(request.body) : plainError(405, 'Use POST');
  }
  if (!running.tokens.isValid(authorization)) return plainError(401, 'The token is unknown or expired');
  return route(running.state, request);
}

function visibleAt(fault: Fault | null): number {
  return fault?.fault === 'late-visibility' ? Date.now() + fault.delayMs : 0;
}

/** undefined for no body; text that is not JSON is taken as a text, and refused by whoever wants fields. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('The body is too large for the sandbox.');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function write(response: ServerResponse, answer: Answer): void {
  const isJson = answer.text === undefined;
  const text = isJson ? (answer.body === undefined ? '' : JSON.stringify(answer.body)) : answer.text;
  response.writeHead(answer.status, {
    'content-type': isJson ? 'application/json' : (answer.contentType ?? 'text/plain'),
    'content-length': Buffer.byteLength(text),
    ...answer.headers,
  });
  response.end(text);
}
