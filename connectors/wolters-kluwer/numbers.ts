// The two numbers by which the portal finds an organisation: the customer number at Wolters Kluwer and the Belgian
// enterprise number. Both are needed, and they have to be of the same organisation. [seed] Pure.
import type { Client } from '../../src/domain/client.ts';

export interface OrganisationNumbers {
  /** As the practice keeps it, without the spaces. */
  readonly customerNumber: string;
  /** Ten digits. */
  readonly enterpriseNumber: string;
}

type Numbered = Pick<Client, 'wkCustomerNumber' | 'enterpriseNumber'>;

/** A number that is there and cannot be one counts as missing: nothing could be found by it. */
interface NumberProblem {
  readonly reason: 'WK_NUMBER_MISSING' | 'ENTERPRISE_NUMBER_MISSING';
  readonly field: keyof Numbered;
}

export type NumbersOrProblems =
  | { readonly numbers: OrganisationNumbers }
  | { readonly numbers: null; readonly problems: readonly NumberProblem[] };

/** Both, or everything that is wrong with them. */
export function numbersOf(client: Numbered): NumbersOrProblems {
  const customerNumber = customerNumberOf(client);
  const enterpriseNumber = enterpriseNumberOf(client);
  if (customerNumber !== null && enterpriseNumber !== null) {
    return { numbers: { customerNumber, enterpriseNumber } };
  }
  const noCustomer = { reason: 'WK_NUMBER_MISSING', field: 'wkCustomerNumber' } as const;
  const noEnterprise = { reason: 'ENTERPRISE_NUMBER_MISSING', field: 'enterpriseNumber' } as const;
  const problems = [
    ...(customerNumber === null ? [noCustomer] : []),
    ...(enterpriseNumber === null ? [noEnterprise] : []),
  ];
  return { numbers: null, problems };
}

/** No form of it is public. Never made shorter or longer: zeros in front are part of it. [assumed] */
const CUSTOMER = /^[A-Z0-9][A-Z0-9./-]{0,29}$/i;

function customerNumberOf({ wkCustomerNumber }: Numbered): string | null {
  const number = wkCustomerNumber?.replace(/\s/g, '') ?? '';
  return CUSTOMER.test(number) ? number : null;
}

/** Nine digits: written as before 2005, without the zero. */
const ENTERPRISE = /^(0?\d{9}|1\d{9})$/;

function enterpriseNumberOf({ enterpriseNumber }: Numbered): string | null {
  const written = enterpriseNumber?.replace(/[\s.]/g, '').replace(/^BE/i, '') ?? '';
  if (!ENTERPRISE.test(written)) return null;
  const digits = written.padStart(10, '0');
  return hasCheckDigits(digits) ? digits : null;
}

/** The last two digits are 97 minus what 97 leaves of the first eight. */
function hasCheckDigits(digits: string): boolean {
  return 97 - (Number(digits.slice(0, 8)) % 97) === Number(digits.slice(8));
}

/** One text for both, by which Koppel tells organisations apart; no number holds a `+`. */
export function organisationKey({ customerNumber, enterpriseNumber }: OrganisationNumbers): string {
  return `${customerNumber}+${enterpriseNumber}`;
}

/** Null for what is no such key. */
export function numbersOfKey(key: string): OrganisationNumbers | null {
  const [wkCustomerNumber = '', enterpriseNumber = '', ...more] = key.split('+');
  const { numbers } = numbersOf({ wkCustomerNumber, enterpriseNumber });
  return numbers !== null && more.length === 0 && organisationKey(numbers) === key ? numbers : null;
}
