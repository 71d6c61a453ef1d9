// An Exact Online to try against.
import type { SandboxPortal } from '../../../connectors/sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox } from '../../../connectors/sandbox-kit/sandbox.ts';
import { atom, refuse, type Answer } from './answer.ts';
import { createCourier, type Courier } from './courier.ts';
import { createDoors } from './doors.ts';
import { bendAnswer, bendPages, OWN_FAULT } from './faults.ts';
import { hookRoutes } from './hook-routes.ts';
import { askedBy, countError, spend } from './limits.ts';
import { AT, type SandboxCall } from './lists.ts';
import { READ_ROUTES } from './read-routes.ts';
import { createState, now, type SandboxState } from './sandbox-state.ts';
import { switchesSchema, type Switches, type SwitchesGiven } from './switches.ts';
import { createTokens, type SandboxTokens } from './tokens.ts';

export { SANDBOX_CREDENTIALS } from './tokens.ts';
export { PRACTICE_DIVISION } from './sandbox-state.ts';
export { REDIRECT_URI } from './switches.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How it behaves where the documentation leaves it open; each may be set later, too. */
  readonly switches?: SwitchesGiven;
  readonly latencyMs?: number;
}

const TOKEN_PATH = '/api/oauth2/token';

export async function startExactOnlineSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { switches = {}, ...others } = options;
  const courier = createCourier();
  const running = await startSandbox(exactOnline(switchesSchema.parse(switches), courier), others);
  return {
    ...running,
    async close() {
      await courier.close();
      await running.close();
    },
  };
}

function exactOnline(first: Switches, courier: Courier): SandboxPortal<SandboxState> {
  const tokens = createTokens();
  return {
    name: 'exact-online',
    services: [
      {
        at: AT,
        routes: {
          'GET /api/oauth2/auth': ({ state, query }) => tokens.authorise(state, query),
          [`POST ${TOKEN_PATH}`]: ({ state, body }) => tokens.issue(state, body),
          ...READ_ROUTES,
          ...hookRoutes(courier),
        },
        guard: (call) => refuseCaller(tokens, call),
      },
    ],
    // How it behaves stays when what it holds is reset.
    createState: (before) => createState(before?.switches ?? first),
    refuse: (status, code, message = code) => refuse(status, message),
    doors: createDoors(tokens, courier),
    signIns: { [TOKEN_PATH]: 'tokens' },
    tokens,
    spend(call) {
      const asked = askedOf(tokens, call);
      const { refusal, headers } = asked === null ? { refusal: null, headers: {} } : spend(call.state, asked);
      return { refusal, headers: { date: new Date(now(call.state)).toUTCString(), ...headers } };
    },
    answered(call, { status }) {
      const asked = askedOf(tokens, call);
      if (asked !== null) countError(call.state, asked, status);
      courier.flush(call.state);
    },
    ownFaults: { form: OWN_FAULT, bendCall: bendPages },
    bend: bendAnswer,
  };
}

/** Counted is what names a key: a token that was issued, expired or not. [assumed] */
function askedOf(tokens: SandboxTokens, { path, headers }: SandboxCall) {
  return tokens.isKnown(headers.authorization) ? askedBy(path) : null;
}

function refuseCaller(tokens: SandboxTokens, { state, path, method, headers }: SandboxCall): Answer | null {
  if (path.startsWith('/api/oauth2/')) return null;
  if (!tokens.isValid(state, headers.authorization)) return refuse(401, 'The token is unknown or expired');
  if (!state.user.hasRights) return refuse(403, 'Forbidden');
  return method === 'GET' && headers.accept?.includes('application/json') !== true ? atom() : null;
}
