// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { NO_CONTENT, ok, type Answer } from '../../sandbox-kit/answer.ts';
import type { Counts } from '../../sandbox-kit/counts.ts';
import { readFault, type Faults } from '../../sandbox-kit/faults.ts';
import { accessTo } from './access-rules.ts';
import { act } from './act.ts';
import { invalid, notFound } from './answer.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
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

type Door = (sandbox: Sandbox, request: AdminRequest) => Answer;

/** The portal has no faults of its own form. */
const NO_FAULTS_OF_ITS_OWN = /^(?!)/;

export function answerAdmin(sandbox: Sandbox, request: AdminRequest): Answer {
  return DOORS.get(`${request.method} ${request.path}`)?.(sandbox, request) ?? notFound();
}

/** For doors that only do something. */
function after(does: (sandbox: Sandbox) => void): Door {
  return (sandbox) => {
    does(sandbox);
    return NO_CONTENT;
  };
}

const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ['GET /__sandbox', () => ok({ sandbox: 'wolters-kluwer' })],
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
  ['POST /__sandbox/act', ({ state }, { body }) => act(state, body)],
]);

function resetAll({ state, faults, counts }: Sandbox): void {
  Object.assign(state, createState());
  faults.clear();
  counts.reset();
}

function answerFault(faults: Faults, body: unknown): Answer {
  const fault = readFault(body, NO_FAULTS_OF_ITS_OWN);
  if (typeof fault === 'string') return invalid(fault);
  faults.add(fault);
  return NO_CONTENT;
}

function showAccess(state: SandboxState, organisation: string): Answer {
  return ok({ organisation, people: accessTo(state, organisation) });
}
