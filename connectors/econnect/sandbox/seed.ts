// What was in the portal before: the practice's colleagues, its own organisations, and how the portal behaves.
import {
  emailOf,
  fieldsOf,
  listOf,
  NO_CONTENT,
  oneOf,
  refusal,
  strangeField,
  textOf,
  wholeNumberOf,
  type Answer,
} from './answer.ts';
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
export function seed(state: SandboxState, body: unknown): Answer {
  const fields = fieldsOf(body);
  const strange = strangeField(fields, MEMBERS);
  if (strange !== null) return refusal(400, 'INVALID', `${strange} cannot be seeded`);
  const colleagues = listOf(fields.colleagues).map(readColleague);
  const known = colleagues.filter((colleague) => colleague !== null);
  if (known.length < colleagues.length) return refusal(400, 'INVALID', 'A colleague is not well described');
  const visibleAfterMs = wholeNumberOf(fields.visibleAfterMs ?? state.visibleAfterMs);
  const pendingAnswer = oneOf(fields.pendingAnswer ?? state.pendingAnswer, PENDING_ANSWERS);
  if (pendingAnswer === null) return refusal(400, 'INVALID', 'pendingAnswer is empty or fault');
  if (visibleAfterMs === null) return refusal(400, 'INVALID', 'visibleAfterMs is a whole number');
  for (const colleague of known) state.colleagues.set(colleague.email, colleague);
  for (const party of listOf(fields.ownOrganisations).map(textOf)) {
    state.organisations.set(party, ownOrganisation(party));
  }
  for (const domain of listOf(fields.sharedDomains)) state.sharedDomains.add(emailOf(domain));
  state.visibleAfterMs = visibleAfterMs;
  state.pendingAnswer = pendingAnswer;
  if (typeof fields.canSendAppIntegrationRequests === 'boolean') {
    state.canSendAppIntegrationRequests = fields.canSendAppIntegrationRequests;
  }
  return NO_CONTENT;
}

function readColleague(value: unknown): Colleague | null {
  const fields = fieldsOf(value);
  const email = emailOf(fields.email);
  const platformRole = oneOf(fields.platformRole ?? 'Advanced', PLATFORM_ROLES);
  const state = oneOf(fields.state ?? 'Active', USER_STATES);
  if (email === '' || platformRole === null || state === null) return null;
  return { email, platformRole, relationshipManager: fields.relationshipManager === true, state };
}

/** Of the practice, with the user in whose name Koppel signs in as its administrator. */
function ownOrganisation(party: string): Organisation {
  const email = SANDBOX_USER;
  const administrator = { email, role: 'Administrator', status: 'active', visibleAt: 0 } as const;
  return { party, environment: null, active: true, members: new Map([[email, administrator]]) };
}
