// Files as they come out of a spreadsheet, an old Mac or a mail programme: read as what they were, or refused with one
// problem that names the real cause. And of no cell does a message tell anything.
import { expect } from 'chai';
import fc from 'fast-check';
import { importFiles, type ImportResult } from '../../../src/intake/import-files.ts';
import { memoryIntake, type MemoryIntake } from './memory-intake.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-22T09:00:00Z');
const HEADER = 'key;number;name;kind;status;phone;link:caseware';
const CLIENTS = `${HEADER}
c1;01001;Bakkerij De Vries;company;client;020-5550101;yes
c2;01002;Café "Zoë";company;prospect;;no
`;

describe('a file after a spreadsheet', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await openTemporaryFolder();
  });
  after(() => folder.remove());

  interface Played {
    readonly intake: MemoryIntake;
    readonly result: ImportResult;
  }

  async function play(content: string | Buffer, name = 'clients.csv'): Promise<Played> {
    const intake = memoryIntake();
    const path = await folder.write(name, content);
    const kind = name.startsWith('contacts') ? { contacts: path } : { clients: path };
    const asOf = new Date('2026-11-22T06:00:00Z');
    const result = await importFiles({
      intake,
      practiceId: 'jansen',
      ...kind,
      asOf,
      skipInvalid: false,
      now,
    });
    return { intake, result };
  }

  const problemsOf = ({ result }: Played): string[] =>
    result.problems.map(({ line, field, code }) => `${line ?? '-'} ${field} ${code}`);
  const recordsOf = ({ intake }: Played): unknown[] =>
    [...intake.clients.values()].map(({ sourceKey, data, links }) => ({ sourceKey, data, links }));

  const oldMac = CLIENTS.replaceAll('\n', '\r');
  const READ: Readonly<Record<string, string | Buffer>> = {
    'a byte order mark, a sep line and line ends of Windows': `\ufeffsep=;\r\n${CLIENTS.replaceAll('\n', '\r\n')}`,
    'a sep line in capitals, in quotes and padded': `"SEP=;";;;;;;\n${CLIENTS}`,
    'a sep line that is older than the separators': `sep=,\n${CLIENTS}`,
    'a sep line for tabs': `sep=\t\n${CLIENTS.replaceAll(';', '\t')}`,
    tabs: CLIENTS.replaceAll(';', '\t'),
    bars: CLIENTS.replaceAll(';', '|'),
    'line ends of an old Mac': oldMac,
    'mixed line ends': CLIENTS.replace('\n', '\r').replace('\n', '\r\n'),
    'doubled line ends': CLIENTS.replaceAll('\n', '\r\r\n'),
    'blank rows of separators, spaces and quotes': CLIENTS.replaceAll(
      '\n',
      '\n;;;;;;\n ; ; ;;;;\n"";"";"";;;;\n\u00a0;;;;;;\n',
    ),
    'blank rows of other separators': `${CLIENTS},,,,,\n\t\t\n|||\n`,
    'blank rows before the header': `;;;;;;\n"";;;;;;\n${CLIENTS}`,
    'the end of file of DOS': `${CLIENTS}\u001a`,
    'padded comments': `# a comment;;;;;;\n# complete: ONWAAR;;;;;;\n"# As-Of: 2026-11-22T05:00:00Z";;;;;;\n${CLIENTS}`,
    'a header with capitals, spaces and quotes': CLIENTS.replace(
      HEADER,
      '" Key ";"\ufeffNumber";\u00a0Name ;"kind";Status;Phone; Link: caseware ',
    ),
    'an empty cell too many on every row': CLIENTS.replaceAll('\n', ';;\n'),
    'every cell in quotes, with spaces around': CLIENTS.replaceAll('"', '""')
      .split('\n')
      .map((line) => (line === '' ? '' : ` "${line.split(';').join('" ; "')}" `))
      .join('\n'),
    'every row as one cell in quotes': CLIENTS.replaceAll('"', '""').replace(/^.+$/gm, '"$&"'),
    'every row as one cell in quotes, and padded': CLIENTS.replaceAll('"', '""').replace(/^.+$/gm, '"$&";;;'),
    'text marks around numbers': CLIENTS.replace('01001', '="01001"').replace('01002', "'01002"),
    'text marks in quotes': CLIENTS.replace('01001', '"=""01001"""').replace('020-', "'020-"),
    'marks that cannot be seen': CLIENTS.replace('Bakkerij', 'Bak\u00adke\u200brij').replace(
      '020',
      '\u202a020',
    ),
    'letters in a wrong encoding': CLIENTS.replace('Café "Zoë"', 'CafÃ© "ZoÃ«"'),
    'words for nothing': CLIENTS.replace('prospect;;', 'prospect;#N/B;'),
    'UTF-16 with a byte order mark': Buffer.from(`\ufeff${CLIENTS}`, 'utf16le'),
    'UTF-16 without': Buffer.from(CLIENTS, 'utf16le'),
    'UTF-16 the other way round': Buffer.from(`\ufeff${CLIENTS}`, 'utf16le').swap16(),
    'Windows-1252': Buffer.from(CLIENTS, 'latin1'),
    'Dutch names of columns': CLIENTS.replace(
      HEADER,
      'Sleutel;Relatienummer;Bedrijfsnaam;Soort;Status;Telefoonnummer;Link:caseware',
    ),
    'Dutch words for switches': CLIENTS.replace(';yes', ';WAAR').replace(';no', ';Onwaar'),
    'ones and zeros with decimals for switches': CLIENTS.replace(';yes', ';1.0').replace(';no', ';0,00'),
    'functions for switches': CLIENTS.replace(';yes', ';=TRUE()').replace(';no', ';=ONWAAR()'),
    'blank rows of marks of a text': `${CLIENTS}="";="";="";="";="";="";=""\n=;=;=;';';;\n`,
  };

  for (const [what, content] of Object.entries(READ)) {
    it(`is read with ${what}`, async () => {
      const [mangled, clean] = [await play(content), await play(CLIENTS)];
      expect(problemsOf(mangled)).to.deep.equal([]);
      expect(recordsOf(mangled)).to.deep.equal(recordsOf(clean));
    });
  }

  for (const [what, content, problem] of [
    ['a workbook', Buffer.from('504b030414000600', 'hex'), '- file NOT_TEXT'],
    ['a workbook of old', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '- file NOT_TEXT'],
    ['a compressed file', Buffer.from('1f8b0800', 'hex'), '- file NOT_TEXT'],
    ['a file of UTF-32', Buffer.from('fffe00006b000000', 'hex'), '- file NOT_UTF8'],
    [
      'a file of DOS',
      Buffer.from(CLIENTS.replaceAll('é', '\u0082').replaceAll('ë', '\u0089'), 'latin1'),
      '- file NOT_UTF8',
    ],
    [
      'a file of an old Mac',
      Buffer.from(oldMac.replaceAll('é', '\u008e').replaceAll('ë', '\u0091'), 'latin1'),
      '- file NOT_UTF8',
    ],
    ['nothing but separators', ';;;;\n;;;;\n', '- file EMPTY_FILE'],
    ['a header that is missing', CLIENTS.slice(HEADER.length + 1), '1 first row NO_COLUMN_NAMES'],
    ['a title above the header', `Export;;;;;;\n${CLIENTS}`, '1 first row NO_COLUMN_NAMES'],
  ] as const) {
    it(`is refused with one problem that names the cause: ${what}`, async () => {
      const played = await play(content);
      expect(problemsOf(played)).to.deep.equal([problem]);
      expect(played.result.written).to.equal(false);
    });
  }

  for (const comment of [
    '# as-of;2026-11-21T05:00:00Z;;;;;',
    '"# As of";"2026-11-21T05:00:00Z";;;;;',
    '# asof 2026-11-21T05:00:00Z',
  ])
    it(`tells its time although a spreadsheet, or a person, wrote it as ${comment}`, async () => {
      const path = await folder.write(
        'clients.csv',
        `${comment}\n# complete export, but for those who left\n${CLIENTS}`,
      );
      const intake = memoryIntake();
      const result = await importFiles({
        intake,
        practiceId: 'jansen',
        clients: path,
        skipInvalid: false,
        now,
      });
      expect(result.problems).to.deep.equal([]);
      expect(intake.clients.get('c1')?.saidAt).to.deep.equal(new Date('2026-11-21T05:00:00Z'));
    });

  it('says in which fields something was cleaned, and never what', async () => {
    const { result } = await play(CLIENTS.replace('01001', '="01001"').replace('01002', "'01002"));
    expect(result.cleaned).to.deep.equal({ client: { number: 2 }, contact: {} });
  });

  it('has a number that was rounded refused by field, and its other rows read', async () => {
    const played = await play(CLIENTS.replace('01001', '1,00E+03'));
    expect(problemsOf(played)).to.deep.equal(['2 number SPREADSHEET_NUMBER']);
  });

  it('lists every further row of one key, and names the line of the first', async () => {
    const { result } = await play(`${CLIENTS}c1;;;company;client;;\n="c1";;;company;client;;\n`);
    expect(result.problems.map(({ text }) => text.en)).to.deep.equal([
      'key occurs more than once; keep one row for each record. (first on line 2)',
      'key occurs more than once; keep one row for each record. (first on line 2)',
    ]);
  });

  describe('by law', () => {
    const word = fc.constantFrom(
      'Jansen',
      'De Vries',
      "'s-Gravenhage",
      'Café Zoë',
      '0123',
      'x;y',
      'a "b" c',
      '',
    );
    const clients = fc.array(fc.record({ number: word, name: word, phone: word, off: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    const cell = (text: string): string => (/[";]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const toCsv = (rows: readonly { number: string; name: string; phone: string; off: boolean }[]): string =>
      [
        HEADER,
        ...rows.map(({ number, name, phone, off }, at) =>
          ['c' + String(at), number, name, 'company', 'client', phone, off ? 'no' : 'yes']
            .map(cell)
            .join(';'),
        ),
      ]
        .map((line) => `${line}\n`)
        .join('');
    const MANGLINGS: readonly ((text: string) => string | Buffer)[] = [
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => text.replaceAll('\n', '\r'),
      (text) => `\ufeff${text}`,
      (text) => `sep=;\r\n${text}`,
      (text) => text.replaceAll('\n', '\n;;;;;;\n'),
      (text) => text.replaceAll('\n', ';;;\n'),
      (text) => `# a comment;;;;\n${text}`,
      (text) => text.replaceAll(/(?<=^|;)0123(?=;|$)/gm, '="0123"'),
      (text) => text.replaceAll(/(?<=^|;)0123(?=;|$)/gm, "'0123"),
      (text) => text.replaceAll('Zo', 'Z\u200bo').replaceAll('Vries', 'Vr\u00adies'),
      (text) => text.replaceAll('é', 'Ã©').replaceAll('ë', 'Ã«'),
      (text) => Buffer.from(text, 'utf16le'),
      (text) => Buffer.from(text, 'latin1'),
      (text) => Buffer.from(text.replaceAll('é', '\u008e').replaceAll('ë', '\u0091'), 'latin1'),
      (text) => text.slice(text.indexOf('\n') + 1),
    ];

    it('a mangled file gives the records of the clean one, or one refusal', async () => {
      await fc.assert(
        fc.asyncProperty(clients, fc.constantFrom(...MANGLINGS), async (rows, mangle) => {
          const [clean, mangled] = [await play(toCsv(rows)), await play(mangle(toCsv(rows)))];
          expect(problemsOf(clean)).to.deep.equal([]);
          if (mangled.result.problemCount > 0) expect(mangled.result.problemCount).to.equal(1);
          else expect(recordsOf(mangled)).to.deep.equal(recordsOf(clean));
        }),
        { numRuns: 80 },
      );
    });

    it('no message tells anything of a cell, whatever stands where', async () => {
      const secret = fc.stringMatching(/^[A-Za-z0-9]{8,12}$/).map((text) => `Zq${text}`);
      const line = fc.array(fc.oneof(secret, fc.constantFrom('', 'key', 'yes', '"', '="x"', 'company')), {
        maxLength: 9,
      });
      const file = fc.record({
        header: fc.oneof(
          fc.constantFrom(HEADER, 'key;client_key'),
          fc.tuple(fc.constantFrom(HEADER, 'key;client_key'), secret).map((cells) => cells.join(';')),
          line.map((cells) => cells.join(';')),
        ),
        rows: fc.array(line, { maxLength: 6 }),
      });
      await fc.assert(
        fc.asyncProperty(
          file,
          fc.constantFrom('clients.csv', 'contacts.csv', 'clients.ndjson'),
          async ({ header, rows }, name) => {
            const text = name.endsWith('.csv')
              ? [header, ...rows.map((cells) => cells.join(';'))].join('\n')
              : rows
                  .map((cells) => JSON.stringify(Object.fromEntries(cells.map((one) => [one, one]))))
                  .join('\n');
            const { result } = await play(`${text}\n`, name);
            expect(JSON.stringify(result)).to.not.match(/Zq[A-Za-z0-9]{8}/);
          },
        ),
        { numRuns: 150 },
      );
    });
  });
});
