// Partnerships between the practice's environment and others: how one arises, whom it connects, what its end takes.
import { randomUUID } from 'node:crypto';
import { refuse } from '../../sandbox-kit/answer.ts';
import {
  processClock,
  type Colleague,
  type Environment,
  type Organisation,
  type Partner,
  type SandboxState,
  type User,
} from './sandbox-state.ts';

function partnerOf(state: SandboxState, environment: Environment): Partner | null {
  return state.partners.find((partner) => partner.environment === environment) ?? null;
}

export function activePartnerOf(state: SandboxState, environment: Environment): Partner | null {
  const partner = partnerOf(state, environment);
  return partner?.status === 'active' ? partner : null;
}

/** By itself, and made with one user of the other side: only that user is connected. [seed] Ended ones come back to life. */
export function arise(state: SandboxState, environment: Environment, user: User): Partner {
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
