// Every route of the REST service.
import { ok } from '../../sandbox-kit/answer.ts';
import type { Handler } from '../../sandbox-kit/portal.ts';
import { GROUP_ROUTES } from './group-routes.ts';
import { PEOPLE_ROUTES } from './people-routes.ts';
import type { SandboxState } from './sandbox-state.ts';
import { SANDBOX_CREDENTIALS, SANDBOX_USER, type SandboxTokens } from './tokens.ts';

/** Before the paths of every call that nothing public describes. */
const ASSUMED_PREFIX = '/api/assumed/v1';

/** Described in assumed-api.json. */
export const ASSUMED_ROUTES = { ...PEOPLE_ROUTES, ...GROUP_ROUTES };

/** All, each with what it is given beside the call. */
export function routesOf({ bearers }: SandboxTokens): Readonly<Record<string, Handler<SandboxState>>> {
  const named = [
    ['GET /api/v1/me', () => ok({ name: SANDBOX_USER, clientId: SANDBOX_CREDENTIALS.clientId })] as const,
    ...Object.entries(ASSUMED_ROUTES).map(
      ([name, handler]) => [name.replace(' ', ` ${ASSUMED_PREFIX}`), handler] as const,
    ),
  ];
  return Object.fromEntries(
    named.map(([name, handler]): [string, Handler<SandboxState>] => [
      name,
      (call) => handler({ ...call, tokenIssuedAt: bearers.issuedAt(call.headers.authorization) ?? 0 }),
    ]),
  );
}
