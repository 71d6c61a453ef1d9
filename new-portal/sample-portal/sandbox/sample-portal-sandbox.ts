// A Sample Portal to try against.
import { NO_CONTENT, notFound, ok, refusal, textOf } from '../../../connectors/sandbox-kit/answer.ts';
import { act } from '../../../connectors/sandbox-kit/back-door.ts';
import { createOAuthTokens } from '../../../connectors/sandbox-kit/oauth-tokens.ts';
import type { SandboxPortal } from '../../../connectors/sandbox-kit/portal.ts';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxOptions,
} from '../../../connectors/sandbox-kit/sandbox.ts';
import { ROUTES, showWorkspace } from './routes.ts';
import { createState, type SandboxState } from './sandbox-state.ts';

/** What the sandbox accepts. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

const TOKEN_PATH = '/connect/token';

export function startSamplePortalSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(samplePortal(), options);
}

function samplePortal(): SandboxPortal<SandboxState> {
  const tokens = createOAuthTokens({ ...SANDBOX_CREDENTIALS, seconds: 3_600 });
  return {
    name: 'sample-portal',
    services: [
      {
        at: '/sandbox/api',
        routes: { ...ROUTES, [`POST ${TOKEN_PATH}`]: ({ body }) => tokens.issue(body) },
        guard: ({ path, headers }) =>
          path === TOKEN_PATH || tokens.issuedAt(headers.authorization) !== null
            ? null
            : refusal(401, 'UNAUTHORIZED'),
      },
    ],
    createState,
    refuse: refusal,
    doors: {
      'GET /state': ({ state }) => ok(state.workspaces.map(showWorkspace)),
      'GET /access': ({ state, query }) => {
        const found = state.workspaces.find(({ number }) => number === query.get('number'));
        return ok({ people: [...(found?.members.keys() ?? [])].sort() });
      },
      'POST /act': ({ state, body }) => byHand(state, body),
    },
    signIns: { [TOKEN_PATH]: 'tokens' },
    tokens,
    maxUnderWay: 2,
  };
}

/** What people of the practice do in the screens. */
const byHand = act<SandboxState>({
  'office remove-workspace': (state, { number }) => {
    const before = state.workspaces.length;
    state.workspaces = state.workspaces.filter((each) => each.number !== textOf(number));
    return state.workspaces.length < before ? NO_CONTENT : notFound();
  },
});
