// The life of an authorisation request: pending, without expiry, until it is accepted, declined or withdrawn; ended with
// its partnership. What an acceptance brings about is the heart of this portal. [seed, doc]
import { randomUUID } from 'node:crypto';
import { domainOf, enter, enterOrganisation, environmentKey } from './environments.ts';
import { activePartnerOf, arise } from './partnerships.ts';
import {
  mail,
  type IntegrationRequest,
  type Organisation,
  type SandboxState,
  type User,
} from './sandbox-state.ts';

export function sendRequest(
  state: SandboxState,
  { reference, email, visibleAt }: { reference: string; email: string; visibleAt: number },
): IntegrationRequest {
  const request: IntegrationRequest = {
    token: randomUUID(),
    reference,
    email,
    key: environmentKey(state, email),
    status: 'pending',
    sentAt: new Date().toISOString(),
    answeredAt: null,
    visibleAt,
  };
  state.requests.push(request);
  mail(state, email, { occasion: 'request', reference });
  countOpen(state, domainOf(email));
  return request;
}

function countOpen(state: SandboxState, domain: string): void {
  const open = state.requests.filter(
    ({ status, email }) => status === 'pending' && domainOf(email) === domain,
  ).length;
  state.maxOpenPerDomain.set(domain, Math.max(open, state.maxOpenPerDomain.get(domain) ?? 0));
}

/** The old link is dead from here on. */
export function resend(state: SandboxState, request: IntegrationRequest): void {
  request.token = randomUUID();
  request.sentAt = new Date().toISOString();
  mail(state, request.email, { occasion: 'request-resent', reference: request.reference });
}

export function answerRequest(
  request: IntegrationRequest,
  status: 'accepted' | 'declined' | 'withdrawn',
): void {
  request.status = status;
  request.answeredAt = new Date().toISOString();
}

export function accept(
  state: SandboxState,
  request: IntegrationRequest,
): { user: User; organisation: Organisation; arose: boolean } {
  answerRequest(request, 'accepted');
  const { environment, user } = enter(state, request.email);
  const organisation = enterOrganisation(state, request.reference, environment);
  const isTheirs = organisation.environment === environment;
  if (isTheirs && !organisation.active && user.platformRole === 'Administrator') activate(organisation, user);
  // Where a partnership is already, nothing connects the one who accepts.
  const arose = activePartnerOf(state, environment) === null;
  if (arose) arise(state, environment, user);
  return { user, organisation, arose };
}

function activate(organisation: Organisation, user: User): void {
  organisation.active = true;
  const { email } = user;
  organisation.members.set(email, { email, role: 'Administrator', status: 'active', visibleAt: 0 });
}

/** The key of the software, from the acceptance to the end of the partnership. [doc] */
export function keyOf({ status, token }: IntegrationRequest): string | null {
  return status === 'accepted' ? `key-${token}` : null;
}
