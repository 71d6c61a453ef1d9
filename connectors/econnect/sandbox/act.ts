// The scriptable human: who does what by hand in the portal.
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
import * as kit from '../../sandbox-kit/back-door.ts';
import * as clients from './client-humans.ts';
import { PLATFORM_ROLES, type Colleague, type SandboxState } from './sandbox-state.ts';
import { receiveInvoice } from './tasks.ts';

export const act = kit.act<SandboxState>({
  'client accept': clients.acceptRequest,
  'client decline': clients.declineRequest,
  'client sign-in-again': clients.signInAgain,
  'client set-role': clients.setUserRole,
  'client add-member': clients.addMember,
  'client remove-member': clients.removeMemberByHand,
  'client set-organisation': clients.setOrganisation,
  'client approve-task': clients.answerTask('approved'),
  'client reject-task': clients.answerTask('rejected'),
  'client delegate-back': clients.answerTask('delegated-back'),
  'user join': clients.join,
  'user accept-membership': acceptMembership,
  'colleague accept-membership': acceptMembership,
  'practice set-role': setColleagueRole,
  'supplier send-invoice': sendInvoice,
});

/** In Inbox IN. A colleague in an organisation of a client, or a user of a client in one of the practice. */
function acceptMembership(state: SandboxState, fields: Fields): Answer {
  const organisation = state.organisations.get(textOf(fields.organisation));
  const isOwn = organisation?.environment === null;
  const member = organisation?.members.get(emailOf(fields.email));
  if (member?.status !== 'invited' || isOwn !== (fields.human === 'user')) return notFound();
  member.status = 'active';
  return NO_CONTENT;
}

/** In the user management of the practice, by an administrator, who must leave one. */
function setColleagueRole(state: SandboxState, fields: Fields): Answer {
  const colleague = state.colleagues.get(emailOf(fields.email));
  if (colleague === undefined) return notFound();
  const role = oneOf(fields.platformRole ?? colleague.platformRole, PLATFORM_ROLES);
  if (role === null) return refusal(400, 'INVALID');
  if (role !== 'Administrator' && isLastAdministrator(state, colleague))
    return refusal(409, 'LAST_ADMINISTRATOR');
  colleague.platformRole = role;
  if (typeof fields.relationshipManager === 'boolean')
    colleague.relationshipManager = fields.relationshipManager;
  return NO_CONTENT;
}

function isLastAdministrator({ colleagues }: SandboxState, colleague: Colleague): boolean {
  return ![...colleagues.values()].some(
    (each) => each !== colleague && each.platformRole === 'Administrator',
  );
}

function sendInvoice(state: SandboxState, fields: Fields): Answer {
  const organisation = textOf(fields.organisation);
  if (state.organisations.get(organisation)?.active !== true) return notFound();
  const tasks = receiveInvoice(state, { organisation, document: textOf(fields.document) });
  return ok({ tasks: tasks.map(({ id }) => id) });
}
