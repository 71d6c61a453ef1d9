// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import type { Counts } from '../../sandbox-kit/counts.ts';
import type { Faults } from '../../sandbox-kit/faults.ts';
import { accessTo } from './access-rules.ts';
import { act } from './act.ts';
import { fieldsOf, NO_CONTENT, ok, oneOf, refusal, type Answer } from './answer.ts';
import { readFault } from './faults.ts';
import { deliverHook } from './hook-delivery.ts';
import { BLOCK_REASONS, createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { showState } from './show-state.ts';
import type { SandboxTokens } from './tokens.ts';

export interface Sandbox {
  readonly state: SandboxState;
  readonly counts: Counts;
  readonly faults: Faults;
  readonly tokens: SandboxTokens;
}

export interface AdminRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Door = (sandbox: Sandbox, request: AdminRequest) => Answer | Promise<Answer>;

export function answerAdmin(sandbox: Sandbox, request: AdminRequest): Answer | Promise<Answer> {
  const door = DOORS.get(`${request.method} ${request.path}`);
  return door?.(sandbox, request) ?? refusal(404, 'NOT_FOUND', 'The sandbox has no such back door.');
}

/** For doors that only do something. */
function after(does: (sandbox: Sandbox) => void): Door {
  return (sandbox) => {
    does(sandbox);
    return NO_CONTENT;
  };
}

const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ['GET /__sandbox', () => ok({ sandbox: 'econnect' })],
  ['GET /__sandbox/state', ({ state }) => ok(showState(state))],
  ['GET /__sandbox/access', ({ state }, { query }) => showAccess(state, query.get('organisation') ?? '')],
  ['GET /__sandbox/mails', ({ state }) => ok(state.mails)],
  ['GET /__sandbox/counts', ({ counts }) => ok(counts.read())],
  ['GET /__sandbox/requests', ({ counts }) => ok(counts.last())],
  ['POST /__sandbox/counts/reset', after(({ counts }) => counts.reset())],
  ['POST /__sandbox/seed', ({ state }, { body }) => seed(state, body)],
  ['POST /__sandbox/reset', after(resetAll)],
  ['POST /__sandbox/faults', ({ faults }, { body }) => answerFault(faults, body)],
  ['DELETE /__sandbox/faults', after(({ faults }) => faults.clear())],
  ['POST /__sandbox/expire-tokens', after(({ tokens }) => tokens.expireAll())],
  ['POST /__sandbox/block', ({ state }, { body }) => block(state, body)],
  ['POST /__sandbox/act', ({ state }, { body }) => act(state, body)],
  ['POST /__sandbox/hook', (_sandbox, { body }) => deliverHook(body)],
]);

function resetAll({ state, faults, counts }: Sandbox): void {
  Object.assign(state, createState());
  faults.clear();
  counts.reset();
}

function answerFault(faults: Faults, body: unknown): Answer {
  const fault = readFault(body);
  if (typeof fault === 'string') return refusal(400, 'INVALID', fault);
  faults.add(fault);
  return NO_CONTENT;
}

function block(state: SandboxState, body: unknown): Answer {
  const { blocked, reason = 'unpaid' } = fieldsOf(body);
  const why = oneOf(reason, BLOCK_REASONS);
  if (typeof blocked !== 'boolean' || why === null)
    return refusal(400, 'INVALID', 'blocked is true or false, reason unpaid, balance or misuse');
  state.blocked = blocked ? why : null;
  return NO_CONTENT;
}

function showAccess(state: SandboxState, organisation: string): Answer {
  return ok({ organisation, people: accessTo(state, organisation) });
}
