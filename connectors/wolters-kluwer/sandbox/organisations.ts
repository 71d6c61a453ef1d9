// Accounts, organisations and who is in them. Each rule is the portal's: nobody gets round it, neither Koppel nor a person.
import { mail } from '../../sandbox-kit/back-door.ts';
import { invalid, named, need, needEmail, refuse, type Fields } from '../../sandbox-kit/answer.ts';
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

/** Registered, mailed, confirmed by whoever can read the mail. [seed] */
export function register(state: SandboxState, fields: Fields, visibleAt = 0): Account {
  const email = needEmail(fields);
  if (state.accounts.has(email)) refuse(409, 'EXISTS');
  const [firstName, lastName] = [named(fields, 'firstName'), named(fields, 'lastName')];
  const employee = fields.employee === true;
  const account: Account = {
    ...{ email, firstName, lastName, employee, visibleAt },
    status: 'awaiting-confirmation',
  };
  state.accounts.set(email, account);
  mailConfirmation(state, account);
  return account;
}

export function mailConfirmation(state: SandboxState, account: Account): void {
  refuseActive(account);
  mail(state, account.email, { occasion: 'confirm-account', reference: null });
}

export function refuseActive({ status }: Account): void {
  if (status === 'active') refuse(409, 'ACTIVE_ALREADY');
}

export function refuseInactive(state: SandboxState, email: string): void {
  if (state.accounts.get(email)?.status !== 'active') refuse(409, 'ACCOUNT_NOT_ACTIVE');
}

type Numbers = Pick<Organisation, 'customerNumber' | 'enterpriseNumber'>;
const ENTERPRISE_NUMBER = /^[01]\d{9}$/;

/** Both, as the portal keeps them. */
export function needNumbers(fields: Fields): Numbers {
  const [customerNumber, enterpriseNumber] = [
    named(fields, 'customerNumber'),
    named(fields, 'enterpriseNumber'),
  ];
  if (customerNumber === '' || !ENTERPRISE_NUMBER.test(enterpriseNumber))
    return invalid('customerNumber and enterpriseNumber are both required');
  return { customerNumber, enterpriseNumber };
}

/** The customer number and the enterprise number have to be of the same one; either alone finds nothing. [seed] */
export function findByNumbers({ organisations }: SandboxState, numbers: Numbers): Organisation | null {
  const { customerNumber, enterpriseNumber } = numbers;
  const found = organisations.find(
    (each) => each.customerNumber === customerNumber && each.enterpriseNumber === enterpriseNumber,
  );
  return found ?? null;
}

/** Whoever adds it becomes its administrator. [seed] */
export function addOrganisation(
  state: SandboxState,
  founder: string,
  described: Numbers & { name: string; visibleAt: number },
): Organisation {
  refuseInactive(state, founder);
  if (findByNumbers(state, described) !== null) refuse(409, 'EXISTS');
  // Either number is of another organisation. [assumed]
  const { customerNumber, enterpriseNumber } = described;
  const isHalfKnown = state.organisations.some(
    (each) => each.customerNumber === customerNumber || each.enterpriseNumber === enterpriseNumber,
  );
  if (isHalfKnown) refuse(409, 'NUMBERS_DISAGREE');
  const organisation: Organisation = { id: newId(), ...described, members: new Map() };
  addMember(organisation, founder, 'administrator');
  state.organisations.push(organisation);
  return organisation;
}

/** Without any application: those are ticked apart from the membership. [seed] */
export function addMember({ members }: Organisation, email: string, role: Role): void {
  members.set(email, { email, role, since: now(), applications: new Set() });
}

export function administratorsOf({ members }: Organisation): readonly string[] {
  return [...members.values()].filter(({ role }) => role === 'administrator').map(({ email }) => email);
}

export function isAdministrator(organisation: Organisation, email: string): boolean {
  return organisation.members.get(email)?.role === 'administrator';
}

function refuseLastAdministrator(organisation: Organisation, email: string): void {
  const administrators = administratorsOf(organisation);
  if (administrators.length === 1 && administrators[0] === email) refuse(409, 'LAST_ADMINISTRATOR');
}

export function changeRole(organisation: Organisation, email: string, role: Role): void {
  const membership = need(organisation.members.get(email));
  if (role !== 'administrator') refuseLastAdministrator(organisation, email);
  membership.role = role;
}

/** Application access has to be taken away before the membership. [assumed] */
export function removeMember(organisation: Organisation, email: string): void {
  const { applications } = need(organisation.members.get(email));
  refuseLastAdministrator(organisation, email);
  if (applications.size > 0) refuse(409, 'APPLICATION_ACCESS_LEFT');
  organisation.members.delete(email);
}

export function tick({ members }: Organisation, email: string, application: Application): void {
  need(members.get(email)).applications.add(application);
}

export function untick({ members }: Organisation, email: string, application: Application): void {
  need(members.get(email)?.applications.delete(application) === true ? application : null);
}

/** The responsibility passes to somebody who has accepted to be administrator; who hands over stays a member. [seed] */
export function handOver(organisation: Organisation, from: string, to: string): void {
  if (to === from || !isAdministrator(organisation, to)) refuse(409, 'NOT_ACCEPTED');
  changeRole(organisation, from, 'member');
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
