// People of a client, and what they do by hand: answer a request, sign in again, add members, answer tasks.
import {
  emailOf,
  NO_CONTENT,
  notFound,
  ok,
  oneOf,
  refusal,
  textOf,
  type Answer,
  type Fields,
} from './answer.ts';
import { enter, findEnvironment, findUser, isSharedDomain } from './environments.ts';
import { addByAdministrator, removeMember } from './memberships.ts';
import { accept, answerRequest } from './request-life.ts';
import {
  MEMBER_ROLES,
  PLATFORM_ROLES,
  processClock,
  type IntegrationRequest,
  type Organisation,
  type SandboxState,
} from './sandbox-state.ts';
import { takeStep, type TaskStep } from './tasks.ts';

export type Human = (state: SandboxState, fields: Fields) => Answer;

function withPending(handler: (state: SandboxState, request: IntegrationRequest) => Answer): Human {
  return (state, fields) => {
    const email = emailOf(fields.email);
    const reference = textOf(fields.reference);
    const request = state.requests.findLast(
      (each) =>
        each.status === 'pending' &&
        each.email === email &&
        (reference === '' || each.reference === reference),
    );
    return request === undefined ? refusal(409, 'NO_OPEN_REQUEST') : handler(state, request);
  };
}

/** What came of it is told, so that a test can see that nothing did. */
export const acceptRequest = withPending((state, request) => {
  const { user, organisation, arose } = accept(state, request);
  const { platformRole } = user;
  return ok({ platformRole, organisationActive: organisation.active, partnershipArose: arose });
});

export const declineRequest = withPending((_state, request) => {
  answerRequest(request, 'declined');
  return NO_CONTENT;
});

export const signInAgain: Human = (state, { email }) => {
  const user = findUser(state, emailOf(email));
  if (user === null) return notFound();
  user.signedInAt = processClock();
  return NO_CONTENT;
};

/** Registers with an address of a domain; in one that is shared, only who was invited gets in. [doc] */
export const join: Human = (state, fields) => {
  const email = emailOf(fields.email);
  if (email === '') return refusal(400, 'INVALID');
  if (isSharedDomain(state, email)) return refusal(409, 'INVITATION_ONLY');
  if (findUser(state, email) !== null) return refusal(409, 'EXISTS');
  return ok({ platformRole: enter(state, email).user.platformRole });
};

/** By an administrator of the client, who must leave one. */
export const setUserRole: Human = (state, fields) => {
  const email = emailOf(fields.email);
  const user = findUser(state, email);
  const role = oneOf(fields.platformRole, PLATFORM_ROLES);
  if (user === null) return notFound();
  if (role === null) return refusal(400, 'INVALID');
  const others = [...(findEnvironment(state, email)?.users.values() ?? [])].filter((each) => each !== user);
  const isLast = !others.some(({ platformRole }) => platformRole === 'Administrator');
  if (isLast && role !== 'Administrator') return refusal(409, 'LAST_ADMINISTRATOR');
  user.platformRole = role;
  return NO_CONTENT;
};

function clientOrganisation(state: SandboxState, fields: Fields): Organisation | null {
  const organisation = state.organisations.get(textOf(fields.organisation));
  return organisation === undefined || organisation.environment === null ? null : organisation;
}

/** `by` names the administrator who does it; left out: any of them. */
export const addMember: Human = (state, fields) => {
  const organisation = clientOrganisation(state, fields);
  const role = oneOf(fields.role ?? 'Member', MEMBER_ROLES);
  if (organisation === null) return notFound();
  if (role === null) return refusal(400, 'INVALID');
  const who = { email: emailOf(fields.email), role, by: emailOf(fields.by) };
  const problem = addByAdministrator(state, organisation, who);
  return problem === null ? NO_CONTENT : refusal(409, problem);
};

export const removeMemberByHand: Human = (state, fields) => {
  const organisation = clientOrganisation(state, fields);
  const problem = organisation === null ? 'MISSING' : removeMember(organisation, emailOf(fields.email));
  if (problem === null) return NO_CONTENT;
  return problem === 'MISSING' ? notFound() : refusal(409, problem);
};

/** Switches an organisation off, or on again. Its members stay. */
export const setOrganisation: Human = (state, fields) => {
  const organisation = clientOrganisation(state, fields);
  if (organisation === null) return notFound();
  if (typeof fields.active !== 'boolean') return refusal(400, 'INVALID');
  organisation.active = fields.active;
  return NO_CONTENT;
};

export function answerTask(step: TaskStep): Human {
  return (state, fields) => {
    const task = state.tasks.find(({ id }) => id === fields.task);
    if (task === undefined) return notFound();
    const problem = takeStep(state, task, { email: emailOf(fields.email), step });
    return problem === null ? NO_CONTENT : refusal(409, problem);
  };
}
