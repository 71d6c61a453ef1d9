// Every route of the REST service.
import { randomUUID } from 'node:crypto';
import { listOf, needNamed, ok, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import type { Handler } from '../../sandbox-kit/portal.ts';
import type { Call } from './call.ts';
import { GROUP_ROUTES } from './group-routes.ts';
import { PEOPLE_ROUTES } from './people-routes.ts';
import type { SandboxState } from './sandbox-state.ts';
import { SANDBOX_CREDENTIALS, SANDBOX_USER, type SandboxTokens } from './tokens.ts';

/** Before the paths of every call that nothing public describes. */
const ASSUMED_PREFIX = '/api/assumed/v1';

/** Described in assumed-api.json. */
export const ASSUMED_ROUTES = { ...PEOPLE_ROUTES, ...GROUP_ROUTES };

/** Who is asking, for which parties, and the hooks. [doc] */
const DOCUMENTED_ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /api/v1/me': () => ok({ name: SANDBOX_USER, clientId: SANDBOX_CREDENTIALS.clientId }),
  /** The organisations of the practice itself. */
  'GET /api/v1/me/party': ({ state }) => {
    const own = [...state.organisations.values()].filter(({ environment }) => environment === null);
    return ok(own.map(({ party }) => ({ id: party, name: party })));
  },
  'PUT /api/v1/hook': ({ state, fields }) => {
    const [name, action] = [needNamed(fields, 'name'), needNamed(fields, 'action')];
    const id = textOf(fields.id) === '' ? randomUUID() : textOf(fields.id);
    const topics = listOf(fields.topics).map(textOf);
    const hook = { id, name, action, topics, isActive: fields.isActive !== false };
    state.hooks = [...state.hooks.filter((each) => each.id !== id), hook];
    return ok(hook);
  },
};

/** All, each with what it is given beside the call. */
export function routesOf({ bearers }: SandboxTokens): Readonly<Record<string, Handler<SandboxState>>> {
  const named = [
    ...Object.entries(DOCUMENTED_ROUTES),
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
