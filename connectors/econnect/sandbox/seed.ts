// What was in the portal before: the practice's colleagues, its own organisations, and how the portal behaves.
import {
  after,
  emailOf,
  fieldsOf,
  invalid,
  listOf,
  needEmail,
  needOneOf,
  refuseStrange,
  textOf,
  wholeNumberOf,
} from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import {
  PENDING_ANSWERS,
  PLATFORM_ROLES,
  USER_STATES,
  type Colleague,
  type Organisation,
  type SandboxState,
} from './sandbox-state.ts';
import { SANDBOX_USER } from './tokens.ts';

const MEMBERS = [
  ...['colleagues', 'ownOrganisations', 'visibleAfterMs', 'sharedDomains', 'canSendAppIntegrationRequests'],
  'pendingAnswer',
];

/** Adds to what is there. Nobody is mailed: what is seeded happened long ago. */
export const seed = after(({ state, fields }: DoorCall<SandboxState>) => {
  refuseStrange(fields, MEMBERS);
  const colleagues = listOf(fields.colleagues).map(readColleague);
  state.pendingAnswer = needOneOf(fields, 'pendingAnswer', {
    words: PENDING_ANSWERS,
    unless: state.pendingAnswer,
  });
  state.visibleAfterMs =
    wholeNumberOf(fields.visibleAfterMs ?? state.visibleAfterMs) ??
    invalid('visibleAfterMs is a whole number');
  for (const colleague of colleagues) state.colleagues.set(colleague.email, colleague);
  for (const party of listOf(fields.ownOrganisations).map(textOf))
    state.organisations.set(party, ownOrganisation(party));
  for (const domain of listOf(fields.sharedDomains)) state.sharedDomains.add(emailOf(domain));
  if (typeof fields.canSendAppIntegrationRequests === 'boolean')
    state.canSendAppIntegrationRequests = fields.canSendAppIntegrationRequests;
});

function readColleague(value: unknown): Colleague {
  const fields = fieldsOf(value);
  return {
    email: needEmail(fields),
    platformRole: needOneOf(fields, 'platformRole', { words: PLATFORM_ROLES, unless: 'Advanced' }),
    relationshipManager: fields.relationshipManager === true,
    state: needOneOf(fields, 'state', { words: USER_STATES, unless: 'Active' }),
  };
}

/** Of the practice, with the user in whose name Koppel signs in as its administrator. */
function ownOrganisation(party: string): Organisation {
  const email = SANDBOX_USER;
  const administrator = { email, role: 'Administrator', status: 'active', visibleAt: 0 } as const;
  return { party, environment: null, active: true, members: new Map([[email, administrator]]) };
}
