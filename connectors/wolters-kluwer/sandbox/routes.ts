// Every route of the portal. Described in assumed-api.json: nothing public describes any call of it.
import {
  after,
  created,
  emailOf,
  need,
  needEmail,
  needNamed,
  needOneOf,
  named,
  ok,
  oneOf,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { needShown, shows } from '../../sandbox-kit/late-visibility.ts';
import type { Handler } from '../../sandbox-kit/portal.ts';
import * as asking from './asking.ts';
import {
  accountOf,
  administered,
  administeredOrOwn,
  employeeOf,
  findOrganisation,
  memberOf,
  placeOf,
  type Call,
} from './call.ts';
import * as rules from './organisations.ts';
import { APPLICATIONS, ROLES, type Application, type SandboxState } from './sandbox-state.ts';
import { showAccount, showAsked, showMember, showOrganisation } from './show.ts';

const ACCOUNT = '/accounts/{account}';
const REQUESTS = `${ACCOUNT}/join-requests`;
const ORGANISATION = `${ACCOUNT}/organisations/{organisation}`;
const MEMBER = `${ORGANISATION}/members/{member}`;
const INVITATIONS = `${ORGANISATION}/invitations`;

export const ASSUMED_ROUTES: Readonly<Record<string, Handler<SandboxState>>> = {
  'POST /accounts': ({ state, fields, visibleAt }) => {
    for (const name of ['firstName', 'lastName']) needNamed(fields, name);
    return created(showAccount(rules.register(state, fields, visibleAt)));
  },
  [`GET ${ACCOUNT}`]: (call) => ok(showAccount(accountOf(call))),
  [`POST ${ACCOUNT}/confirmation-mail`]: after((call) => rules.mailConfirmation(call.state, accountOf(call))),
  /** The organisation switch: every approved membership. [seed] */
  [`GET ${ACCOUNT}/organisations`]: (call) =>
    ok(
      listed(call).map(({ organisation, membership: { role, since } }) => ({
        ...showOrganisation(organisation),
        ...{ role, since },
      })),
    ),
  /** The switch of the Support Community: only where the application was ticked as well. [seed] */
  [`GET ${ACCOUNT}/support-community`]: (call) =>
    ok(listed(call, 'support-community').map(({ organisation }) => showOrganisation(organisation))),
  [`POST ${ACCOUNT}/organisations`]: addOrganisation,
  'GET /organisations': ({ state, query }) => {
    const found = rules.findByNumbers(state, rules.needNumbers(Object.fromEntries(query)));
    return ok(found !== null && shows(found) ? [showOrganisation(found)] : []);
  },
  [`GET ${REQUESTS}`]: (call) => {
    const { email } = accountOf(call);
    return ok(call.state.joinRequests.filter((each) => each.email === email && shows(each)).map(showAsked));
  },
  [`POST ${REQUESTS}`]: (call) => {
    const { email } = accountOf(call);
    const organisation = findOrganisation(call, named(call.fields, 'organisation'));
    const { state, visibleAt } = call;
    return created(showAsked(asking.askToJoin(state, { organisation, email, visibleAt })));
  },
  [`POST ${REQUESTS}/{request}/resend`]: after((call) =>
    asking.mailAdministrators(call.state, requestOf(call)),
  ),
  [`POST ${REQUESTS}/{request}/withdraw`]: after((call) => asking.answer(requestOf(call), 'withdrawn')),
  [`GET ${ORGANISATION}/members`]: (call) =>
    ok([...placeOf(call).organisation.members.values()].map(showMember)),
  [`PUT ${MEMBER}`]: after((call) => {
    const { organisation } = administered(call);
    rules.changeRole(organisation, memberOf(call), needOneOf(call.fields, 'role', { words: ROLES }));
  }),
  [`DELETE ${MEMBER}`]: after((call) =>
    rules.removeMember(administeredOrOwn(call).organisation, memberOf(call)),
  ),
  [`PUT ${MEMBER}/applications/{application}`]: after((call) =>
    rules.tick(administered(call).organisation, memberOf(call), applicationOf(call)),
  ),
  [`DELETE ${MEMBER}/applications/{application}`]: after((call) =>
    rules.untick(administeredOrOwn(call).organisation, memberOf(call), applicationOf(call)),
  ),
  [`GET ${INVITATIONS}`]: (call) => {
    const { organisation } = placeOf(call);
    const all = call.state.invitations.filter((each) => each.organisation === organisation && shows(each));
    return ok(all.map(showAsked));
  },
  [`POST ${INVITATIONS}`]: (call) => {
    const { organisation } = administered(call);
    const { state, fields, visibleAt } = call;
    const [email, role] = [needEmail(fields), needOneOf(fields, 'role', { words: ROLES })];
    return created(showAsked(asking.invite(state, { organisation, email, role, visibleAt })));
  },
  [`POST ${INVITATIONS}/{invitation}/resend`]: after((call) =>
    asking.mailInvitation(call.state, invitationOf(call)),
  ),
  [`POST ${INVITATIONS}/{invitation}/withdraw`]: after((call) =>
    asking.answer(invitationOf(call), 'withdrawn'),
  ),
  [`POST ${ORGANISATION}/hand-over`]: after((call) => {
    const { organisation, account } = administered(call);
    rules.handOver(organisation, account.email, emailOf(call.fields.to));
  }),
};

function listed(call: Call, application?: Application) {
  const all = rules.organisationsOf(call.state, accountOf(call), application);
  return all.filter(({ organisation }) => shows(organisation));
}

function addOrganisation(call: Call): Answer {
  const { state, fields, visibleAt } = call;
  const { email } = employeeOf(call);
  const described = { ...rules.needNumbers(fields), name: needNamed(fields, 'name'), visibleAt };
  return created(showOrganisation(rules.addOrganisation(state, email, described)));
}

function requestOf(call: Call) {
  const { email } = accountOf(call);
  const id = call.param('request');
  const found = call.state.joinRequests.find((each) => each.id === id && each.email === email);
  return asking.needOpen(needShown(found));
}

function invitationOf(call: Call) {
  const { organisation } = administered(call);
  const id = call.param('invitation');
  const found = call.state.invitations.find((each) => each.id === id && each.organisation === organisation);
  return asking.needOpen(needShown(found));
}

function applicationOf(call: Call): Application {
  return need(oneOf(call.param('application'), APPLICATIONS));
}
