// Which route of the REST service answers a request. Also names the pattern of the path, for the counts.
import * as account from './account-routes.ts';
import { notFound, refusal, type Answer, type SandboxRequest } from './answer.ts';
import { toCall, type Handler } from './call.ts';
import * as groups from './group-routes.ts';
import { ownMembers, partnerMembers } from './member-routes.ts';
import * as partners from './partner-routes.ts';
import * as requests from './request-routes.ts';
import type { SandboxState } from './sandbox-state.ts';
import * as shares from './share-routes.ts';
import * as tasks from './task-routes.ts';

/** Before the paths of every call that nothing public describes. */
const ASSUMED_PREFIX = '/api/assumed/v1';
const PARTNER_MEMBERS = '/partners/{partner}/organisations/{party}/members';

/** Described in assumed-api.json. */
export const ASSUMED_ROUTES: readonly (readonly [string, Handler])[] = [
  ['GET /requests', requests.listRequests],
  ['POST /requests/{token}/resend', requests.resendRequest],
  ['POST /requests/{token}/withdraw', requests.withdrawRequest],
  ['GET /partners', partners.listPartners],
  ['DELETE /partners/{partner}', partners.endPartner],
  ['GET /partners/{partner}/organisations', partners.listOrganisations],
  ['GET /colleagues/{email}', partners.readColleague],
  ['GET /partners/{partner}/relationship-managers', partners.listManagers],
  ['PUT /partners/{partner}/relationship-managers/{email}', partners.connectAsManager],
  ['DELETE /partners/{partner}/relationship-managers/{email}', partners.disconnectManager],
  ['GET /partners/{partner}/users', partners.listUsers],
  ['PUT /partners/{partner}/users/{email}/connection', partners.connectUser],
  ['DELETE /partners/{partner}/users/{email}/connection', partners.disconnectUser],
  [`GET ${PARTNER_MEMBERS}`, partnerMembers.list],
  [`PUT ${PARTNER_MEMBERS}/{email}`, partnerMembers.change],
  [`DELETE ${PARTNER_MEMBERS}/{email}`, partnerMembers.remove],
  ['GET /organisations/{party}/members', ownMembers.list],
  ['POST /organisations/{party}/members', ownMembers.add],
  ['PUT /organisations/{party}/members/{email}', ownMembers.change],
  ['DELETE /organisations/{party}/members/{email}', ownMembers.remove],
  ['GET /groups', groups.listGroups],
  ['POST /groups', groups.createGroup],
  ['PATCH /groups/{group}', groups.renameGroup],
  ['DELETE /groups/{group}', groups.deleteGroup],
  ['GET /groups/{group}/members', groups.listGroupMembers],
  ['PUT /groups/{group}/members/{email}', groups.addGroupMember],
  ['DELETE /groups/{group}/members/{email}', groups.removeGroupMember],
  ['GET /shares', shares.listShares],
  ['POST /shares', shares.createShare],
  ['PATCH /shares/{share}', shares.changeShare],
  ['DELETE /shares/{share}', shares.deleteShare],
  ['GET /delegation-rules', shares.listRules],
  ['POST /delegation-rules', shares.createRule],
  ['DELETE /delegation-rules/{rule}', shares.deleteRule],
  ['GET /tasks', tasks.listTasks],
  ['GET /tasks/{task}/log', tasks.readTaskLog],
];

const DOCUMENTED_ROUTES: readonly (readonly [string, Handler])[] = [
  ['GET /api/v1/me', account.readMe],
  ['GET /api/v1/me/party', account.listOwnParties],
  ['PUT /api/v1/hook', account.putHook],
];

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly matcher: RegExp;
  readonly handler: Handler;
}

const ROUTES: readonly Route[] = [
  ...DOCUMENTED_ROUTES.map(([name, handler]) => toRoute(name, '', handler)),
  ...ASSUMED_ROUTES.map(([name, handler]) => toRoute(name, ASSUMED_PREFIX, handler)),
];

function toRoute(name: string, prefix: string, handler: Handler): Route {
  const [method = '', path = ''] = name.split(' ');
  const pattern = `${prefix}${path}`;
  const matcher = new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return { method, pattern, matcher, handler };
}

/** The path with names for its variable parts; a path that no route has is itself. */
export function pathPattern(path: string): string {
  return ROUTES.find(({ matcher }) => matcher.test(path))?.pattern ?? path;
}

export function route(state: SandboxState, request: SandboxRequest, tokenIssuedAt: number): Answer {
  const found = ROUTES.find(({ method, matcher }) => method === request.method && matcher.test(request.path));
  if (found === undefined) return notFound();
  const params = decoded(found.matcher.exec(request.path)?.groups ?? {});
  if (params === null) return refusal(400, 'INVALID', 'The path is not URL-encoded');
  return found.handler(toCall(state, request, { params, tokenIssuedAt }));
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
