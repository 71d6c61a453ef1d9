// A Sample Portal to try against.
import { need, ok, refusal } from '../../../connectors/sandbox-kit/answer.ts';
import { act } from '../../../connectors/sandbox-kit/back-door.ts';
import { createOAuthTokens, signedInBy } from '../../../connectors/sandbox-kit/tokens.ts';
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

export function startSamplePortalSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(samplePortal(), options);
}

function samplePortal(): SandboxPortal<SandboxState> {
  const tokens = createOAuthTokens({ ...SANDBOX_CREDENTIALS, seconds: 3_600 });
  return {
    name: 'sample-portal',
    ...signedInBy(tokens, { at: '/sandbox/api', path: '/connect/token', routes: ROUTES }),
    createState,
    refuse: refusal,
    doors: {
      'GET /state': ({ state }) => ok(state.workspaces.map(showWorkspace)),
      'GET /access': ({ state, query }) => {
        const found = state.workspaces.find(({ number }) => number === query.get('number'));
        return ok({ people: [...(found?.members.keys() ?? [])].sort() });
      },
      'POST /act': byHand,
    },
    maxUnderWay: 2,
  };
}

/** What people of the practice do in the screens. */
const byHand = act<SandboxState>({
  'office remove-workspace': (state, fields) => {
    const workspace = need(state.workspaces.find(({ number }) => number === fields.number));
    state.workspaces = state.workspaces.filter((each) => each !== workspace);
  },
});
