// Whom a call names, and what they may do there.
import { emailOf, need, refuse } from '../../sandbox-kit/answer.ts';
import { needShown } from '../../sandbox-kit/late-visibility.ts';
import type * as kit from '../../sandbox-kit/portal.ts';
import { isAdministrator } from './organisations.ts';
import type { Account, Membership, Organisation, SandboxState } from './sandbox-state.ts';

export type Call = kit.Call<SandboxState>;

/** The account that the path names. */
export function accountOf(call: Call): Account {
  return needShown(call.state.accounts.get(emailOf(call.param('account'))));
}

/** In the name of people of the practice only. [assumed] */
export function employeeOf(call: Call): Account {
  const account = accountOf(call);
  return account.employee ? account : refuse(403, 'NOT_YOURS', 'Not an account of the practice');
}

export interface Place {
  readonly account: Account;
  readonly organisation: Organisation;
  /** Of the account. */
  readonly membership: Membership;
}

/** What an organisation holds is seen by its members. [assumed] */
export function placeOf(call: Call): Place {
  const account = employeeOf(call);
  const organisation = findOrganisation(call, call.param('organisation'));
  return { account, organisation, membership: need(organisation.members.get(account.email)) };
}

/** What is done in an organisation is done by its administrators. [seed] */
export function administered(call: Call): Place {
  const place = placeOf(call);
  return isAdministrator(place.organisation, place.account.email) ? place : refuse(403, 'NOT_ADMINISTRATOR');
}

/** By an administrator; anybody may leave. [assumed] */
export function administeredOrOwn(call: Call): Place {
  const place = placeOf(call);
  return memberOf(call) === place.account.email ? place : administered(call);
}

/** Whom of the organisation the path names. */
export function memberOf(call: Call): string {
  return emailOf(call.param('member'));
}

export function findOrganisation({ state }: Call, id: unknown): Organisation {
  return needShown(state.organisations.find((each) => each.id === id));
}
