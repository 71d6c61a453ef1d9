// Which route of the portal answers a request. Also names the pattern of the path, for the counts.
import type { Answer } from '../../sandbox-kit/answer.ts';
import * as accounts from './account-routes.ts';
import { invalid, notFound } from './answer.ts';
import * as asking from './asking-routes.ts';
import { toCall, type Handler, type SandboxRequest } from './call.ts';
import * as members from './member-routes.ts';
import * as organisations from './organisation-routes.ts';
import type { SandboxState } from './sandbox-state.ts';

const PREFIX = '/api/assumed/v1';
const ACCOUNT = '/accounts/{account}';
const REQUESTS = `${ACCOUNT}/join-requests`;
const ORGANISATION = `${ACCOUNT}/organisations/{organisation}`;
const MEMBER = `${ORGANISATION}/members/{member}`;
const INVITATIONS = `${ORGANISATION}/invitations`;

/** Described in assumed-api.json: nothing public describes any call of the portal. */
export const ASSUMED_ROUTES: readonly (readonly [string, Handler])[] = [
  ['POST /accounts', accounts.registerAccount],
  [`GET ${ACCOUNT}`, accounts.readAccount],
  [`POST ${ACCOUNT}/confirmation-mail`, accounts.resendConfirmation],
  [`GET ${ACCOUNT}/support-community`, accounts.listSupported],
  [`GET ${ACCOUNT}/organisations`, accounts.listOrganisations],
  [`POST ${ACCOUNT}/organisations`, organisations.create],
  ['GET /organisations', organisations.lookUp],
  [`GET ${REQUESTS}`, asking.listRequests],
  [`POST ${REQUESTS}`, asking.sendRequest],
  [`POST ${REQUESTS}/{request}/resend`, asking.resendRequest],
  [`POST ${REQUESTS}/{request}/withdraw`, asking.withdrawRequest],
  [`GET ${ORGANISATION}/members`, members.list],
  [`PUT ${MEMBER}`, members.changeRole],
  [`DELETE ${MEMBER}`, members.remove],
  [`PUT ${MEMBER}/applications/{application}`, members.tick],
  [`DELETE ${MEMBER}/applications/{application}`, members.untick],
  [`GET ${INVITATIONS}`, asking.listInvitations],
  [`POST ${INVITATIONS}`, asking.sendInvitation],
  [`POST ${INVITATIONS}/{invitation}/resend`, asking.resendInvitation],
  [`POST ${INVITATIONS}/{invitation}/withdraw`, asking.withdrawInvitation],
  [`POST ${ORGANISATION}/hand-over`, members.handOver],
];

const ROUTES = ASSUMED_ROUTES.map(([name, handler]) => {
  const [method = '', path = ''] = name.split(' ');
  const pattern = `${PREFIX}${path}`;
  const matcher = new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return { method, pattern, matcher, handler };
});

/** The path with names for its variable parts; a path that no route has is itself. */
export function pathPattern(path: string): string {
  return ROUTES.find(({ matcher }) => matcher.test(path))?.pattern ?? path;
}

export function route(state: SandboxState, request: SandboxRequest): Answer {
  const found = ROUTES.find(({ method, matcher }) => method === request.method && matcher.test(request.path));
  if (found === undefined) return notFound();
  const params = decoded(found.matcher.exec(request.path)?.groups ?? {});
  return params === null
    ? invalid('The path is not URL-encoded')
    : found.handler(toCall(state, request, params));
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> | null {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return null;
  }
}
