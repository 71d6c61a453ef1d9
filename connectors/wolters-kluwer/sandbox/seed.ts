// What was in the portal before: people with an account, and organisations that were added already.
import {
  after,
  emailOf,
  fieldsOf,
  invalid,
  listOf,
  named,
  needEmail,
  refuseStrange,
} from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import { addMember, findByNumbers, needNumbers } from './organisations.ts';
import { newId, type Account, type Organisation, type SandboxState } from './sandbox-state.ts';

/**
 * Adds to what is there. Nobody is mailed: what is seeded happened long ago. Accounts are active where they do not say
 * `awaiting: true`; organisations list their administrators and members.
 */
export const seed = after(({ state, fields }: DoorCall<SandboxState>) => {
  refuseStrange(fields, ['accounts', 'organisations']);
  const accounts = listOf(fields.accounts).map(readAccount);
  const organisations = listOf(fields.organisations).map(readOrganisation);
  if (organisations.some((each) => findByNumbers(state, each) !== null)) invalid('It is there already');
  for (const account of accounts) state.accounts.set(account.email, account);
  state.organisations.push(...organisations);
});

function readAccount(value: unknown): Account {
  const fields = fieldsOf(value);
  return {
    email: needEmail(fields),
    firstName: named(fields, 'firstName'),
    lastName: named(fields, 'lastName'),
    employee: fields.employee === true,
    status: fields.awaiting === true ? 'awaiting-confirmation' : 'active',
    visibleAt: 0,
  };
}

/** Nobody can have added it without becoming its administrator. [seed] */
function readOrganisation(value: unknown): Organisation {
  const fields = fieldsOf(value);
  const administrators = listOf(fields.administrators).map(emailOf);
  if (administrators.length === 0) invalid('administrators is required');
  const described = { ...needNumbers(fields), name: named(fields, 'name') };
  const organisation: Organisation = { id: newId(), ...described, members: new Map(), visibleAt: 0 };
  for (const email of listOf(fields.members).map(emailOf)) addMember(organisation, email, 'member');
  for (const email of administrators) addMember(organisation, email, 'administrator');
  return organisation;
}
