import { expect } from 'chai';
import { searchedNumbers, shownNumber } from '../../../connectors/caseware-cloud/entity-number.ts';
import { parseSearch } from '../../../connectors/caseware-cloud/sandbox/search-grammar.ts';
import { fieldEquals } from '../../../connectors/caseware-cloud/search.ts';

describe('The search of CaseWare Cloud', () => {
  it('puts text in single quotes and escapes quotes and backslashes inside with a backslash', () => {
    expect(fieldEquals('Email', "p.d'hont@example.nl")).to.equal("Email='p.d\\'hont@example.nl'");
    expect(fieldEquals('Name', 'a\\b')).to.equal("Name='a\\\\b'");
  });

  it('cannot be widened by what stands in a field', () => {
    for (const text of ["x' AND Name='y", "x\\' OR Name='y", '\\']) {
      const found = parseSearch(fieldEquals('Email', text));
      expect(found).to.deep.equal([[{ field: 'Email', op: '=', value: text, isText: true }]]);
    }
  });

  it('is read by the sandbox as the vendor writes it', () => {
    // The second from the vendor's page "Query data using GET requests", the others by the grammar it gives there.
    for (const text of [
      "Name='ABC' AND Type='A'",
      "modifyDate>'2022-01-01'",
      "Name<>'ABC' OR Id=12 AND Admin=true",
    ])
      expect(parseSearch(text), text).to.be.an('array');
    for (const text of ["(Name='ABC')", "Name='O''Neil'", "Name = 'ABC'", "Name='ABC'  AND Type='A'"])
      expect(parseSearch(text), text).to.equal(null);
  });
});

describe('A client number in CaseWare Cloud', () => {
  it('is searched with ten characters, spaces on the left, and bare after that', () => {
    expect(searchedNumbers('A2')).to.deep.equal(['        A2', 'A2']);
    expect(searchedNumbers('1234567890')).to.deep.equal(['1234567890']);
  });

  it('is recognised with and without padding', () => {
    for (const shown of ['4711', ' 4711', '      4711']) expect(shownNumber(shown)).to.equal('4711');
    expect(shownNumber('0042')).to.equal('0042');
    expect(shownNumber(null)).to.equal('');
  });
});
