// What was in the portal before: people with an account, and organisations that were added already.
import {
  emailOf,
  fieldsOf,
  invalid,
  listOf,
  named,
  NO_CONTENT,
  strangeField,
  textOf,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { readNumbers } from './organisation-routes.ts';
import { addMember, findByNumbers } from './organisations.ts';
import { newId, type Account, type Organisation, type SandboxState } from './sandbox-state.ts';

const MEMBERS = ['accounts', 'organisations'];

/**
 * Adds to what is there. Nobody is mailed: what is seeded happened long ago. Accounts are active where they do not say
 * `awaiting: true`; organisations list their administrators and members.
 */
export function seed(state: SandboxState, body: unknown): Answer {
  const fields = fieldsOf(body);
  const strange = strangeField(fields, MEMBERS);
  if (strange !== null) return invalid(`${strange} cannot be seeded`);
  const accounts = listOf(fields.accounts).map(readAccount);
  const organisations = listOf(fields.organisations).map(readOrganisation);
  const people = accounts.filter((account) => account !== null);
  const places = organisations.filter((organisation) => organisation !== null);
  if (people.length < accounts.length) return invalid('An account is not well described');
  if (places.length < organisations.length) return invalid('An organisation is not well described');
  if (places.some((place) => findByNumbers(state, place) !== null)) return invalid('It is there already');
  for (const account of people) state.accounts.set(account.email, account);
  state.organisations.push(...places);
  return NO_CONTENT;
}

function readAccount(value: unknown): Account | null {
  const fields = fieldsOf(value);
  const email = emailOf(fields.email);
  if (email === '') return null;
  return {
    email,
    firstName: named(fields, 'firstName'),
    lastName: named(fields, 'lastName'),
    employee: fields.employee === true,
    status: fields.awaiting === true ? 'awaiting-confirmation' : 'active',
    visibleAt: 0,
  };
}

/** Nobody can have added it without becoming its administrator. [seed] */
function readOrganisation(value: unknown): Organisation | null {
  const fields = fieldsOf(value);
  const numbers = readNumbers({
    customerNumber: named(fields, 'customerNumber'),
    enterpriseNumber: named(fields, 'enterpriseNumber'),
  });
  const administrators = listOf(fields.administrators).map(emailOf);
  if (numbers === null || administrators.length === 0) return null;
  const name = textOf(fields.name);
  const organisation: Organisation = { id: newId(), ...numbers, name, members: new Map(), visibleAt: 0 };
  for (const email of listOf(fields.members).map(emailOf)) addMember(organisation, { email, role: 'member' });
  for (const email of administrators) addMember(organisation, { email, role: 'administrator' });
  return organisation;
}
