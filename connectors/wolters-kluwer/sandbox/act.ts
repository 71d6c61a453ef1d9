// The scriptable human: who does what by hand in the portal. An organisation is named by its id or its customer number.
import {
  emailOf,
  invalid,
  named,
  NO_CONTENT,
  notFound,
  ok,
  refusal,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/back-door.ts';
import { isActive, register } from './accounts.ts';
import { administrators } from './administrators.ts';
import * as asking from './asking.ts';
import { findNamed } from './find-named.ts';
import { readNumbers, showOrganisation } from './organisation-routes.ts';
import { addOrganisation } from './organisations.ts';
import type { Invitation, SandboxState } from './sandbox-state.ts';

type Human = kit.Human<SandboxState>;

/** A person is anybody; an administrator is one of the organisation in question. */
export const act = kit.act<SandboxState>({
  'person register': registerSelf,
  'person confirm': confirm,
  'person add-organisation': addOwnOrganisation,
  'person request-to-join': requestToJoin,
  'person accept-invitation': withInvitation(accept),
  'person decline-invitation': withInvitation(declineInvitation),
  ...administrators,
});

function registerSelf(state: SandboxState, fields: Fields): Answer {
  const email = emailOf(fields.email);
  if (email === '') return invalid('email is required');
  const [firstName, lastName] = [named(fields, 'firstName'), named(fields, 'lastName')];
  const employee = fields.employee === true;
  const account = register(state, { email, firstName, lastName, employee, visibleAt: 0 });
  return account === null ? refusal(409, 'EXISTS') : NO_CONTENT;
}

/** Opens the mail; only who can read it does. [seed] */
function confirm(state: SandboxState, fields: Fields): Answer {
  const account = state.accounts.get(emailOf(fields.email));
  if (account === undefined) return notFound();
  if (account.status === 'active') return refusal(409, 'ACTIVE_ALREADY');
  account.status = 'active';
  return NO_CONTENT;
}

/** As a client does with its own. */
function addOwnOrganisation(state: SandboxState, fields: Fields): Answer {
  const numbers = readNumbers({
    customerNumber: named(fields, 'customerNumber'),
    enterpriseNumber: named(fields, 'enterpriseNumber'),
  });
  if (numbers === null) return invalid('Both numbers are required');
  const described = { ...numbers, name: named(fields, 'name'), visibleAt: 0 };
  const organisation = addOrganisation(state, emailOf(fields.email), described);
  return typeof organisation === 'string' ? refusal(409, organisation) : ok(showOrganisation(organisation));
}

function requestToJoin(state: SandboxState, fields: Fields): Answer {
  const organisation = findNamed(state, fields);
  if (organisation === null) return notFound();
  const asked = { organisation, email: emailOf(fields.email), visibleAt: 0 };
  const request = asking.askToJoin(state, asked);
  return typeof request === 'string' ? refusal(409, request) : NO_CONTENT;
}

function withInvitation(handler: (state: SandboxState, invitation: Invitation) => Answer): Human {
  return (state, fields) => {
    const organisation = findNamed(state, fields);
    const invitation =
      organisation === null ? null : asking.openInvitation(state, organisation, emailOf(fields.email));
    return invitation === null ? refusal(409, 'NOT_OPEN') : handler(state, invitation);
  };
}

/** Needs an account that was confirmed. [seed] */
function accept(state: SandboxState, invitation: Invitation): Answer {
  if (!isActive(state, invitation.email)) return refusal(409, 'ACCOUNT_NOT_ACTIVE');
  asking.acceptInvitation(invitation);
  return NO_CONTENT;
}

function declineInvitation(_state: SandboxState, invitation: Invitation): Answer {
  asking.answerInvitation(invitation, 'declined');
  return NO_CONTENT;
}
