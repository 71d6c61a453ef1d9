// A ClearFacts to try against: a real HTTP server on this machine only, with everything in memory. One GraphQL endpoint, as
// in the world.
import { setTimeout as wait } from 'node:timers/promises';
import { fieldsOf, parseJson, type Answer } from '../../sandbox-kit/answer.ts';
import { createCounts } from '../../sandbox-kit/counts.ts';
import { createFaults, pageSizeOf, type Fault } from '../../sandbox-kit/faults.ts';
import { openShell, type WireRequest } from '../../sandbox-kit/http-shell.ts';
import { answerAdmin, type Sandbox } from './admin.ts';
import { faultAnswer } from './faults.ts';
import { answerGraphql, readGraphql, type GraphqlRequest } from './graphql-answer.ts';
import { graphqlErrors } from './graphql-error.ts';
import { refusal } from './refusal.ts';
import { createState } from './sandbox-state.ts';
import { createTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS } from './tokens.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly latencyMs?: number;
}

export interface RunningSandbox {
  /** The base address of a connection. */
  readonly url: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

const BASE_PATH = '/sandbox';
const ENDPOINT = '/graphql';
const ADMIN_PATH = '/__sandbox';

interface PortalCall extends WireRequest {
  readonly body: unknown;
  readonly graphql: GraphqlRequest;
  /** `/graphql/mutation/addClientUser`: every request has the same address, so what it asks for names it. */
  readonly name: string;
}

export async function startClearFactsSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox: Sandbox = {
    state: createState(),
    counts: createCounts({}),
    faults: createFaults([]),
    tokens: createTokens(),
  };
  const { latencyMs = 0 } = options;
  const shell = await openShell({
    port: options.port ?? 0,
    adminPath: ADMIN_PATH,
    answerAdmin: (wire) => answerAdmin(sandbox, { ...wire, body: parseJson(wire.text) }),
    async answerPortal(wire, underWay) {
      const call = toPortalCall(wire);
      const { method, name, body } = call;
      sandbox.counts.count({ method, path: name, body, pattern: name, underWay });
      if (latencyMs > 0) await wait(latencyMs);
      const fault = sandbox.faults.take(method, name);
      return fault === null ? answerByRule(sandbox, call, 0) : answerFaulty(sandbox, call, fault);
    },
  });
  const { origin } = shell;
  return { url: `${origin}${BASE_PATH}`, adminUrl: `${origin}${ADMIN_PATH}`, close: () => shell.close() };
}

function toPortalCall(wire: WireRequest): PortalCall {
  const path = wire.path.startsWith(`${BASE_PATH}/`) ? wire.path.slice(BASE_PATH.length) : wire.path;
  const body = parseJson(wire.text);
  const graphql = readGraphql(body);
  const name = path === ENDPOINT ? `${ENDPOINT}/${graphql.pattern}` : path;
  return { ...wire, path, body, graphql, name };
}

/** null: no answer at all. */
async function answerFaulty(sandbox: Sandbox, call: PortalCall, fault: Fault): Promise<Answer | null> {
  if (fault.fault === 'timeout-before-commit') return null;
  if (fault.fault === 'slow') await wait(fault.delayMs);
  const refused = faultAnswer(fault, `${call.text} ${call.headers.authorization ?? ''}`);
  if (refused !== null) return refused;
  // Says that it was done, and did it to a copy.
  if (fault.fault === 'no-effect') {
    return answerByRule({ ...sandbox, state: structuredClone(sandbox.state) }, call, 0);
  }
  const visibleAt = fault.fault === 'late-visibility' ? Date.now() + fault.delayMs : 0;
  const answer = withFewRows(answerByRule(sandbox, call, visibleAt), fault);
  return fault.fault === 'timeout-after-commit' ? null : answer;
}

/** Lists are cut without a word: GraphQL has no place for one. */
function withFewRows(answer: Answer, fault: Fault): Answer {
  const size = pageSizeOf(fault);
  if (size === null) return answer;
  const { data, ...rest } = fieldsOf(answer.body);
  const fields = Object.entries(fieldsOf(data)).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? value.slice(0, size) : value,
  ]);
  return { ...answer, body: { ...rest, data: Object.fromEntries(fields) } };
}

function answerByRule({ state, tokens }: Sandbox, call: PortalCall, visibleAt: number): Answer {
  if (call.path !== ENDPOINT) return refusal(404, 'NOT_FOUND');
  if (call.method !== 'POST') return refusal(405, 'USE_POST');
  if (!tokens.use(call.headers.authorization)) {
    return state.refusesWith === 'graphql'
      ? graphqlErrors('Access denied: the token is unknown or revoked.', 'ACCESS_DENIED')
      : refusal(401, 'UNAUTHORIZED', 'The token is unknown or revoked');
  }
  if (state.blocked) return refusal(403, 'FORBIDDEN', 'The office is blocked');
  return answerGraphql(state, call.graphql, visibleAt);
}
