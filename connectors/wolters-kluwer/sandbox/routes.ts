// Every route of the portal.
import * as accounts from './account-routes.ts';
import * as asking from './asking-routes.ts';
import type { Handler } from './call.ts';
import * as members from './member-routes.ts';
import * as organisations from './organisation-routes.ts';

const ACCOUNT = '/accounts/{account}';
const REQUESTS = `${ACCOUNT}/join-requests`;
const ORGANISATION = `${ACCOUNT}/organisations/{organisation}`;
const MEMBER = `${ORGANISATION}/members/{member}`;
const INVITATIONS = `${ORGANISATION}/invitations`;

/** Described in assumed-api.json: nothing public describes any call of the portal. */
export const ASSUMED_ROUTES: Readonly<Record<string, Handler>> = {
  'POST /accounts': accounts.registerAccount,
  [`GET ${ACCOUNT}`]: accounts.readAccount,
  [`POST ${ACCOUNT}/confirmation-mail`]: accounts.resendConfirmation,
  [`GET ${ACCOUNT}/support-community`]: accounts.listSupported,
  [`GET ${ACCOUNT}/organisations`]: accounts.listOrganisations,
  [`POST ${ACCOUNT}/organisations`]: organisations.create,
  'GET /organisations': organisations.lookUp,
  [`GET ${REQUESTS}`]: asking.listRequests,
  [`POST ${REQUESTS}`]: asking.sendRequest,
  [`POST ${REQUESTS}/{request}/resend`]: asking.resendRequest,
  [`POST ${REQUESTS}/{request}/withdraw`]: asking.withdrawRequest,
  [`GET ${ORGANISATION}/members`]: members.list,
  [`PUT ${MEMBER}`]: members.changeRole,
  [`DELETE ${MEMBER}`]: members.remove,
  [`PUT ${MEMBER}/applications/{application}`]: members.tick,
  [`DELETE ${MEMBER}/applications/{application}`]: members.untick,
  [`GET ${INVITATIONS}`]: asking.listInvitations,
  [`POST ${INVITATIONS}`]: asking.sendInvitation,
  [`POST ${INVITATIONS}/{invitation}/resend`]: asking.resendInvitation,
  [`POST ${INVITATIONS}/{invitation}/withdraw`]: asking.withdrawInvitation,
  [`POST ${ORGANISATION}/hand-over`]: members.handOver,
};
