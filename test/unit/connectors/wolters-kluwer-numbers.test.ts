// portals/wolters-kluwer: the two numbers of an organisation.
import { expect } from 'chai';
import fc from 'fast-check';
import { numbersOf, numbersOfKey, organisationKey } from '../../../connectors/wolters-kluwer/numbers.ts';

const CUSTOMER = '1004711';
const ENTERPRISE = '0123456749';
const NO_CUSTOMER = { reason: 'WK_NUMBER_MISSING', field: 'wkCustomerNumber' };
const NO_ENTERPRISE = { reason: 'ENTERPRISE_NUMBER_MISSING', field: 'enterpriseNumber' };

const read = (wkCustomerNumber: string | null, enterpriseNumber: string | null) =>
  numbersOf({ wkCustomerNumber, enterpriseNumber });

describe('The numbers of an organisation at Wolters Kluwer', () => {
  it('[seed] are the WK customer number and the enterprise number together', () => {
    const both = { customerNumber: CUSTOMER, enterpriseNumber: ENTERPRISE };
    expect(read(CUSTOMER, ENTERPRISE)).to.deep.equal({ numbers: both });
  });

  it('[seed] are both needed, and each that is missing is said', () => {
    expect(read(null, ENTERPRISE)).to.deep.equal({ numbers: null, problems: [NO_CUSTOMER] });
    expect(read(CUSTOMER, null)).to.deep.equal({ numbers: null, problems: [NO_ENTERPRISE] });
    expect(read(null, null)).to.deep.equal({ numbers: null, problems: [NO_CUSTOMER, NO_ENTERPRISE] });
    expect(read(' ', ' ')).to.deep.equal({ numbers: null, problems: [NO_CUSTOMER, NO_ENTERPRISE] });
  });

  for (const written of ['BE 0123.456.749', 'be0123456749', '123.456.749', ' 0123 456 749 ']) {
    it(`read the enterprise number in ${JSON.stringify(written)}`, () => {
      expect(read(CUSTOMER, written)).to.have.nested.property('numbers.enterpriseNumber', ENTERPRISE);
    });
  }

  for (const wrong of ['0123456748', '2123456749', '01234567', '00123456749', '012345674x', 'NL0123456749']) {
    it(`take ${JSON.stringify(wrong)} for no enterprise number`, () => {
      expect(read(CUSTOMER, wrong)).to.deep.equal({ numbers: null, problems: [NO_ENTERPRISE] });
    });
  }

  it('keep every character of the customer number but spaces', () => {
    for (const [written, kept] of [
      ['00471100', '00471100'],
      ['100 47 11', '1004711'],
      ['WK-47.11/a', 'WK-47.11/a'],
    ] as const) {
      expect(read(written, ENTERPRISE)).to.have.nested.property('numbers.customerNumber', kept);
    }
  });

  for (const wrong of ['4711+1', '-4711', 'n.v.t?', '1'.repeat(31)]) {
    it(`take ${JSON.stringify(wrong)} for no customer number`, () => {
      expect(read(wrong, ENTERPRISE)).to.deep.equal({ numbers: null, problems: [NO_CUSTOMER] });
    });
  }

  it('make one key, from which both are read back, whichever they are', () => {
    const enterpriseNumbers = fc.integer({ min: 0, max: 19_999_999 }).map((first) => {
      const check = 97 - (first % 97);
      return `${String(first).padStart(8, '0')}${String(check).padStart(2, '0')}`;
    });
    const customerNumbers = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9./-]{0,29}$/);
    fc.assert(
      fc.property(customerNumbers, enterpriseNumbers, (customerNumber, enterpriseNumber) => {
        const numbers = { customerNumber, enterpriseNumber };
        expect(read(customerNumber, enterpriseNumber)).to.deep.equal({ numbers });
        expect(numbersOfKey(organisationKey(numbers))).to.deep.equal(numbers);
      }),
    );
  });

  for (const key of [
    '',
    CUSTOMER,
    ENTERPRISE,
    `${CUSTOMER}+${ENTERPRISE}+1`,
    `${CUSTOMER}+BE${ENTERPRISE}`,
  ]) {
    it(`read nothing from ${JSON.stringify(key)}`, () => {
      expect(numbersOfKey(key)).to.equal(null);
    });
  }
});
