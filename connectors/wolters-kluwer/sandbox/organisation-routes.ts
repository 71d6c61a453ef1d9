// Organisations are found and made by both their numbers.
import { created, invalid, named, ok, refusal, type Answer } from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import { asEmployee, type Call } from './call.ts';
import { addOrganisation, findByNumbers, type Numbers } from './organisations.ts';
import type { Organisation } from './sandbox-state.ts';

/** What everybody may see of it. */
export function showOrganisation({ id, customerNumber, enterpriseNumber, name }: Organisation) {
  return { id, customerNumber, enterpriseNumber, name };
}

const ENTERPRISE_NUMBER = /^[01]\d{9}$/;

/** null: one is missing, or not as the portal keeps it. */
export function readNumbers(numbers: Numbers): Numbers | null {
  const { customerNumber, enterpriseNumber } = numbers;
  return customerNumber !== '' && ENTERPRISE_NUMBER.test(enterpriseNumber) ? numbers : null;
}

const BOTH = 'customerNumber and enterpriseNumber are both required';

export function lookUp({ state, query }: Call): Answer {
  const numbers = readNumbers({
    customerNumber: query.get('customerNumber') ?? '',
    enterpriseNumber: query.get('enterpriseNumber') ?? '',
  });
  if (numbers === null) return invalid(BOTH);
  const organisation = findByNumbers(state, numbers);
  return ok(organisation !== null && shows(organisation) ? [showOrganisation(organisation)] : []);
}

export const create = asEmployee(({ state, fields, visibleAt }, { email }) => {
  const numbers = readNumbers({
    customerNumber: named(fields, 'customerNumber'),
    enterpriseNumber: named(fields, 'enterpriseNumber'),
  });
  const name = named(fields, 'name');
  if (numbers === null) return invalid(BOTH);
  if (name === '') return invalid('name is required');
  const organisation = addOrganisation(state, email, { ...numbers, name, visibleAt });
  return typeof organisation === 'string'
    ? refusal(409, organisation)
    : created(showOrganisation(organisation));
});
