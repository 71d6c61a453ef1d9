// A CaseWare Cloud to try against.
import type { SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox-kit/sandbox.ts';
import { DOORS } from './admin.ts';
import { fieldsOf, ok } from '../../sandbox-kit/answer.ts';
import { errorList, word, type SandboxRequest } from './answer.ts';
import { ROUTES } from './routes.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { switchesSchema, type Switches, type SwitchesGiven } from './switches.ts';
import { createTokenBucket } from './token-bucket.ts';
import { pageSizeOf, type Fault } from '../../sandbox-kit/faults.ts';
import { bearerTokens, signedInBy, type BearerTokens } from '../../sandbox-kit/tokens.ts';

export type { RunningSandbox };

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How it behaves where the documentation leaves it open; each may be set later, too. */
  readonly switches?: SwitchesGiven;
  readonly latencyMs?: number;
}

export function startCaseWareSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { switches = {}, ...others } = options;
  return startSandbox(caseWare(switchesSchema.parse(switches)), others);
}

function caseWare(first: Switches): SandboxPortal<SandboxState> {
  const bucket = createTokenBucket();
  return {
    name: 'caseware-cloud',
    ...signedInBy(createTokens(), {
      at: '/sandbox/ms/caseware-cloud/api/v2',
      path: '/auth/token',
      routes: ROUTES,
    }),
    // How the portal behaves stays when what it holds is reset.
    createState: (before) => createState(before?.switches ?? first),
    refuse: word,
    doors: DOORS,
    spend: ({ state }) => bucket.spend(state.switches),
    ownFaults: {
      form: OWN_FAULT,
      answer: ({ fault }) => (fault === 'no-effect' ? ok({}) : null),
      bendCall: bendPages,
    },
    // Status 200 all the same.
    bend: (answer, { fault }) =>
      fault === 'errors-200-done' ? ok({ errors: [{ message: 'Not done' }] }) : answer,
  };
}

// Faults that only this portal has: those of its pages, and an answer with errors although it was done.
/** page-lost-<n>: that page is empty. page-repeats: every page is the first. */
const OWN_FAULT = /^(errors-200-done|page-repeats|page-lost-([1-9]\d?))$/;

/** A list as it is asked for under the fault: page-size-<n> is no more rows a page than that. */
function bendPages(call: SandboxRequest, fault: Fault): SandboxRequest {
  const query = new URLSearchParams(call.query);
  if (fault.fault === 'page-repeats') query.set('page', '1');
  const size = pageSizeOf(fault);
  if (size !== null) query.set('pageSize', String(Math.min(Number(query.get('pageSize') ?? size), size)));
  const lost = OWN_FAULT.exec(fault.fault)?.[2];
  if (lost !== undefined && query.get('page') === lost) query.set('page', '1000000');
  return { ...call, query };
}

// Sign-in of the sandbox: every call opens a new session of 30 minutes. [doc]
/** What the sandbox accepts; everything else is refused with 401. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

const SESSION_SECONDS = 30 * 60;

function createTokens(): BearerTokens {
  const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
  return bearerTokens(SESSION_SECONDS, (body, make) => {
    const { ClientId, ClientSecret } = fieldsOf(body);
    if (ClientId !== clientId || ClientSecret !== clientSecret)
      errorList(401, `Invalid ClientId ${String(ClientId)} or ClientSecret`);
    return ok({ Token: make() });
  });
}
