// A Panda portal of Wolters Kluwer to try against.
import { ok, refusal } from '../../sandbox-kit/answer.ts';
import { createOAuthTokens } from '../../sandbox-kit/oauth-tokens.ts';
import type { SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox-kit/sandbox.ts';
import { accessTo } from './access-rules.ts';
import { act } from './act.ts';
import { ASSUMED_ROUTES } from './routes.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { showState } from './show-state.ts';

/** What the sandbox accepts. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

const BASE_PATH = '/sandbox/panda';
const TOKEN_PATH = '/connect/token';
/** [assumed] */
const TOKEN_SECONDS = 3_600;

export function startWoltersKluwerSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(panda(), options);
}

function panda(): SandboxPortal<SandboxState> {
  const tokens = createOAuthTokens({ ...SANDBOX_CREDENTIALS, seconds: TOKEN_SECONDS });
  const routes = Object.entries(ASSUMED_ROUTES).map(
    ([name, handler]) => [name.replace(' ', ' /api/assumed/v1'), handler] as const,
  );
  return {
    name: 'wolters-kluwer',
    services: [
      {
        at: BASE_PATH,
        routes: { [`POST ${TOKEN_PATH}`]: ({ body }) => tokens.issue(body), ...Object.fromEntries(routes) },
        guard: ({ path, headers }) =>
          path === TOKEN_PATH || tokens.issuedAt(headers.authorization) !== null
            ? null
            : refusal(401, 'UNAUTHORIZED', 'The token is unknown or expired'),
      },
    ],
    createState,
    refuse: refusal,
    doors: {
      'GET /state': ({ state }) => ok(showState(state)),
      'GET /access': ({ state, query }) => {
        const organisation = query.get('organisation') ?? '';
        return ok({ organisation, people: accessTo(state, organisation) });
      },
      'POST /seed': ({ state, body }) => seed(state, body),
      'POST /act': ({ state, body }) => act(state, body),
    },
    signIns: { [TOKEN_PATH]: 'tokens' },
    tokens,
    maxUnderWay: 2,
  };
}
