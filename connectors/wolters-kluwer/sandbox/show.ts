// What the portal shows of what it holds, and everything as the back door shows it.
import { organisationsOf } from './organisations.ts';
import type {
  Account,
  Invitation,
  JoinRequest,
  Membership,
  Organisation,
  SandboxState,
} from './sandbox-state.ts';

export function showAccount({ email, firstName, lastName, employee, status }: Account) {
  return { email, firstName, lastName, employee, status };
}

/** What everybody may see of it. */
export function showOrganisation({ id, customerNumber, enterpriseNumber, name }: Organisation) {
  return { id, customerNumber, enterpriseNumber, name };
}

export function showMember({ email, role, since, applications }: Membership) {
  return { email, role, since, applications: [...applications] };
}

export function showAsked(asked: JoinRequest | Invitation) {
  return { ...asked, organisation: asked.organisation.id, visibleAt: undefined };
}

export function showState(state: SandboxState) {
  return {
    accounts: [...state.accounts.values()].map((account) => showLists(state, account)),
    organisations: state.organisations.map((organisation) => ({
      ...showOrganisation(organisation),
      members: [...organisation.members.values()].map(showMember),
    })),
    joinRequests: state.joinRequests.map(showAsked),
    invitations: state.invitations.map(showAsked),
    mails: state.mails,
  };
}

/** With its two lists, by customer number. */
function showLists(state: SandboxState, account: Account) {
  const { email, employee, status } = account;
  const numbersOf = (listed: ReturnType<typeof organisationsOf>) =>
    listed.map(({ organisation }) => organisation.customerNumber);
  return {
    ...{ email, employee, status },
    memberOf: numbersOf(organisationsOf(state, account)),
    mayManageCasesFor: numbersOf(organisationsOf(state, account, 'support-community')),
  };
}
