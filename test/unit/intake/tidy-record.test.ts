// What systems and spreadsheets leave in values although nobody means it: taken out and said, or refused by field.
import { expect } from 'chai';
import { readClient, readContact, type RecordContext } from '../../../src/intake/records/record-schema.ts';

const context: RecordContext = {
  now: new Date('2026-11-22T09:00:00Z'),
  saidAt: new Date('2026-11-22T08:00:00Z'),
};
const client = (fields: Record<string, unknown>) =>
  readClient({ key: 'k1', kind: 'company', status: 'client', ...fields }, context);

const problemsIn = (fields: Record<string, unknown>): string[] =>
  client(fields).problems.map(({ field, code }) => `${field} ${code}`);

describe('what nobody means in a record', () => {
  for (const [what, raw, meant] of [
    ['a zero-width space', 'Bakke\u200brij', 'Bakkerij'],
    ['a soft hyphen', 'Bakke\u00adrij', 'Bakkerij'],
    ['marks of direction around a number', '\u202a+31 20 5550101\u202c', '+31 20 5550101'],
    ['an isolate', 'a\u2066b\u2069', 'ab'],
    ['a byte order mark', 'Bakke\ufeffrij', 'Bakkerij'],
    ['a joiner that joins nothing', 'Jan\u200dsen', 'Jansen'],
    ['spaces that do not break', 'De\u00a0Vries\u202fB.V.', 'De Vries B.V.'],
    ['letters read in a wrong encoding', 'VriÃ«s cafÃ©', 'Vriës café'],
    ['letters read twice in a wrong encoding', 'VriÃƒÂ«s', 'Vriës'],
    ['quotes read in a wrong encoding', 'd\u00e2\u20ac\u2122Hondt', 'd\u2019Hondt'],
    ['the mark of a text in a spreadsheet', '="01001"', '01001'],
    ['the apostrophe of a text in a spreadsheet', "'01002", '01002'],
    ['the apostrophe before a sign', "'+31 (0)20 555 01 01", '+31 (0)20 555 01 01'],
    ...['\u034f', '\u180b', '\u206a', '\u2800', '\u3164', '\ufff9', '\ufe0f', '\u{e0041}'].map(
      (mark) =>
        [`the mark ${mark.codePointAt(0)?.toString(16) ?? ''}`, `Bakke${mark}rij`, 'Bakkerij'] as const,
    ),
    ['the mark of a text in curly quotes', '=\u201c01001\u201d', '01001'],
    ['the mark of a text twice over', '=="01001"', '01001'],
    ['the mark of a text as a function', '=T("01001")', '01001'],
    ['the mark of a text without quotes', "='01001'", '01001'],
    ['an accent instead of an apostrophe', '\u00b401002', '01002'],
    ...[
      '{null}',
      'DBNull',
      '(leeg)',
      '(blank)',
      '#NV',
      'NULL',
      'null',
      'N/A',
      '#N/A',
      '#N/B',
      'n.v.t.',
      '-',
      '\\N',
      '\u200b',
      '=""',
    ].map((word) => ['the word ' + JSON.stringify(word), word, null] as const),
  ] as const) {
    it(`is taken out, and said: ${what}`, () => {
      const { statement, cleaned } = client({ name: raw });
      expect(statement?.data?.name).to.equal(meant);
      expect(cleaned).to.deep.equal(['name']);
    });
  }

  for (const name of [
    '1\ufe0f\u20e3 Bakker',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '\u2764\ufe0f',
    "'s-Hertogenbosch",
    "'t Hoekje",
    'Null',
    'SÃO',
    '“CAFÉ”',
    'می‌خواهم',
    '=1+1',
    'Jan - Piet',
  ]) {
    it(`is not ${name}`, () => {
      const { statement, cleaned } = client({ name });
      expect([statement?.data?.name, cleaned]).to.deep.equal([name, []]);
    });
  }

  it('never makes two people one', () => {
    for (const personKey of [
      'NULL',
      'Null',
      '-',
      'n.v.t.',
      '0',
      '#N/B',
      'onbekend',
      '00000000-0000-0000-0000-000000000000',
    ]) {
      const { statement } = readContact({ key: 'p1', clientKey: 'k1', personKey }, context);
      expect(statement?.data?.personKey, personKey).to.equal(null);
    }
  });

  it('is no key', () => {
    for (const key of ['NULL', 'null', '-', '#N/A', '=""', '\u200b'])
      expect(problemsIn({ key }), key).to.deep.equal(['key MISSING']);
    expect(client({ key: "'00123" }).statement?.sourceKey).to.equal('00123');
    expect(client({ key: '="00123"' }).statement?.sourceKey).to.equal('00123');
  });

  it('is a number that a spreadsheet has rounded, refused by field', () => {
    const fields = { key: '1E+05', number: '1,00E+03', phone: '3.12055E+10', kvkNumber: '1.2E+7' };
    expect(problemsIn(fields)).to.have.members(
      ['key', 'number', 'phone', 'kvkNumber'].map((field) => `${field} SPREADSHEET_NUMBER`),
    );
    expect(client({ number: '12E3' }).statement?.data?.number).to.equal('12E3');
  });

  it('is a number that a spreadsheet has rounded, however it writes it', () => {
    for (const number of ['1,00 E+03', '1.0E3', '1 E+3', '1,0×10^3', '1.0 x 10^3', '="1,00E+03"'])
      expect(problemsIn({ number }), number).to.deep.equal(['number SPREADSHEET_NUMBER']);
  });

  it('is a number or a date that a spreadsheet, or a program that computed with it, made of a code', () => {
    for (const text of ['1001,00', '1001.0', '31205550101,0', '2-apr', '12 okt. 2026', '3/Mar', '="2-apr"'])
      for (const field of ['number', 'phone', 'houseNumber', 'postalCode', 'wkCustomerNumber', 'kvkNumber'])
        expect(problemsIn({ [field]: text }), `${field} ${text}`).to.deep.equal([
          `${field} SPREADSHEET_NUMBER`,
        ]);
    for (const text of ['31-12-1899', '1899-12-31', '2-4-2026', '02/04/2026 00:00'])
      for (const field of ['phone', 'houseNumber', 'postalCode', 'wkCustomerNumber'])
        expect(problemsIn({ [field]: text }), `${field} ${text}`).to.deep.equal([
          `${field} SPREADSHEET_NUMBER`,
        ]);
    const contact = readContact(
      { key: 'p1', clientKey: 'k1', personKey: '7,0', mobile: '31612345678.0' },
      context,
    );
    expect(contact.problems.map(({ field }) => field)).to.have.members(['personKey', 'mobile']);
  });

  it('is not what people write for a number', () => {
    for (const [field, text] of [
      ...['1001.00', '1.001', '1001.10', 'JAN-24', 'mei-12', '2024-001', '2024-01-15', '12-03-24'].map(
        (number) => ['number', number] as const,
      ),
      ...['020-555.01.01', '06-12-34-56-78', '0', '+31 20'].map((phone) => ['phone', phone] as const),
      ...['2-4', '10-12-14', '12 bis', '3a', 'A.0', '1e'].map((house) => ['houseNumber', house] as const),
    ])
      expect(problemsIn({ [field]: text }), `${field} ${text}`).to.deep.equal([]);
    expect(client({ name: '2-apr' }).statement?.data?.name).to.equal('2-apr');
  });

  it('is a formula, or its error, where a code should stand', () => {
    for (const number of ['=A1&"x"', '=1+1', '#NAAM?', 'Err:502'])
      expect(problemsIn({ number }), number).to.deep.equal(['number SPREADSHEET_ERROR']);
  });

  it('is what people write where there is none: it makes no two clients one', () => {
    for (const field of ['number', 'phone', 'email', 'website', 'kvkNumber'] as const)
      for (const word of ['geen', 'Onbekend', '0', '00000000', '?', 'n.a.', 'leeg'])
        expect(client({ [field]: word }).statement?.data?.[field], `${field} ${word}`).to.equal(null);
  });

  it('is the name of a country, which is a code', () => {
    for (const [country, code] of [
      ['Nederland', 'NL'],
      ['belgië', 'BE'],
      ['The Netherlands', 'NL'],
      ['Germany', 'DE'],
    ])
      expect(client({ country }).statement?.data?.country).to.equal(code);
  });
});
