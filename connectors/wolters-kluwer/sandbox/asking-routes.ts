// Requests to join an organisation, and invitations to one.
import {
  created,
  emailOf,
  invalid,
  named,
  NO_CONTENT,
  notFound,
  ok,
  oneOf,
  refusal,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import * as asking from './asking.ts';
import { asAdministrator, asMember, findOrganisation, withAccount, type Call, type Handler } from './call.ts';
import { ROLES, type Invitation, type JoinRequest } from './sandbox-state.ts';

export function showRequest({ id, organisation, email, status, sentAt, answeredAt }: JoinRequest) {
  return { id, organisation: organisation.id, email, status, sentAt, answeredAt };
}

export const listRequests = withAccount(({ state }, { email }) =>
  ok(state.joinRequests.filter((each) => each.email === email && shows(each)).map(showRequest)),
);

export const sendRequest = withAccount((call, { email }) => {
  const organisation = findOrganisation(call, named(call.fields, 'organisation'));
  if (organisation === null) return notFound();
  const { state, visibleAt } = call;
  const request = asking.askToJoin(state, { organisation, email, visibleAt });
  return typeof request === 'string' ? refusal(409, request) : created(showRequest(request));
});

function withPending(handler: (call: Call, request: JoinRequest) => void): Handler {
  return withAccount((call, { email }) => {
    const request = call.state.joinRequests.find(
      (each) => each.id === call.param('request') && each.email === email,
    );
    if (request === undefined || !shows(request)) return notFound();
    if (request.status !== 'pending') return refusal(409, 'NOT_OPEN');
    handler(call, request);
    return NO_CONTENT;
  });
}

export const withdrawRequest = withPending((_call, request) => {
  asking.answer(request, 'withdrawn');
});

export const resendRequest = withPending(({ state }, request) => {
  asking.mailAdministrators(state, request);
});

export function showInvitation(invitation: Invitation) {
  const { id, organisation, email, role, status, sentAt, answeredAt } = invitation;
  return { id, organisation: organisation.id, email, role, status, sentAt, answeredAt };
}

export const listInvitations = asMember(({ state }, { organisation }) =>
  ok(
    state.invitations.filter((each) => each.organisation === organisation && shows(each)).map(showInvitation),
  ),
);

export const sendInvitation = asAdministrator(({ state, fields, visibleAt }, { organisation }): Answer => {
  const email = emailOf(fields.email);
  const role = oneOf(fields.role, ROLES);
  if (role === null || !email.includes('@')) return invalid('email and role are required');
  const invitation = asking.invite(state, { organisation, email, role, visibleAt });
  return typeof invitation === 'string' ? refusal(409, invitation) : created(showInvitation(invitation));
});

function withOpen(handler: (call: Call, invitation: Invitation) => void): Handler {
  return asAdministrator((call, { organisation }) => {
    const invitation = call.state.invitations.find(
      (each) => each.id === call.param('invitation') && each.organisation === organisation,
    );
    if (invitation === undefined || !shows(invitation)) return notFound();
    if (invitation.status !== 'open') return refusal(409, 'NOT_OPEN');
    handler(call, invitation);
    return NO_CONTENT;
  });
}

export const withdrawInvitation = withOpen((_call, invitation) => {
  asking.answerInvitation(invitation, 'withdrawn');
});

export const resendInvitation = withOpen(({ state }, invitation) => {
  asking.mailInvitation(state, invitation);
});
