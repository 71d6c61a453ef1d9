// A Panda portal of Wolters Kluwer to try against: a real HTTP server on this machine only, with everything in memory.
import { setTimeout as wait } from 'node:timers/promises';
import { ok, parseJson, type Answer } from '../../sandbox-kit/answer.ts';
import { createCounts } from '../../sandbox-kit/counts.ts';
import { createFaults, cutShort, faultAnswer, type Fault } from '../../sandbox-kit/faults.ts';
import { openShell, type WireRequest } from '../../sandbox-kit/http-shell.ts';
import { answerAdmin, type Sandbox } from './admin.ts';
import { refusal } from './answer.ts';
import type { SandboxRequest } from './call.ts';
import { pathPattern, route } from './route.ts';
import { createState } from './sandbox-state.ts';
import { createTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS } from './tokens.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** More than 2 requests at a time are answered 429. Default: yes. */
  readonly rateLimit?: boolean;
  readonly latencyMs?: number;
}

export interface RunningSandbox {
  /** The base address of a connection. */
  readonly url: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

const BASE_PATH = '/sandbox/panda';
const TOKEN_PATH = '/connect/token';
const ADMIN_PATH = '/__sandbox';
const MAX_UNDER_WAY = 2;

interface Running extends Sandbox {
  readonly options: Required<Omit<SandboxOptions, 'port'>>;
}

export async function startWoltersKluwerSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const running: Running = {
    state: createState(),
    counts: createCounts({ [TOKEN_PATH]: 'tokens' }),
    faults: createFaults([TOKEN_PATH]),
    tokens: createTokens(),
    options: { rateLimit: options.rateLimit ?? true, latencyMs: options.latencyMs ?? 0 },
  };
  const shell = await openShell({
    port: options.port ?? 0,
    adminPath: ADMIN_PATH,
    answerAdmin: (wire) => answerAdmin(running, { ...wire, body: parseJson(wire.text) }),
    answerPortal: (wire, underWay) => answerPortal(running, toRequest(wire), underWay),
  });
  const { origin } = shell;
  return { url: `${origin}${BASE_PATH}`, adminUrl: `${origin}${ADMIN_PATH}`, close: () => shell.close() };
}

function toRequest(wire: WireRequest): SandboxRequest {
  const isBelow = wire.path.startsWith(`${BASE_PATH}/`);
  const path = isBelow ? wire.path.slice(BASE_PATH.length) : wire.path;
  const isForm = path === TOKEN_PATH;
  const body = isForm ? Object.fromEntries(new URLSearchParams(wire.text)) : parseJson(wire.text);
  return { ...wire, path, body, visibleAt: 0 };
}

/** null: no answer at all. */
async function answerPortal(
  running: Running,
  request: SandboxRequest,
  underWay: number,
): Promise<Answer | null> {
  const { options, counts, faults } = running;
  const { method, path, body } = request;
  counts.count({ method, path, body, pattern: pathPattern(path), underWay });
  if (options.rateLimit && underWay > MAX_UNDER_WAY) {
    return { ...refusal(429, 'TOO_MANY_REQUESTS'), headers: { 'retry-after': '1' } };
  }
  if (options.latencyMs > 0) await wait(options.latencyMs);
  const fault = faults.take(method, path);
  return fault === null ? answerByRule(running, request) : answerFaulty(running, request, fault);
}

async function answerFaulty(running: Running, request: SandboxRequest, fault: Fault): Promise<Answer | null> {
  if (fault.fault === 'timeout-before-commit') return null;
  if (fault.fault === 'slow') await wait(fault.delayMs);
  // Says that it was done, and did nothing.
  if (fault.fault === 'no-effect') return ok({});
  const echo = `${request.text} ${request.headers.authorization?.toString() ?? ''}`;
  const refuse = (status: number): Answer => refusal(status, `HTTP_${status}`, `Refused on demand: ${echo}`);
  const refused = faultAnswer(fault, { echo, refuse });
  if (refused !== null) return refused;
  const visibleAt = fault.fault === 'late-visibility' ? Date.now() + fault.delayMs : 0;
  const answer = cutShort(answerByRule(running, { ...request, visibleAt }), fault);
  return fault.fault === 'timeout-after-commit' ? null : answer;
}

function answerByRule({ state, tokens }: Running, request: SandboxRequest): Answer {
  const { method, path, headers, body } = request;
  if (path === TOKEN_PATH) return method === 'POST' ? tokens.issue(body) : refusal(405, 'USE_POST');
  if (!tokens.isValid(headers.authorization?.toString())) {
    return refusal(401, 'UNAUTHORIZED', 'The token is unknown or expired');
  }
  return route(state, request);
}
