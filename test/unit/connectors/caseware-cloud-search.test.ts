import { expect } from 'chai';
import { shownNumber, unpadNumber } from '../../../connectors/caseware-cloud/entity-number.ts';
import { parseSearch } from '../../../connectors/caseware-cloud/sandbox/search-grammar.ts';
import { fieldEquals } from '../../../connectors/caseware-cloud/search.ts';

describe('The search of CaseWare Cloud', () => {
  it('puts text in single quotes and doubles a quote inside', () => {
    expect(fieldEquals('EntityNo', '4711')).to.equal("EntityNo='4711'");
    expect(fieldEquals('Email', "p.d'hont@example.nl")).to.equal("Email='p.d''hont@example.nl'");
  });

  it('cannot be widened by what stands in a field', () => {
    const conditions = parseSearch(fieldEquals('Email', "x' AND Name='y"));
    expect(conditions).to.deep.equal([{ field: 'Email', value: "x' AND Name='y" }]);
  });
});

describe('A client number in CaseWare Cloud', () => {
  it('is recognised with and without padding', () => {
    for (const shown of ['4711', ' 4711', '      4711', '0000004711']) {
      expect(unpadNumber(shown, '4711')).to.equal('4711');
    }
  });

  it('is not taken for another one that differs in zeros', () => {
    expect(unpadNumber('0042', '42')).to.not.equal('42');
    expect(unpadNumber('42', '0042')).to.not.equal('0042');
  });

  it('is left open in a list where zeros may be padding or not', () => {
    expect(shownNumber('0000004711', null)).to.deep.equal({ key: '4711', isCertain: false });
    expect(shownNumber('0042', null)).to.deep.equal({ key: '0042', isCertain: true });
  });
});
