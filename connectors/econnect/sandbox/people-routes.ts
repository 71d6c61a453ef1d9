// Authorisation requests beyond what the SOAP service offers, partners, their users, the colleagues who manage the relation,
// and members of organisations: of a partner's, where nobody can be added from here, and of the practice's own. [assumed]
import {
  after,
  created,
  need,
  needEmail,
  needOneOf,
  ok,
  refuse,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import { isOpen, partnerOf, personOf, type Call } from './call.ts';
import { changeRole, invite, removeMember } from './memberships.ts';
import { answerRequest, connectManager, end, isInSession, organisationsOf, resend } from './partnerships.ts';
import { MEMBER_ROLES, type IntegrationRequest, type Organisation, type User } from './sandbox-state.ts';
import { showMember, showPartner, showRequest } from './show-state.ts';

type Routes = Readonly<Record<string, (call: Call) => Answer>>;

const PARTNER = '/partners/{partner}';
const MANAGERS = `${PARTNER}/relationship-managers`;
const OWN_MEMBERS = '/organisations/{party}/members';

export const PEOPLE_ROUTES: Routes = {
  /** Newest first. */
  'GET /requests': ({ state, query }) => {
    const reference = query.get('reference') ?? null;
    const found = state.requests.filter(
      (request) => shows(request) && (reference === null || request.reference === reference),
    );
    return ok(found.toReversed().map(showRequest));
  },
  'POST /requests/{token}/resend': (call) => {
    const request = pendingOf(call);
    resend(call.state, request);
    return ok({ token: request.token });
  },
  'POST /requests/{token}/withdraw': after((call: Call) => answerRequest(pendingOf(call), 'withdrawn')),
  'GET /partners': ({ state, query, tokenIssuedAt }) => {
    const domain = query.get('domain')?.toLowerCase() ?? null;
    const found = state.partners.filter(
      (partner) =>
        isInSession(partner, tokenIssuedAt) && (domain === null || partner.environment.key === domain),
    );
    return ok(found.map(showPartner));
  },
  [`DELETE ${PARTNER}`]: after((call: Call) => end(call.state, partnerOf(call))),
  [`GET ${PARTNER}/organisations`]: (call) =>
    ok(organisationsOf(call.state, partnerOf(call)).map(({ party, active }) => ({ party, active }))),
  'GET /colleagues/{email}': (call) => ok({ ...need(call.state.colleagues.get(personOf(call))) }),
  [`GET ${MANAGERS}`]: (call) => ok([...partnerOf(call).relationshipManagers].map((email) => ({ email }))),
  [`PUT ${MANAGERS}/{email}`]: after((call: Call) =>
    connectManager(partnerOf(call), need(call.state.colleagues.get(personOf(call)))),
  ),
  [`DELETE ${MANAGERS}/{email}`]: after((call: Call) => {
    if (!partnerOf(call).relationshipManagers.delete(personOf(call))) need(null);
  }),
  [`GET ${PARTNER}/users`]: (call) => {
    const { environment, connected } = partnerOf(call);
    return ok(
      [...environment.users.values()].map(({ email, platformRole, state }) => ({
        ...{ email, platformRole, state, connected: connected.has(email) },
      })),
    );
  },
  [`PUT ${PARTNER}/users/{email}/connection`]: after((call: Call) =>
    partnerOf(call).connected.add(userOf(call).email),
  ),
  ...membersAt(`${PARTNER}${OWN_MEMBERS}`, (call) => {
    const organisation = call.state.organisations.get(call.param('party'));
    return need(organisation?.environment === partnerOf(call).environment ? organisation : null);
  }),
  ...membersAt(OWN_MEMBERS, ownOrganisation),
  [`POST ${OWN_MEMBERS}`]: addGuest,
};

function membersAt(path: string, find: (call: Call) => Organisation): Routes {
  return {
    [`GET ${path}`]: (call) => ok([...find(call).members.values()].filter(shows).map(showMember)),
    [`PUT ${path}/{email}`]: after((call: Call) =>
      changeRole(find(call), personOf(call), needOneOf(call.fields, 'role', { words: MEMBER_ROLES })),
    ),
    [`DELETE ${path}/{email}`]: after((call: Call) => removeMember(find(call), personOf(call))),
  };
}

function pendingOf(call: Call): IntegrationRequest {
  const request = need(call.state.requests.find(({ token }) => token === call.param('token')));
  return request.status === 'pending' ? request : refuse(409, 'NOT_PENDING');
}

function userOf(call: Call): User {
  return need(partnerOf(call).environment.users.get(personOf(call)));
}

function ownOrganisation(call: Call): Organisation {
  const organisation = call.state.organisations.get(call.param('party'));
  return need(organisation?.environment === null ? organisation : null);
}

/** A guest: somebody of a partner's environment in an organisation of the practice. */
function addGuest(call: Call): Answer {
  const { state, fields, visibleAt } = call;
  const organisation = ownOrganisation(call);
  const [email, role] = [needEmail(fields), needOneOf(fields, 'role', { words: MEMBER_ROLES })];
  if (organisation.members.has(email)) refuse(409, 'EXISTS');
  const partner = state.partners.find(({ connected }) => connected.has(email));
  const user = partner?.environment.users.get(email);
  if (user === undefined || !isOpen(call, partner)) return refuse(409, 'NOT_CONNECTED');
  // Only an Advanced user or Administrator gets into an organisation of another environment. [seed]
  if (user.platformRole === 'Basic') refuse(409, 'ROLE_TOO_LOW');
  return created(
    showMember(invite(state, organisation, { email, role, occasion: 'guest-invited', visibleAt })),
  );
}
