// Members of organisations: of a partner's, where nobody can be added from here, and of the practice's own. [assumed]
import { created, emailOf, NO_CONTENT, notFound, ok, oneOf, refusal, type Answer } from './answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import { findPartner, invalid, type Call, type Handler } from './call.ts';
import { changeRole, invite, removeMember, type KeepRefusal } from './memberships.ts';
import { MEMBER_ROLES, type Organisation } from './sandbox-state.ts';

type FindOrganisation = (call: Call) => Organisation | null;

const ofPartner: FindOrganisation = (call) => {
  const organisation = call.state.organisations.get(call.param('party'));
  const partner = findPartner(call, call.param('partner'));
  return partner !== null && organisation?.environment === partner.environment ? organisation : null;
};

const ofPractice: FindOrganisation = (call) => {
  const organisation = call.state.organisations.get(call.param('party'));
  return organisation?.environment === null ? organisation : null;
};

function withOrganisation(
  find: FindOrganisation,
  handler: (call: Call, organisation: Organisation) => Answer,
): Handler {
  return (call) => {
    const organisation = find(call);
    return organisation === null ? notFound() : handler(call, organisation);
  };
}

function list(_call: Call, { members }: Organisation): Answer {
  const shown = [...members.values()].filter(shows);
  return ok(shown.map(({ email, role, status }) => ({ email, role, status })));
}

function change(call: Call, organisation: Organisation): Answer {
  const role = oneOf(call.body.role, MEMBER_ROLES);
  if (role === null) return invalid('role is Member or Administrator');
  return keepAnswer(changeRole(organisation, call.email(), role));
}

function remove(call: Call, organisation: Organisation): Answer {
  return keepAnswer(removeMember(organisation, call.email()));
}

function keepAnswer(problem: KeepRefusal | null): Answer {
  if (problem === null) return NO_CONTENT;
  return problem === 'MISSING' ? notFound() : refusal(409, problem);
}

/** A guest: somebody of a partner's environment in an organisation of the practice. */
function addGuest(call: Call, organisation: Organisation): Answer {
  const { state, body, visibleAt } = call;
  const role = oneOf(body.role, MEMBER_ROLES);
  const email = emailOf(body.email);
  if (role === null || email === '') return invalid('email and role are required');
  if (organisation.members.has(email)) return refusal(409, 'EXISTS');
  const partner = state.partners.find(({ connected }) => connected.has(email));
  const user = partner?.environment.users.get(email);
  if (partner === undefined || user === undefined || findPartner(call, partner.id) === null) {
    return refusal(409, 'NOT_CONNECTED');
  }
  // Only an Advanced user or Administrator gets into an organisation of another environment. [seed]
  if (user.platformRole === 'Basic') return refusal(409, 'ROLE_TOO_LOW');
  const member = invite(state, organisation, { email, role, occasion: 'guest-invited', visibleAt });
  return created({ email, role: member.role, status: member.status });
}

export const partnerMembers = {
  list: withOrganisation(ofPartner, list),
  change: withOrganisation(ofPartner, change),
  remove: withOrganisation(ofPartner, remove),
};

export const ownMembers = {
  list: withOrganisation(ofPractice, list),
  add: withOrganisation(ofPractice, addGuest),
  change: withOrganisation(ofPractice, change),
  remove: withOrganisation(ofPractice, remove),
};
