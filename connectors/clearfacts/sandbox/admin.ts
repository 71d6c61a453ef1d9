// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { fieldsOf, NO_CONTENT, ok, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import type { Counts } from '../../sandbox-kit/counts.ts';
import type { Faults } from '../../sandbox-kit/faults.ts';
import { act } from './act.ts';
import { readFault } from './faults.ts';
import { refusal } from './refusal.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { accessTo, showState } from './show-state.ts';
import { FIRST_APPLICATION, FIRST_USER, type SandboxTokens } from './tokens.ts';

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

type Door = (sandbox: Sandbox, request: AdminRequest) => Answer;

export function answerAdmin(sandbox: Sandbox, request: AdminRequest): Answer {
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
  ['GET /__sandbox', () => ok({ sandbox: 'clearfacts' })],
  ['GET /__sandbox/state', ({ state, tokens }) => ok({ ...showState(state), tokens: tokens.active() })],
  ['GET /__sandbox/access', showAccess],
  ['GET /__sandbox/mails', ({ state }) => ok(state.mails)],
  ['GET /__sandbox/counts', ({ counts }) => ok(counts.read())],
  ['GET /__sandbox/requests', ({ counts }) => ok(counts.last())],
  ['POST /__sandbox/counts/reset', after(({ counts }) => counts.reset())],
  ['POST /__sandbox/seed', ({ state }, { body }) => seed(state, body)],
  ['POST /__sandbox/reset', after(resetAll)],
  ['POST /__sandbox/faults', ({ faults }, { body }) => answerFault(faults, body)],
  ['DELETE /__sandbox/faults', after(({ faults }) => faults.clear())],
  ['POST /__sandbox/tokens', makeToken],
  ['POST /__sandbox/expire-tokens', after(({ tokens }) => tokens.revokeAll())],
  ['POST /__sandbox/block', ({ state }, { body }) => block(state, body)],
  ['POST /__sandbox/act', ({ state }, { body }) => act(state, body)],
]);

function resetAll({ state, faults, counts, tokens }: Sandbox): void {
  Object.assign(state, createState());
  faults.clear();
  counts.reset();
  tokens.reset();
}

function showAccess({ state }: Sandbox, { query }: AdminRequest): Answer {
  const companyNumber = query.get('companyNumber') ?? '';
  return ok({ companyNumber, people: accessTo(state, companyNumber) });
}

/** In the portal: profile, integrations, New token. Left out: for the user and application of the first token. */
function makeToken({ tokens }: Sandbox, { body }: AdminRequest): Answer {
  const { user, application } = fieldsOf(body);
  return ok({ token: tokens.make(textOf(user ?? FIRST_USER), textOf(application ?? FIRST_APPLICATION)) });
}

function answerFault(faults: Faults, body: unknown): Answer {
  const fault = readFault(body);
  if (typeof fault === 'string') return refusal(400, 'INVALID', fault);
  faults.add(fault);
  return NO_CONTENT;
}

function block(state: SandboxState, body: unknown): Answer {
  const { blocked } = fieldsOf(body);
  if (typeof blocked !== 'boolean') return refusal(400, 'INVALID', 'blocked is true or false');
  state.blocked = blocked;
  return NO_CONTENT;
}
