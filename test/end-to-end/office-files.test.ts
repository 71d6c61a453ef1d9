// What people who do this work have sent, in other spellings: files that went through a spreadsheet or lost something on the
// way, imported by the command line. Each is read as what was meant, or refused by what is really wrong with it.
import { expect } from 'chai';
import pg from 'pg';
import { z } from 'zod';
import { openKoppelBench, type KoppelBench } from '../support/koppel-bench.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';

const answerSchema = z.object({
  written: z.boolean(),
  snapshot: z.object({ deleted: z.number(), vanished: z.array(z.string()) }).nullable(),
  problems: z.array(
    z.object({ line: z.number().optional(), field: z.string(), code: z.string(), message: z.string() }),
  ),
});
const COLUMNS = 'key;number;name;kind;status;link:caseware';
const CLIENTS = `${COLUMNS}
00123;01001;Bakkerij De Linde;company;client;yes
C-2;01002;Fietsen Zon;company;client;yes
`;
const CONTACT_COLUMNS = 'key;client_key;person_key;first_name;infix;last_name;email;phone;link:caseware';
const CONTACTS = `${CONTACT_COLUMNS}
p1;00123;;Anna;de;Linde;anna@example.nl;020-5550101;yes
p2;C-2;;Bram;;Zon;bram@example.nl;;yes
`;

type Files = Readonly<Partial<Record<'clients' | 'contacts', string | Buffer>>>;

describe('files of an office', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  let database: pg.Pool;
  let practice: string;
  let practices = 0;
  /** Of the exports, a minute apart, up to now. */
  let minutes: number;
  before(async () => {
    bench = await openKoppelBench();
    const pool = new pg.Pool({ connectionString: bench.env['DATABASE_URL'] });
    database = pool;
    releaseAtEnd(() => pool.end());
  });
  beforeEach(async () => {
    practice = `office-${(practices += 1)}`;
    minutes = 60;
    await done('practice', 'add', practice, '--name', 'An office');
    const portal = ['--portal', 'caseware-cloud', '--url', bench.portal.url];
    const secret = ['--credentials', `@${bench.folder}/credentials.json`];
    await done('connection', 'add', 'caseware', '--practice', practice, ...portal, ...secret);
  });

  async function done(...args: string[]): Promise<void> {
    expect(await bench.koppel(...args)).to.include({ code: 0 });
  }

  async function importing(files: Files, ...options: string[]) {
    const paths: string[] = [];
    for (const [kind, content] of Object.entries(files))
      paths.push(`--${kind}`, await bench.file(`${kind}.csv`, content));
    const asOf = new Date(Date.now() - (minutes -= 1) * 60_000).toISOString();
    const given = ['--practice', practice, ...paths, '--as-of', asOf, '--json', ...options];
    const result = await bench.koppel('import', ...given);
    const answer = answerSchema.parse(result.json());
    const places = answer.problems.map((found) => `${found.line ?? '-'} ${found.field} ${found.code}`);
    return { ...answer, code: result.code, places };
  }

  async function rows(text: string): Promise<object[]> {
    const { rows: found } = await database.query<object>(text, [practice]);
    return found;
  }

  const clients = (): Promise<object[]> =>
    rows(`select source_key as key, number, name, l.enabled as on from koppel.client c
      join koppel.client_link l on l.client_id = c.id where c.practice_id = $1 order by 1`);
  /** Keys of the contacts that are switched on. */
  const on = async (): Promise<string[]> => {
    const { rows: found } = await database.query<{ key: string }>(
      `select source_key as key from koppel.contact c join koppel.contact_link l on l.contact_id = c.id
        where c.practice_id = $1 and l.enabled and c.deleted_at is null order by 1`,
      [practice],
    );
    return found.map(({ key }) => key);
  };
  const MEANT = [
    { key: '00123', number: '01001', name: 'Bakkerij De Linde', on: true },
    { key: 'C-2', number: '01002', name: 'Fietsen Zon', on: true },
  ];

  const READ: Readonly<Record<string, string | Buffer>> = {
    'a separator line and line ends of an old Mac': `sep=;\r${CLIENTS.replaceAll('\n', '\r')}`,
    'a separator line of another kind than its separators': `Sep = ,\r\n${CLIENTS.replaceAll(';', '\t')}`,
    'a separator line in UTF-16': Buffer.from(`\ufeffsep=;\r\n${CLIENTS}`, 'utf16le'),
    'a separator line behind a comment': `# from the practice software;;\nsep=;\n${CLIENTS}`,
    'commas, and rows of nothing but semicolons': `${CLIENTS.replaceAll(';', ',')};;;;;\n"",,\n , , \n`,
    'columns in another order': `link:caseware;name;status;kind;number;key
yes;Bakkerij De Linde;client;company;01001;00123
yes;Fietsen Zon;client;company;01002;C-2
`,
    'Dutch names and words': `Link:caseware|Sleutel|Klantnummer|Bedrijfsnaam|Soort|Status
Ja|00123|01001|Bakkerij De Linde|Onderneming|Klant
WAAR|C-2|01002|Fietsen Zon|Bedrijf|Klant
`,
    'marks that cannot be seen, in values, words and names of columns': CLIENTS.replace(
      'number',
      'num\u200bber',
    )
      .replace('company', 'com\u2060pany')
      .replace('00123', '00\u200e123')
      .replace('Linde', 'Lin\u00adde')
      .replace('01002', '\ufeff01\u034f002'),
    'marks of a text, of every kind': CLIENTS.replace('01001', "='01001'")
      .replace('01002', '=T("01002")')
      .replace('00123', '"=""00123"""')
      .replace('C-2', "'C-2"),
  };
  for (const [what, content] of Object.entries(READ)) {
    it(`are read with ${what}`, async () => {
      expect(await importing({ clients: content })).to.deep.include({ code: 0, places: [] });
      expect(await clients()).to.deep.equal(MEANT);
    });
  }

  for (const [number, code] of [
    ['1,00E+03', 'SPREADSHEET_NUMBER'],
    ['1.0 E3', 'SPREADSHEET_NUMBER'],
    ['1,0×10^3', 'SPREADSHEET_NUMBER'],
    ['=B2&C2', 'SPREADSHEET_ERROR'],
    ['#GETAL!', 'SPREADSHEET_ERROR'],
  ] as const) {
    it(`have a number like ${number} refused by its field, and what the row switches off heard`, async () => {
      await importing({ clients: CLIENTS });
      const off = CLIENTS.replace('01002', number).replace('Zon;company;client;yes', 'Zon;company;client;no');
      const refused = await importing({ clients: off });
      expect(refused).to.deep.include({ code: 3, places: [`3 number ${code}`] });
      expect(JSON.stringify(refused)).to.not.include('Zon');
      expect(await clients()).to.deep.equal([MEANT[0], { ...MEANT[1], on: false }]);
    });
  }

  for (const word of ['NULL', '{null}', 'DBNull', 'n.v.t.', 'geen', '0', '#NV', '\u2013']) {
    it(`hold nothing where ${word} stands, and make no two people one`, async () => {
      const people = CONTACTS.replaceAll(/(?<=;(?:00123|C-2));/g, `;${word}`);
      expect(await importing({ clients: CLIENTS, contacts: people })).to.deep.include({
        code: 0,
        places: [],
      });
      const kept = await rows('select distinct person_key as key from koppel.contact where practice_id = $1');
      expect(kept).to.deep.equal([{ key: null }]);
    });
  }

  for (const [what, lose] of [
    ['zeros', (text: string) => text.replaceAll('00123', '123')],
    ['one of its zeros', (text: string) => text.replaceAll('00123', '0123')],
    ['capitals', (text: string) => text.replaceAll('C-2', 'c-2')],
    ['both', (text: string) => text.replaceAll('00123', '123').replaceAll('C-2', 'c-2')],
  ] as const) {
    it(`whose client_key lost ${what} are named row by row, and what they switch off is heard`, async () => {
      await importing({ clients: CLIENTS, contacts: CONTACTS });
      const lost = await importing({ contacts: lose(CONTACTS).replaceAll(';yes', ';no') });
      const wrong = lose(CONTACTS)
        .split('\n')
        .flatMap((line, at) => (line === CONTACTS.split('\n')[at] ? [] : [at + 1]));
      expect(lost.places).to.deep.equal(wrong.map((line) => `${line} client_key UNKNOWN_CLIENT`));
      expect(lost.problems.every(({ message }) => message.includes('lost its leading zeros'))).to.equal(true);
      expect(lost.code).to.equal(3);
      expect(await on()).to.deep.equal([]);
    });
  }

  it('with one key on two rows switch off whom either of them does, and change nothing else', async () => {
    await importing({ clients: CLIENTS, contacts: CONTACTS });
    const twice = `${CONTACTS}'p1;C-2;;Anna;;Anders;anders@example.nl;;no\n`;
    const refused = await importing({ contacts: twice });
    expect(refused).to.deep.include({ code: 3, places: ['4 key DUPLICATE_KEY'] });
    expect(await on()).to.deep.equal(['p2']);
    expect(
      await rows('select from koppel.contact where practice_id = $1 and email like $$anders%$$'),
    ).to.deep.equal([]);
  });

  it('that hold no contacts any more, twice, warn the first time and delete nobody unasked', async () => {
    await importing({ clients: CLIENTS, contacts: CONTACTS }, '--complete');
    for (const empty of [`${CONTACT_COLUMNS}\n`, `sep=;\r\n${CONTACT_COLUMNS}\r\n;;;;;;;;\r\n`]) {
      const { snapshot } = await importing({ clients: CLIENTS, contacts: empty }, '--complete');
      expect(snapshot?.vanished).to.deep.equal(['contact']);
    }
    const asked = await rows(`select absent_with, absent_of from koppel.contact where practice_id = $1`);
    expect(asked, 'for the brake').to.deep.equal([
      { absent_with: 2, absent_of: 2 },
      { absent_with: 2, absent_of: 2 },
    ]);
  });
});
