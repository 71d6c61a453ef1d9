// The scriptable human: who does what by hand in the portal.
import {
  emailOf,
  invalid,
  need,
  needEmail,
  needOneOf,
  oneOf,
  refuse,
  textOf,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/back-door.ts';
import { accept, answerRequest, enter, findEnvironment, findUser, isSharedDomain } from './partnerships.ts';
import { addByAdministrator, removeMember } from './memberships.ts';
import {
  MEMBER_ROLES,
  PLATFORM_ROLES,
  processClock,
  type Colleague,
  type IntegrationRequest,
  type Organisation,
  type SandboxState,
  type User,
} from './sandbox-state.ts';
import { receiveInvoice, takeStep, type TaskStep } from './tasks.ts';

type Human = kit.Human<SandboxState>;

export const act = kit.act<SandboxState>({
  /** What came of it is told, so that a test can see that nothing did. */
  'client accept': (state, fields) => {
    const { user, organisation, arose } = accept(state, pendingRequest(state, fields));
    const { platformRole } = user;
    return { platformRole, organisationActive: organisation.active, partnershipArose: arose };
  },
  'client decline': (state, fields) => {
    answerRequest(pendingRequest(state, fields), 'declined');
  },
  'client sign-in-again': (state, { email }) => {
    need(findUser(state, emailOf(email))).signedInAt = processClock();
  },
  /** By an administrator of the client. */
  'client set-role': (state, fields) => {
    const email = emailOf(fields.email);
    const user = need(findUser(state, email));
    setRole(findEnvironment(state, email)?.users.values() ?? [], user, fields);
  },
  /** `by` names the administrator who does it; left out: any of them. */
  'client add-member': (state, fields) => {
    const organisation = clientOrganisation(state, fields);
    const role = needOneOf(fields, 'role', { words: MEMBER_ROLES, unless: 'Member' });
    const who = { email: emailOf(fields.email), role, by: emailOf(fields.by) };
    addByAdministrator(state, organisation, who);
  },
  'client remove-member': (state, fields) => {
    removeMember(clientOrganisation(state, fields), emailOf(fields.email));
  },
  /** Switches an organisation off, or on again. Its members stay. */
  'client set-organisation': (state, fields) => {
    const organisation = clientOrganisation(state, fields);
    organisation.active =
      typeof fields.active === 'boolean' ? fields.active : invalid('active is true or false');
  },
  'client approve-task': answerTask('approved'),
  'client reject-task': answerTask('rejected'),
  'client delegate-back': answerTask('delegated-back'),
  /** Registers with an address of a domain; in one that is shared, only who was invited gets in. [doc] */
  'user join': (state, fields) => {
    const email = needEmail(fields);
    if (isSharedDomain(state, email)) refuse(409, 'INVITATION_ONLY');
    if (findUser(state, email) !== null) refuse(409, 'EXISTS');
    return { platformRole: enter(state, email).user.platformRole };
  },
  'user accept-membership': acceptMembership,
  'colleague accept-membership': acceptMembership,
  /** In the user management of the practice, by an administrator. */
  'practice set-role': (state, fields) => {
    const colleague = need(state.colleagues.get(emailOf(fields.email)));
    setRole(state.colleagues.values(), colleague, fields);
    if (typeof fields.relationshipManager === 'boolean')
      colleague.relationshipManager = fields.relationshipManager;
  },
  'supplier send-invoice': (state, fields) => {
    const organisation = textOf(fields.organisation);
    if (state.organisations.get(organisation)?.active !== true) need(null);
    const tasks = receiveInvoice(state, { organisation, document: textOf(fields.document) });
    return { tasks: tasks.map(({ id }) => id) };
  },
});

function pendingRequest({ requests }: SandboxState, fields: Fields): IntegrationRequest {
  const [email, reference] = [emailOf(fields.email), textOf(fields.reference)];
  const found = requests.findLast(
    (each) =>
      each.status === 'pending' && each.email === email && (reference === '' || each.reference === reference),
  );
  return found ?? refuse(409, 'NO_OPEN_REQUEST');
}

/** An administrator must be left. */
function setRole(people: Iterable<Colleague | User>, person: Colleague | User, fields: Fields): void {
  const role =
    oneOf(fields.platformRole ?? person.platformRole, PLATFORM_ROLES) ?? invalid('platformRole is unknown');
  const others = [...people].filter((each) => each !== person);
  const isLast = !others.some(({ platformRole }) => platformRole === 'Administrator');
  if (isLast && role !== 'Administrator') refuse(409, 'LAST_ADMINISTRATOR');
  person.platformRole = role;
}

function clientOrganisation(state: SandboxState, fields: Fields): Organisation {
  const organisation = need(state.organisations.get(textOf(fields.organisation)));
  return need(organisation.environment === null ? null : organisation);
}

function answerTask(step: TaskStep): Human {
  return (state, fields) => {
    const task = need(state.tasks.find(({ id }) => id === fields.task));
    takeStep(state, task, { email: emailOf(fields.email), step });
  };
}

/** In Inbox IN. A colleague in an organisation of a client, or a user of a client in one of the practice. */
function acceptMembership(state: SandboxState, fields: Fields): void {
  const organisation = need(state.organisations.get(textOf(fields.organisation)));
  const member = need(organisation.members.get(emailOf(fields.email)));
  const isOwn = organisation.environment === null;
  if (member.status !== 'invited' || isOwn !== (fields.human === 'user')) need(null);
  member.status = 'active';
}
