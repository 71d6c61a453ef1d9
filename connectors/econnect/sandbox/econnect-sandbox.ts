// An eConnect to try against. Three services of the portal stand below it, as in the world: the REST service, the identity
// service and the legacy SOAP service.
import { randomUUID } from 'node:crypto';
import { after, htmlPage, invalid, needOneOf, refuse, type Answer } from '../../sandbox-kit/answer.ts';
import { usualDoors } from '../../sandbox-kit/back-door.ts';
import { faultAnswer, type Fault } from '../../sandbox-kit/faults.ts';
import type { Call, DoorCall, SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox-kit/sandbox.ts';
import { accessTo } from './access-rules.ts';
import { act } from './act.ts';
import { deliverHook } from './hook-delivery.ts';
import { routesOf } from './routes.ts';
import { BLOCK_REASONS, createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { showState } from './show-state.ts';
import { soapFault } from './soap-answer.ts';
import { answerSoap, nameSoap } from './soap.ts';
import { createSandboxTokens, type SandboxTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS, SANDBOX_USER } from './tokens.ts';

const TOKEN_PATH = '/identity/connect/token';
const SOAP_PATH = '/soap/v3.1';
const LOGIN_PATH = '/soap/Login';
/** soap-<CODE>: a SOAP fault in HTTP 500. */
const SOAP_FAULT = /^soap-([A-Z0-9_]+)$/;

export function startEConnectSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(eConnect(createSandboxTokens()), options);
}

function eConnect(tokens: SandboxTokens): SandboxPortal<SandboxState> {
  return {
    name: 'econnect',
    services: [
      { at: '/sandbox/psb', routes: routesOf(tokens), guard: (call) => refuseCaller(tokens, call) },
      {
        at: '/sandbox',
        routes: {
          [`POST ${TOKEN_PATH}`]: ({ body }) => tokens.bearers.issue(body),
          [`POST ${SOAP_PATH}`]: (call) => answerSoap(call, tokens),
        },
        read: ({ path, text, body }) => (path === SOAP_PATH ? nameSoap(text) : { path, body }),
      },
    ],
    createState,
    refuse: refusal,
    doors: {
      ...usualDoors({ show: showState, by: 'organisation', accessTo, seed, act }),
      'POST /block': block,
      'POST /hook': deliverHook,
    },
    signIns: { [TOKEN_PATH]: 'tokens', [LOGIN_PATH]: 'logins' },
    tokens,
    maxUnderWay: 2,
    ownFaults: { form: SOAP_FAULT, answer: answerFault },
  };
}

function refuseCaller({ bearers }: SandboxTokens, { state, headers }: Call<SandboxState>): Answer | null {
  if (bearers.issuedAt(headers.authorization) === null)
    refuse(401, 'UNAUTHORIZED', 'The token is unknown or expired');
  return state.blocked === null ? null : refuse(403, 'BLOCKED', 'The environment is blocked');
}

function answerFault(fault: Fault, { path, text }: Call<SandboxState>): Answer | null {
  const code = SOAP_FAULT.exec(fault.fault)?.[1];
  if (code !== undefined) return soapFault(code, `Refused on demand: ${text}`);
  // Something before the SOAP service answers these, and it speaks no SOAP.
  return path.startsWith('/soap/')
    ? faultAnswer(fault, { echo: text, refuse: (status) => htmlPage(status, text) })
    : null;
}

/** The portal's own wording of an error. [doc] */
function refusal(status: number, code: string, message = code): Answer {
  const helpLink = `https://help.example.nl/${code}`;
  const about = { helpLink, requestId: randomUUID(), dateTime: new Date().toISOString() };
  return { status, body: { code, message, ...about } };
}

const block = after(({ state, fields }: DoorCall<SandboxState>) => {
  const why = needOneOf(fields, 'reason', { words: BLOCK_REASONS, unless: 'unpaid' });
  if (typeof fields.blocked !== 'boolean') return invalid('blocked is true or false');
  state.blocked = fields.blocked ? why : null;
});
