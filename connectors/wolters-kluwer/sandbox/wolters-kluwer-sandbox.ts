// A Panda portal of Wolters Kluwer to try against.
import { refusal } from '../../sandbox-kit/answer.ts';
import { usualDoors } from '../../sandbox-kit/back-door.ts';
import { createOAuthTokens, signedInBy } from '../../sandbox-kit/tokens.ts';
import type { SandboxPortal } from '../../sandbox-kit/portal.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox-kit/sandbox.ts';
import { accessTo } from './access-rules.ts';
import { act } from './act.ts';
import { ASSUMED_ROUTES } from './routes.ts';
import { createState, type SandboxState } from './sandbox-state.ts';
import { seed } from './seed.ts';
import { showState } from './show.ts';

/** What the sandbox accepts. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

/** [assumed] */
const TOKEN_SECONDS = 3_600;

export function startWoltersKluwerSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox(panda(), options);
}

function panda(): SandboxPortal<SandboxState> {
  const tokens = createOAuthTokens({ ...SANDBOX_CREDENTIALS, seconds: TOKEN_SECONDS });
  const routes = Object.fromEntries(
    Object.entries(ASSUMED_ROUTES).map(([name, handler]) => [name.replace(' ', ' /api/assumed/v1'), handler]),
  );
  return {
    name: 'wolters-kluwer',
    ...signedInBy(tokens, { at: '/sandbox/panda', path: '/connect/token', routes }),
    createState,
    refuse: refusal,
    doors: usualDoors({ show: showState, by: 'organisation', accessTo, seed, act }),
    maxUnderWay: 2,
  };
}
