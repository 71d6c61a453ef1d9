// Everything that the sandbox holds, as the back door shows it.
import { showInvitation, showRequest } from './asking-routes.ts';
import { showMember } from './member-routes.ts';
import { showOrganisation } from './organisation-routes.ts';
import { organisationsOf } from './organisations.ts';
import type { Account, SandboxState } from './sandbox-state.ts';

export function showState(state: SandboxState) {
  return {
    accounts: [...state.accounts.values()].map((account) => showAccount(state, account)),
    organisations: state.organisations.map((organisation) => ({
      ...showOrganisation(organisation),
      members: [...organisation.members.values()].map(showMember),
    })),
    joinRequests: state.joinRequests.map(showRequest),
    invitations: state.invitations.map(showInvitation),
    mails: state.mails,
  };
}

/** With its two lists, by customer number. */
function showAccount(state: SandboxState, account: Account) {
  const { email, employee, status } = account;
  const memberOf = organisationsOf(state, account);
  const mayManageCasesFor = organisationsOf(state, account, 'support-community');
  return {
    ...{ email, employee, status },
    memberOf: memberOf.map(({ organisation }) => organisation.customerNumber),
    mayManageCasesFor: mayManageCasesFor.map(({ organisation }) => organisation.customerNumber),
  };
}
