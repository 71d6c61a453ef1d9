// An eConnect to try against: a real HTTP server on this machine only, with everything in memory. Three services of the
// portal stand below it, as in the world: the REST service, the identity service and the legacy SOAP service.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseJson } from '../../sandbox-kit/answer.ts';
import { createFaults, cutShort, type Fault } from '../../sandbox-kit/faults.ts';
import { openShell, type WireRequest } from '../../sandbox-kit/http-shell.ts';
import { answerAdmin, type Sandbox } from './admin.ts';
import { refusal, type Answer, type SandboxRequest } from './answer.ts';
import { createEConnectCounts, LOGIN_PATH, TOKEN_PATH } from './counts.ts';
import { faultAnswer } from './faults.ts';
import { pathPattern, route } from './route.ts';
import { createState } from './sandbox-state.ts';
import { soapResult } from './soap-answer.ts';
import { answerSoap, readSoap, soapFields, type SoapCall } from './soap.ts';
import { createTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS, SANDBOX_USER } from './tokens.ts';

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

const ROOT_PATH = '/sandbox';
const BASE_PATH = `${ROOT_PATH}/psb`;
const SOAP_PATH = `${ROOT_PATH}/soap/v3.1`;
const ADMIN_PATH = '/__sandbox';
const MAX_UNDER_WAY = 2;

interface Running extends Sandbox {
  readonly options: Required<Omit<SandboxOptions, 'port'>>;
}

/** A request of the portal; `soap` is null for one to another service, or one that is not understood. */
interface PortalCall extends SandboxRequest {
  readonly soap: SoapCall | null;
}

export async function startEConnectSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const running: Running = {
    state: createState(),
    counts: createEConnectCounts(),
    faults: createFaults([TOKEN_PATH, LOGIN_PATH]),
    tokens: createTokens(),
    options: { rateLimit: options.rateLimit ?? true, latencyMs: options.latencyMs ?? 0 },
  };
  const shell = await openShell({
    port: options.port ?? 0,
    adminPath: ADMIN_PATH,
    answerAdmin: (wire) => answerAdmin(running, { ...wire, body: parseJson(wire.text) }),
    answerPortal: (wire, underWay) => answerPortal(running, toPortalCall(wire), underWay),
  });
  const { origin } = shell;
  return { url: `${origin}${BASE_PATH}`, adminUrl: `${origin}${ADMIN_PATH}`, close: () => shell.close() };
}

function toPortalCall(wire: WireRequest): PortalCall {
  const isSoap = wire.path === SOAP_PATH;
  const soap = isSoap ? readSoap(wire.text) : null;
  const path = isSoap ? `/soap/${soap?.name ?? ''}` : stripped(wire.path);
  const body = soap === null ? parseBody(path, wire.text) : soapFields(soap.element);
  return { ...wire, path, body, soap, visibleAt: 0 };
}

function stripped(path: string): string {
  const prefix = path.startsWith(`${BASE_PATH}/`) ? BASE_PATH : ROOT_PATH;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

function parseBody(path: string, text: string): unknown {
  return path === TOKEN_PATH ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text);
}

/** null: no answer at all. */
async function answerPortal(running: Running, call: PortalCall, underWay: number): Promise<Answer | null> {
  const { options, counts, faults } = running;
  const { method, path, body } = call;
  counts.count({ method, path, body, pattern: pathPattern(path), underWay });
  if (options.rateLimit && underWay > MAX_UNDER_WAY) {
    return { ...refusal(429, 'TOO_MANY_REQUESTS'), headers: { 'retry-after': '1' } };
  }
  if (options.latencyMs > 0) await wait(options.latencyMs);
  const fault = faults.take(method, path);
  return fault === null ? answerByRule(running, call) : answerFaulty(running, call, fault);
}

async function answerFaulty(running: Running, call: PortalCall, fault: Fault): Promise<Answer | null> {
  if (fault.fault === 'timeout-before-commit') return null;
  if (fault.fault === 'slow') await wait(fault.delayMs);
  const echo = `${call.text} ${call.headers.authorization?.toString() ?? ''}`;
  const refused = noEffect(fault, call) ?? faultAnswer(fault, { path: call.path, echo });
  if (refused !== null) return refused;
  const visibleAt = fault.fault === 'late-visibility' ? Date.now() + fault.delayMs : 0;
  const answer = cutShort(answerByRule(running, { ...call, visibleAt }), fault);
  return fault.fault === 'timeout-after-commit' ? null : answer;
}

/** Says that it was done, and did nothing. */
function noEffect({ fault }: Fault, { soap }: PortalCall): Answer | null {
  if (fault !== 'no-effect') return null;
  return soap === null
    ? { status: 200, body: {} }
    : soapResult(soap.name, { IntegrationToken: randomUUID() });
}

function answerByRule(running: Running, call: PortalCall): Answer {
  const { state, tokens } = running;
  const { method, path, headers, soap, visibleAt } = call;
  if (path.startsWith('/soap/')) {
    return method === 'POST'
      ? answerSoap({ state, tokens, visibleAt }, soap, call)
      : refusal(405, 'USE_POST');
  }
  if (path === TOKEN_PATH)
    return method === 'POST' ? tokens.issueBearer(call.body) : refusal(405, 'USE_POST');
  const tokenIssuedAt = tokens.bearerIssuedAt(headers.authorization?.toString());
  if (tokenIssuedAt === null) return refusal(401, 'UNAUTHORIZED', 'The token is unknown or expired');
  if (state.blocked !== null) return refusal(403, 'BLOCKED', 'The environment is blocked');
  return route(state, call, tokenIssuedAt);
}
