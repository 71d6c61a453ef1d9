// Accounts, and the two lists of each: where it is a member, and for whom it may manage cases.
import {
  created,
  emailOf,
  invalid,
  named,
  NO_CONTENT,
  ok,
  refusal,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import { mailConfirmation, register } from './accounts.ts';
import { withAccount, type Call } from './call.ts';
import { organisationsOf } from './organisations.ts';
import { showOrganisation } from './organisation-routes.ts';
import type { Account } from './sandbox-state.ts';

function showAccount({ email, firstName, lastName, employee, status }: Account) {
  return { email, firstName, lastName, employee, status };
}

export function registerAccount({ state, fields, visibleAt }: Call): Answer {
  const person = {
    email: emailOf(fields.email),
    firstName: named(fields, 'firstName'),
    lastName: named(fields, 'lastName'),
  };
  if (!person.email.includes('@') || person.firstName === '' || person.lastName === '') {
    return invalid('email, firstName and lastName are required');
  }
  const account = register(state, { ...person, employee: fields.employee === true, visibleAt });
  return account === null ? refusal(409, 'EXISTS') : created(showAccount(account));
}

export const readAccount = withAccount((_call, account) => ok(showAccount(account)));

export const resendConfirmation = withAccount(({ state }, account) => {
  if (account.status === 'active') return refusal(409, 'ACTIVE_ALREADY');
  mailConfirmation(state, account);
  return NO_CONTENT;
});

/** The organisation switch: every approved membership. [seed] */
export const listOrganisations = withAccount(({ state }, account) => {
  const listed = organisationsOf(state, account).filter(({ organisation }) => shows(organisation));
  return ok(
    listed.map(({ organisation, membership: { role, since } }) => ({
      ...showOrganisation(organisation),
      role,
      since,
    })),
  );
});

/** The switch of the Support Community: only where the application was ticked as well. [seed] */
export const listSupported = withAccount(({ state }, account) => {
  const listed = organisationsOf(state, account, 'support-community');
  return ok(
    listed
      .filter(({ organisation }) => shows(organisation))
      .map(({ organisation }) => showOrganisation(organisation)),
  );
});
