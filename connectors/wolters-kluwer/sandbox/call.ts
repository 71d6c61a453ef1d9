// Whom a call names, and what they may do there.
import { emailOf, notFound, refusal, type Answer } from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type * as kit from '../../sandbox-kit/portal.ts';
import { isAdministrator } from './organisations.ts';
import type { Account, Organisation, SandboxState } from './sandbox-state.ts';

export type Call = kit.Call<SandboxState>;
export type Handler = (call: Call) => Answer;

/** The account that the path names. */
export function withAccount(handler: (call: Call, account: Account) => Answer): Handler {
  return (call) => {
    const account = call.state.accounts.get(emailOf(call.param('account')));
    return account !== undefined && shows(account) ? handler(call, account) : notFound();
  };
}

/** In the name of people of the practice only. [assumed] */
export function asEmployee(handler: (call: Call, account: Account) => Answer): Handler {
  return withAccount((call, account) =>
    account.employee ? handler(call, account) : refusal(403, 'NOT_YOURS', 'Not an account of the practice'),
  );
}

export interface Place {
  readonly account: Account;
  readonly organisation: Organisation;
}

/** What an organisation holds is seen by its members. [assumed] */
export function asMember(handler: (call: Call, place: Place) => Answer): Handler {
  return asEmployee((call, account) => {
    const organisation = findOrganisation(call, call.param('organisation'));
    return organisation?.members.has(account.email) === true
      ? handler(call, { account, organisation })
      : notFound();
  });
}

/** What is done in an organisation is done by its administrators. [seed] */
export function asAdministrator(handler: (call: Call, place: Place) => Answer): Handler {
  return asMember((call, place) =>
    isAdministrator(place.organisation, place.account.email)
      ? handler(call, place)
      : refusal(403, 'NOT_ADMINISTRATOR'),
  );
}

export function findOrganisation({ state }: Call, id: string): Organisation | null {
  const organisation = state.organisations.find((each) => each.id === id);
  return organisation !== undefined && shows(organisation) ? organisation : null;
}
