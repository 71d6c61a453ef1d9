// A CaseWare Cloud to try against.
import type { SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox-kit/sandbox.ts';
import { DOORS } from './admin.ts';
import { ok, refuse } from '../../sandbox-kit/answer.ts';
import { word } from './answer.ts';
import { bendPages, OWN_FAULT } from './faults.ts';
import { ROUTES } from './routes.ts';
import { createTokens } from './sandbox-tokens.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { switchesSchema, type Switches, type SwitchesGiven } from './switches.ts';
import { createTokenBucket } from './token-bucket.ts';

export { SANDBOX_CREDENTIALS } from './sandbox-tokens.ts';
export type { RunningSandbox };

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How it behaves where the documentation leaves it open; each may be set later, too. */
  readonly switches?: SwitchesGiven;
  readonly latencyMs?: number;
}

const TOKEN_PATH = '/auth/token';

export function startCaseWareSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { switches = {}, ...others } = options;
  return startSandbox(caseWare(switchesSchema.parse(switches)), others);
}

function caseWare(first: Switches): SandboxPortal<SandboxState> {
  const tokens = createTokens();
  const bucket = createTokenBucket();
  return {
    name: 'caseware-cloud',
    services: [
      {
        at: '/sandbox/ms/caseware-cloud/api/v2',
        routes: { ...ROUTES, [`POST ${TOKEN_PATH}`]: ({ body }) => tokens.signIn(body) },
        guard: ({ path, headers }) =>
          path === TOKEN_PATH || tokens.isValid(headers.authorization)
            ? null
            : refuse(401, 'UNAUTHORIZED', 'The token is unknown or expired'),
      },
    ],
    // How the portal behaves stays when what it holds is reset.
    createState: (before) => createState(before?.switches ?? first),
    refuse: word,
    doors: DOORS,
    signIns: { [TOKEN_PATH]: 'tokens' },
    tokens,
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
