import { expect } from 'chai';
import fc from 'fast-check';
import { CLIENT_COLUMNS, CONTACT_COLUMNS } from '../../../src/intake/files/columns.ts';
import { importFiles } from '../../../src/intake/import-files.ts';
import type { ClientRecord, RecordKind } from '../../../src/intake/intake.ts';
import { openLines, openRecordFile } from '../../../src/intake/files/record-file.ts';
import { readRecords, type RecordRow } from '../../../src/intake/files/read-records.ts';
import { cleanCode } from '../../../src/intake/records/clean-text.ts';
import { tidyText } from '../../../src/intake/records/tidy-text.ts';
import { memoryIntake } from './memory-intake.ts';
import { collectRows } from './collect-rows.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const context = { now: new Date('2026-11-22T09:00:00Z'), saidAt: new Date('2026-11-22T06:00:00Z') };

describe('a CSV file', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await openTemporaryFolder();
  });
  after(() => folder.remove());

  async function read(content: string | Buffer, kind: RecordKind = 'client'): Promise<RecordRow[]> {
    const file = await openRecordFile(await folder.write('rows.csv', content), [kind]);
    if (!file.ok) throw new Error(file.problems.map(({ code }) => code).join());
    return collectRows(readRecords(file.value, openLines(file.value), context));
  }

  async function problemsOf(content: string | Buffer, kind: RecordKind = 'client'): Promise<string[]> {
    const rows = await read(content, kind);
    return rows.flatMap(({ problems }) =>
      problems.map(({ line, field, code }) => `${line} ${field} ${code}`),
    );
  }

  async function names(content: string | Buffer): Promise<unknown[]> {
    const rows = await read(content);
    expect(rows.flatMap(({ problems }) => problems)).to.deep.equal([]);
    return rows.map(({ parsed }) => (parsed?.kind === 'client' ? parsed.record.data?.name : null));
  }

  for (const [what, content] of [
    ['semicolons', 'key;name;kind;status\nk1;A, B;company;client\n'],
    ['commas', 'key,name,kind,status\nk1,"A, B",company,client\n'],
    ['a byte order mark', '\ufeffkey;name;kind;status\nk1;A, B;company;client\n'],
    ['line ends of Windows', 'key;name;kind;status\r\nk1;A, B;company;client\r\n'],
    ['mixed line ends', 'key;name;kind;status\r\n\r\nk1;A, B;company;client'],
    ['a quoted header', '"key";"name";"kind";"status"\n"k1";"A, B";"company";"client"\n'],
    ['Dutch names and words', 'Sleutel;Naam;Soort;Status\nk1;A, B;Bedrijf;Klant\n'],
    [
      'comments before the header',
      '# export\n\n# as-of: 2026-11-22T06:00:00Z\nkey;name;kind;status\nk1;A, B;company;client\n',
    ],
    ['empty columns at the end', 'key;name;kind;status;;\nk1;A, B;company;client;;\n'],
    ['more empty cells than columns', 'key;name;kind;status\nk1;A, B;company;client;;\n'],
  ] as const) {
    it(`is read with ${what}`, async () => {
      expect(await names(content)).to.deep.equal(['A, B']);
    });
  }

  it('takes a name with SQL, emoji, right-to-left script or doubled quotes as it is', async () => {
    const rows = [`"x'; DROP TABLE client;--"`, '🌷', 'שלום', '"Jan ""de"" Wit"', '=1+1', '#5'];
    const csv = rows.map((name, index) => `k${index};${name};company;client`).join('\n');
    expect(await names(`key;name;kind;status\n${csv}`)).to.deep.equal([
      ...["x'; DROP TABLE client;--", '🌷', 'שלום', 'Jan "de" Wit', '=1+1', '#5'],
    ]);
  });

  it('may have a key that begins with #', async () => {
    const rows = await read('key;kind;status\n#1;company;client\n');
    expect(rows.map(({ parsed }) => parsed?.record.sourceKey)).to.deep.equal(['#1']);
  });

  it('is refused with a line break or NUL inside a name, at the line where the row begins', async () => {
    const csv = 'key;name;kind;status\nk1;"A\nB";company;client\nk2;"a\u0000b";company;client\n';
    expect(await problemsOf(csv)).to.deep.equal(['2 name CONTROL_CHARACTER', '4 name CONTROL_CHARACTER']);
  });

  it('is refused with a column it does not know, has twice or needs', async () => {
    const header = 'key;name;naam;kind;nmae;link:a b;link:scim:role\n';
    const [row] = await read(header);
    expect(row?.fatal).to.equal(true);
    expect(row?.problems.map(({ field, code }) => `${field} ${code}`)).to.have.members([
      'status MISSING_COLUMN',
      'nmae UNKNOWN_COLUMN',
      'column 6 UNKNOWN_COLUMN',
      'name DOUBLE_COLUMN',
      'link:scim MISSING_COLUMN',
    ]);
  });

  it('does not tell the values of a first record when the header is missing', async () => {
    const [row] = await read('k1;Geheim BV;company;client\nk2;B;company;client\n');
    expect(row?.problems.map(({ text }) => text.en)).to.deep.equal([
      'first row does not hold the names of the columns; put them above the first record.',
    ]);
  });

  it('of the other kind of record is refused at once', async () => {
    const clients = 'key;number;name;kind;status;street;city;country\nk1;1;A;company;client;B;C;NL\n';
    expect(await problemsOf(clients, 'contact')).to.deep.equal(['1 file OTHER_KIND']);
    expect(await problemsOf('key;client_key;last_name\np1;k1;A\n')).to.deep.equal(['1 file OTHER_KIND']);
  });

  it('is refused where a row has fewer cells than the header: nothing is taken for empty', async () => {
    expect(await problemsOf('key;name;kind;status\nk1;A;company\nk2;B;company;client;x\n')).to.deep.equal([
      '2 line WRONG_CELL_COUNT',
      '3 line WRONG_CELL_COUNT',
    ]);
  });

  for (const [what, row, problem] of [
    ['a quote that is never closed', 'k1;"A;company;client', 'BAD_CSV'],
    ['text after a closing quote', 'k1;"A" x;company;client', 'BAD_CSV'],
    ['a line of 10 MB', `k1;${'x'.repeat(10_000_000)};company;client`, 'LINE_TOO_LONG'],
    ['a separator too many', 'k1;A; B;company;client', 'WRONG_CELL_COUNT'],
    ['a line break in a name', 'k1;"A\n\nB";company;client', 'CONTROL_CHARACTER'],
  ] as const) {
    it(`loses one row to ${what}`, async () => {
      const rows = await read(`key;name;kind;status\n${row}\nk2;B;company;client\nk3;"C";company;client\n`);
      expect(
        rows.map(({ problems, fatal }) => [problems.map(({ code }) => code).join(), fatal]),
      ).to.deep.equal([
        ...[
          [problem, false],
          ['', false],
          ['', false],
        ],
      ]);
      expect(rows.map(({ parsed }) => parsed?.record.sourceKey)).to.deep.equal([
        ...[problem === 'LINE_TOO_LONG' ? undefined : 'k1', 'k2', 'k3'],
      ]);
    });
  }

  it('does not take the next row for a part of a cell whose quote it would close', async () => {
    const rows = await read('key;name;kind;status\nk1;"A;company;client\nk2;Pijp 5";company;client\n');
    expect(
      rows.map(({ line, parsed, problems }) => [line, parsed?.record.sourceKey, problems.length]),
    ).to.deep.equal([
      ...[
        [2, 'k1', 1],
        [3, 'k2', 0],
      ],
    ]);
  });

  it('may have quotes inside a cell that does not begin with one', async () => {
    expect(await names('key;name;kind;status\nk1;Jan "de" Wit 5";company;client\n')).to.deep.equal([
      'Jan "de" Wit 5"',
    ]);
  });

  it('switches off in a row with a separator too many, and nothing else', async () => {
    const csv =
      'key;client_key;last_name;link:scim;link:caseware\np1;k1;Vries;Anna;no;yes\np2;k1;A;yes;yes;x\n';
    const rows = await read(csv, 'contact');
    expect(rows.map(({ parsed }) => parsed?.record)).to.containSubset([
      { sourceKey: 'p1', data: null, links: { scim: { enabled: false } } },
      { sourceKey: 'p2', data: null, links: {} },
    ]);
    expect(rows[0]?.parsed?.record.links).to.have.all.keys('scim');
  });

  it('switches links with yes and no, and leaves them alone where the cell is empty', async () => {
    const words = ['yes', 'JA', 'true', '1', 'no', 'Nee', 'false', '0', ''];
    const csv = words.map((word, index) => `k${index};company;client;${word}`).join('\n');
    const rows = await read(`key;kind;status;link:scim\n${csv}`);
    expect(rows.map(({ parsed }) => parsed?.record.links['scim']?.enabled)).to.deep.equal([
      ...[true, true, true, true],
      ...[false, false, false, false, undefined],
    ]);
  });

  it('has words for a kind and a status in whatever form a Mac or a word processor writes their letters', async () => {
    const rows = await read('key;kind;status\nk1;prive\u0301;Oud\u2013klant\nk2;Priv\u00e9;oud\u2011klant\n');
    expect(rows.map(({ parsed }) => parsed?.record.data)).to.containSubset([
      ...[1, 2].map(() => ({ kind: 'person', status: 'former' })),
    ]);
  });

  it('gives a link its settings', async () => {
    const [row] = await read(
      'key;kind;status;link:scim;link:scim:accessProfile\nk1;company;client;yes;reader\n',
    );
    expect(row?.parsed?.record.links).to.deep.equal({
      scim: { enabled: true, settings: { accessProfile: 'reader' } },
    });
  });

  it('is refused with another word for a switch, or settings without one', async () => {
    const csv =
      'key;kind;status;link:scim;link:scim:role\nk1;company;client;on?;\nk2;company;client;;reader\n';
    expect(await problemsOf(csv)).to.deep.equal(['2 link:scim BAD_LINK', '3 link:scim SETTING_WITHOUT_LINK']);
  });

  it('is not confused by connections and cells named after parts of the language', async () => {
    const csv = 'key;kind;status;link:constructor;link:constructor:toString\nk1;constructor;valueOf;;x\n';
    expect(await problemsOf(csv)).to.deep.equal([
      '2 link:constructor SETTING_WITHOUT_LINK',
      '2 kind BAD_KIND',
      '2 status BAD_STATUS',
    ]);
  });

  it('names fields as its columns are named', async () => {
    const csv = 'key;kind;status;kvk_number;changed_at\nk1;company;client;12;22-11-2026\n';
    expect(await problemsOf(csv)).to.deep.equal(['2 changed_at BAD_DATE', '2 kvk_number BAD_KVK_NUMBER']);
  });

  it('of contacts needs the key of the client', async () => {
    expect(await problemsOf('key;last_name\np1;Jansen\n', 'contact')).to.deep.equal([
      '1 client_key MISSING_COLUMN',
    ]);
    expect(await problemsOf('key;client_key\np1;\n', 'contact')).to.deep.equal(['2 client_key MISSING']);
  });

  it('of twenty thousand rows is imported in pieces', async () => {
    const row = (index: number): string => `k${index};${'Lange naam '.repeat(9)}${index};company;client\n`;
    const rows = Array.from({ length: 20_000 }, (_, index) => row(index)).join('');
    const path = await folder.write('large.csv', `key;name;kind;status\n${rows}`);
    const intake = { ...memoryIntake(), upsertClients: countOnly };
    const result = await importFiles({
      ...{ intake, practiceId: 'jansen', clients: path, asOf: context.saidAt },
      ...{ skipInvalid: false, now: context.now },
    });
    expect(result.clients.applied).to.equal(20_000);
  });

  const cell = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .map((text) => text.replace(/[\p{C}\p{Z}\uFFFD]+/gu, ' ').trim())
    .map((text) => (text === '' ? null : text.normalize('NFC')))
    // What nobody means in a cell is another matter: record-schema.test.ts.
    .filter((text) => text === null || (tidyText(text, 'identity') === text && cleanCode(text, 500).ok));

  it('that holds any record gives back that record, with either separator', async () => {
    const fields = Object.keys(CONTACT_COLUMNS).filter(
      (field) => !['key', 'clientKey', 'changedAt'].includes(field),
    );
    const contact = fc.record(Object.fromEntries(fields.map((field) => [field, cell])));
    await fc.assert(
      fc.asyncProperty(
        fc.array(contact, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(';', ','),
        async (all, separator) => {
          const header = ['key', 'client_key', ...fields.map(snakeCase)].join(separator);
          const lines = all.map((one, index) =>
            [`p${index}`, 'k1', ...fields.map((field) => quote(one[field] ?? null))].join(separator),
          );
          const rows = await read([header, ...lines].join('\r\n'), 'contact');
          expect(rows.map(({ parsed }) => parsed?.record.data)).to.deep.equal(all);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has a documented column for every field, in snake case', () => {
    for (const [field, [first]] of [...Object.entries(CLIENT_COLUMNS), ...Object.entries(CONTACT_COLUMNS)]) {
      expect(first).to.equal(snakeCase(field));
    }
  });
});

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function quote(text: string | null): string {
  return text === null ? '' : `"${text.replaceAll('"', '""')}"`;
}

function countOnly(_practiceId: string, rows: readonly ClientRecord[]) {
  return Promise.resolve(rows.map(({ sourceKey }) => ({ sourceKey, verdict: 'applied' as const })));
}
