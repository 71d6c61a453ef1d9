// Environments and their users: the first user of a domain becomes its administrator, later ones are Basic. [doc]
import {
  processClock,
  type Environment,
  type Organisation,
  type SandboxState,
  type User,
} from './sandbox-state.ts';

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

export function isSharedDomain(state: SandboxState, email: string): boolean {
  return state.sharedDomains.has(domainOf(email));
}

/** An address of a shared domain has an environment of its own. */
export function environmentKey(state: SandboxState, email: string): string {
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
export function enterOrganisation(
  state: SandboxState,
  party: string,
  environment: Environment,
): Organisation {
  const known = state.organisations.get(party);
  if (known !== undefined) return known;
  const organisation: Organisation = { party, environment, active: false, members: new Map() };
  state.organisations.set(party, organisation);
  return organisation;
}
