// Every route of the REST service.
import type * as kit from '../../sandbox-kit/portal.ts';
import * as account from './account-routes.ts';
import { toCall, type Handler } from './call.ts';
import * as groups from './group-routes.ts';
import { ownMembers, partnerMembers } from './member-routes.ts';
import * as partners from './partner-routes.ts';
import * as requests from './request-routes.ts';
import type { SandboxState } from './sandbox-state.ts';
import * as shares from './share-routes.ts';
import * as tasks from './task-routes.ts';
import type { SandboxTokens } from './tokens.ts';

/** Before the paths of every call that nothing public describes. */
const ASSUMED_PREFIX = '/api/assumed/v1';
const PARTNER_MEMBERS = '/partners/{partner}/organisations/{party}/members';

/** Described in assumed-api.json. */
export const ASSUMED_ROUTES: Readonly<Record<string, Handler>> = {
  'GET /requests': requests.listRequests,
  'POST /requests/{token}/resend': requests.resendRequest,
  'POST /requests/{token}/withdraw': requests.withdrawRequest,
  'GET /partners': partners.listPartners,
  'DELETE /partners/{partner}': partners.endPartner,
  'GET /partners/{partner}/organisations': partners.listOrganisations,
  'GET /colleagues/{email}': partners.readColleague,
  'GET /partners/{partner}/relationship-managers': partners.listManagers,
  'PUT /partners/{partner}/relationship-managers/{email}': partners.connectAsManager,
  'DELETE /partners/{partner}/relationship-managers/{email}': partners.disconnectManager,
  'GET /partners/{partner}/users': partners.listUsers,
  'PUT /partners/{partner}/users/{email}/connection': partners.connectUser,
  'DELETE /partners/{partner}/users/{email}/connection': partners.disconnectUser,
  [`GET ${PARTNER_MEMBERS}`]: partnerMembers.list,
  [`PUT ${PARTNER_MEMBERS}/{email}`]: partnerMembers.change,
  [`DELETE ${PARTNER_MEMBERS}/{email}`]: partnerMembers.remove,
  'GET /organisations/{party}/members': ownMembers.list,
  'POST /organisations/{party}/members': ownMembers.add,
  'PUT /organisations/{party}/members/{email}': ownMembers.change,
  'DELETE /organisations/{party}/members/{email}': ownMembers.remove,
  'GET /groups': groups.listGroups,
  'POST /groups': groups.createGroup,
  'PATCH /groups/{group}': groups.renameGroup,
  'DELETE /groups/{group}': groups.deleteGroup,
  'GET /groups/{group}/members': groups.listGroupMembers,
  'PUT /groups/{group}/members/{email}': groups.addGroupMember,
  'DELETE /groups/{group}/members/{email}': groups.removeGroupMember,
  'GET /shares': shares.listShares,
  'POST /shares': shares.createShare,
  'PATCH /shares/{share}': shares.changeShare,
  'DELETE /shares/{share}': shares.deleteShare,
  'GET /delegation-rules': shares.listRules,
  'POST /delegation-rules': shares.createRule,
  'DELETE /delegation-rules/{rule}': shares.deleteRule,
  'GET /tasks': tasks.listTasks,
  'GET /tasks/{task}/log': tasks.readTaskLog,
};

const DOCUMENTED_ROUTES: Readonly<Record<string, Handler>> = {
  'GET /api/v1/me': account.readMe,
  'GET /api/v1/me/party': account.listOwnParties,
  'PUT /api/v1/hook': account.putHook,
};

/** All, each with what it is given beside the call. */
export function routesOf(tokens: SandboxTokens): Readonly<Record<string, kit.Handler<SandboxState>>> {
  const named = [
    ...Object.entries(DOCUMENTED_ROUTES),
    ...Object.entries(ASSUMED_ROUTES).map(
      ([name, handler]) => [name.replace(' ', ` ${ASSUMED_PREFIX}`), handler] as const,
    ),
  ];
  return Object.fromEntries(
    named.map(([name, handler]) => [name, (call: kit.Call<SandboxState>) => handler(toCall(call, tokens))]),
  );
}
