// Environments and their users, the partnerships between them, and the requests from which those arise: how one arises, whom it
// connects, what its end takes.
import { randomUUID } from 'node:crypto';
import { mail } from '../../sandbox-kit/back-door.ts';
import {
  processClock,
  type Colleague,
  type Environment,
  type IntegrationRequest,
  type Organisation,
  type Partner,
  type SandboxState,
  type User,
} from './sandbox-state.ts';
import { refuse } from '../../sandbox-kit/answer.ts';

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

export function isSharedDomain(state: SandboxState, email: string): boolean {
  return state.sharedDomains.has(domainOf(email));
}

/** An address of a shared domain has an environment of its own. */
function environmentKey(state: SandboxState, email: string): string {
  return isSharedDomain(state, email) ? email : domainOf(email);
}

export function findEnvironment(state: SandboxState, email: string): Environment | null {
  return state.environments.get(environmentKey(state, email)) ?? null;
}

export function findUser(state: SandboxState, email: string): User | null {
  return findEnvironment(state, email)?.users.get(email) ?? null;
}

/** Makes what is missing. A new user is signed in from here on. */
export function enter(state: SandboxState, email: string): { environment: Environment; user: User } {
  const key = environmentKey(state, email);
  const environment = state.environments.get(key) ?? { key, users: new Map<string, User>() };
  state.environments.set(key, environment);
  const known = environment.users.get(email);
  if (known !== undefined) return { environment, user: known };
  const platformRole = environment.users.size === 0 ? 'Administrator' : 'Basic';
  const user: User = { email, platformRole, state: 'Active', signedInAt: processClock() };
  environment.users.set(email, user);
  return { environment, user };
}

/** Inactive, and without members, until an administrator of its environment activates it. */
function enterOrganisation(state: SandboxState, party: string, environment: Environment): Organisation {
  const known = state.organisations.get(party);
  if (known !== undefined) return known;
  const organisation: Organisation = { party, environment, active: false, members: new Map() };
  state.organisations.set(party, organisation);
  return organisation;
}

function partnerOf(state: SandboxState, environment: Environment): Partner | null {
  return state.partners.find((partner) => partner.environment === environment) ?? null;
}

export function activePartnerOf(state: SandboxState, environment: Environment): Partner | null {
  const partner = partnerOf(state, environment);
  return partner?.status === 'active' ? partner : null;
}

/** By itself, and made with one user of the other side: only that user is connected. [seed] Ended ones come back to life. */
function arise(state: SandboxState, environment: Environment, user: User): Partner {
  const partner = partnerOf(state, environment) ?? makePartner(state, environment);
  partner.status = 'active';
  partner.aroseAt = processClock();
  partner.visibleAt = Date.now() + state.visibleAfterMs;
  partner.connected.add(user.email);
  return partner;
}

function makePartner(state: SandboxState, environment: Environment): Partner {
  const partner: Partner = {
    ...{ id: randomUUID(), environment, status: 'active', aroseAt: 0, visibleAt: 0 },
    ...{ connected: new Set(), relationshipManagers: new Set() },
  };
  state.partners.push(partner);
  return partner;
}

/** A session that is older than the partnership does not know it. [seed] */
export function isInSession(partner: Partner, tokenIssuedAt: number): boolean {
  return partner.visibleAt <= Date.now() && partner.aroseAt < tokenIssuedAt;
}

export function organisationsOf(state: SandboxState, { environment }: Partner): readonly Organisation[] {
  return [...state.organisations.values()].filter((each) => each.environment === environment);
}

/** The other side loses access at once and keys die; organisations and documents stay. */
export function end(state: SandboxState, partner: Partner): void {
  const { environment } = partner;
  partner.status = 'ended';
  partner.connected.clear();
  partner.relationshipManagers.clear();
  for (const organisation of state.organisations.values()) {
    const isTheirs = organisation.environment === environment;
    const isOurs = organisation.environment === null;
    for (const email of organisation.members.keys()) {
      const isForeign = isTheirs ? state.colleagues.has(email) : isOurs && environment.users.has(email);
      if (isForeign) organisation.members.delete(email);
    }
  }
  state.rules = state.rules.filter(({ group }) => group.partner !== partner);
  state.shares = state.shares.filter(({ group }) => group.partner !== partner);
  state.groups = state.groups.filter((group) => group.partner !== partner);
  for (const request of state.requests) {
    if (request.key === environment.key && request.status === 'accepted') request.status = 'ended';
  }
}

export function connectManager(partner: Partner, colleague: Colleague): void {
  if (colleague.platformRole === 'Basic') refuse(409, 'ROLE_TOO_LOW');
  if (!colleague.relationshipManager) refuse(409, 'NO_MANAGER_ROLE');
  partner.relationshipManagers.add(colleague.email);
}

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
