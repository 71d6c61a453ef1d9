// Organisations and who is in them. Each rule is the portal's: nobody gets round it, neither Koppel nor a person.
import { isActive } from './accounts.ts';
import {
  newId,
  now,
  type Account,
  type Application,
  type Membership,
  type Organisation,
  type Role,
  type SandboxState,
} from './sandbox-state.ts';

export type Numbers = Pick<Organisation, 'customerNumber' | 'enterpriseNumber'>;

/** The customer number and the enterprise number have to be of the same one; either alone finds nothing. [seed] */
export function findByNumbers(
  { organisations }: SandboxState,
  { customerNumber, enterpriseNumber }: Numbers,
): Organisation | null {
  return (
    organisations.find(
      (each) => each.customerNumber === customerNumber && each.enterpriseNumber === enterpriseNumber,
    ) ?? null
  );
}

/** Whoever adds it becomes its administrator. [seed] Else the code of the refusal. */
export function addOrganisation(
  state: SandboxState,
  founder: string,
  described: Numbers & { name: string; visibleAt: number },
): Organisation | string {
  if (!isActive(state, founder)) return 'ACCOUNT_NOT_ACTIVE';
  if (findByNumbers(state, described) !== null) return 'EXISTS';
  // Either number is of another organisation. [assumed]
  const { customerNumber, enterpriseNumber } = described;
  const isHalfKnown = state.organisations.some(
    (each) => each.customerNumber === customerNumber || each.enterpriseNumber === enterpriseNumber,
  );
  if (isHalfKnown) return 'NUMBERS_DISAGREE';
  const organisation: Organisation = { id: newId(), ...described, members: new Map() };
  addMember(organisation, { email: founder, role: 'administrator' });
  state.organisations.push(organisation);
  return organisation;
}

/** Without any application: those are ticked apart from the membership. [seed] */
export function addMember({ members }: Organisation, { email, role }: { email: string; role: Role }): void {
  members.set(email, { email, role, since: now(), applications: new Set() });
}

export function administratorsOf({ members }: Organisation): readonly string[] {
  return [...members.values()].filter(({ role }) => role === 'administrator').map(({ email }) => email);
}

export function isAdministrator(organisation: Organisation, email: string): boolean {
  return organisation.members.get(email)?.role === 'administrator';
}

function isLastAdministrator(organisation: Organisation, email: string): boolean {
  const administrators = administratorsOf(organisation);
  return administrators.length === 1 && administrators[0] === email;
}

/** null: done; else the code of the refusal, MISSING where there is nobody like that. */
export type Problem = string | null;

export function changeRole(organisation: Organisation, email: string, role: Role): Problem {
  const membership = organisation.members.get(email);
  if (membership === undefined) return 'MISSING';
  if (role !== 'administrator' && isLastAdministrator(organisation, email)) return 'LAST_ADMINISTRATOR';
  membership.role = role;
  return null;
}

/** Application access has to be taken away before the membership. [assumed] */
export function removeMember(organisation: Organisation, email: string): Problem {
  const membership = organisation.members.get(email);
  if (membership === undefined) return 'MISSING';
  if (isLastAdministrator(organisation, email)) return 'LAST_ADMINISTRATOR';
  if (membership.applications.size > 0) return 'APPLICATION_ACCESS_LEFT';
  organisation.members.delete(email);
  return null;
}

export function tick(membership: Membership | undefined, application: Application): Problem {
  if (membership === undefined) return 'MISSING';
  membership.applications.add(application);
  return null;
}

export function untick(membership: Membership | undefined, application: Application): Problem {
  return membership?.applications.delete(application) === true ? null : 'MISSING';
}

/** The responsibility passes to somebody who has accepted to be administrator; who hands over stays a member. [seed] */
export function handOver(organisation: Organisation, from: string, to: string): Problem {
  if (to === from || !isAdministrator(organisation, to)) return 'NOT_ACCEPTED';
  return changeRole(organisation, from, 'member');
}

/** Everything that the account may switch to; or of these, where the application was ticked as well. [seed] */
export function organisationsOf(
  { organisations }: SandboxState,
  { email }: Pick<Account, 'email'>,
  application?: Application,
): readonly { organisation: Organisation; membership: Membership }[] {
  return organisations.flatMap((organisation) => {
    const membership = organisation.members.get(email);
    const isListed =
      membership !== undefined && (application === undefined || membership.applications.has(application));
    return isListed ? [{ organisation, membership }] : [];
  });
}
