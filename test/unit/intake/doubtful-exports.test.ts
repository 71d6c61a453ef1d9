// An export of which something is wrong as a whole: nothing of its data counts and nobody is absent from it, and what takes
// access away gets through (rule 22).
import { expect } from 'chai';
import { importFiles, type ImportResult } from '../../../src/intake/import-files.ts';
import { readFolder } from '../../../src/intake/read-folder.ts';
import {
  asOf,
  CLIENTS,
  CONTACTS,
  now,
  openKnownPractice,
  problemsOf,
  type KnownPractice,
} from './known-practice.ts';

describe('an export that cannot be trusted as a whole', () => {
  let practice: KnownPractice;
  beforeEach(async () => {
    practice = await openKnownPractice();
  });
  afterEach(() => practice.folder.remove());

  const offs = `${CLIENTS}k1;company;client;;no\nk2;company;suspect;;\n`;
  const whole = { skipInvalid: true, complete: true };
  /** Only what is taken away is heard, and nobody is taken for absent. */
  const expectOffs = (result: ImportResult): void => {
    expect(result).to.include({ written: false, canSkip: false, snapshot: null });
    expect(['k1', 'k2', 'k3', 'p2'].map(practice.isOn)).to.deep.equal([false, true, undefined, true]);
    expect(practice.intake.clients.get('k2')?.data?.status).to.equal('suspect');
    expect(practice.intake.snapshots).to.deep.equal([]);
  };
  const added = 'k3;company;client;;yes\n';

  for (const [what, wrong, problem] of [
    ['a column that is not known', (text: string) => text.replace('kvk_number', 'remarks'), 'UNKNOWN_COLUMN'],
    ['a column twice', (text: string) => text.replace('kvk_number', 'status'), 'DOUBLE_COLUMN'],
    ['a column too few', (text: string) => text.replace('kind', ''), 'MISSING_COLUMN'],
    ['a time that is none', (text: string) => `# as-of: 22-11-2026 07:00\n${text}`, 'BAD_DATE'],
    [
      'a heading that says yes and no',
      (text: string) => `# complete: no\n# complete: yes\n${text}`,
      'BAD_HEADING',
    ],
  ] as const)
    it(`by ${what} is heard where it takes away, and tells nothing by absence`, async () => {
      const clients = wrong(`${offs}${added}`);
      const result = await practice.importBoth(clients, CONTACTS, whole);
      expect(problemsOf(result)[0]).to.include(problem);
      expectOffs(result);
    });

  const contacts = `${CONTACTS}p1;k1;A;;no\np3;k2;C;;yes\n`;
  const ndjson = `{"record":"contact","key":"p1","clientKey":"k1","links":{"scim":false},"changedAt":"${asOf.toISOString()}"}`;
  for (const [what, files, code] of [
    ['a copy beside it', { 'contacts.csv': contacts, 'contacts (1).csv': contacts }, 'AMBIGUOUS_FILES'],
    [
      'a copy beside it that says on',
      { 'contacts.csv': contacts, 'contacts_old.csv': contacts.replace('no', 'yes') },
      'AMBIGUOUS_FILES',
    ],
    [
      'another file that holds both kinds',
      { 'records.ndjson': ndjson, 'contacts.csv': CONTACTS },
      'AMBIGUOUS_FILES',
    ],
    ['a workbook for its other file', { 'contacts.csv': contacts, 'clients.xlsx': 'PK' }, 'OTHER_FORMAT'],
  ] as const)
    it(`because of ${what}, in a watched folder, is heard where it takes away`, async () => {
      const { folder, intake } = practice;
      for (const [name, text] of Object.entries({ ...files, done: '' }))
        await folder.write(`monday/${name}`, text);
      const { exports } = await readFolder({ dir: folder.dir, intake, practiceId: 'jansen', now, ...whole });
      const [found] = exports;
      expect(found).to.include({ outcome: 'rejected' });
      expect(found?.problems.map((problem) => problem.code)).to.include(code);
      expect(found?.result).to.deep.include({ written: false, problemCount: found?.problems.length });
      expect(found?.result?.contacts.applied).to.be.greaterThan(0);
      expect(['p1', 'p2', 'p3'].map(practice.isOn)).to.deep.equal([false, true, undefined]);
      expect(intake.snapshots).to.deep.equal([]);
    });

  it('because it is one file of two is heard where it takes away', async () => {
    const clients = await practice.folder.write('clients.csv', `${offs}${added}`);
    const result = await importFiles({
      intake: practice.intake,
      practiceId: 'jansen',
      clients,
      asOf,
      now,
      ...whole,
    });
    expect(problemsOf(result)).to.deep.equal([':- INCOMPLETE']);
    expectOffs(result);
  });

  it('because the other file is empty is heard where it takes away', async () => {
    const result = await practice.importBoth(`${offs}${added}`, '', whole);
    expect(problemsOf(result)).to.deep.equal(['contacts.csv:- EMPTY_FILE']);
    expectOffs(result);
  });

  it('because nothing tells when all of it was there is heard where it takes away', async () => {
    const paths = {
      clients: await practice.folder.write('clients.csv', `${offs}${added}`),
      contacts: await practice.folder.write('contacts.csv', CONTACTS),
    };
    const result = await importFiles({
      intake: practice.intake,
      practiceId: 'jansen',
      ...paths,
      now,
      ...whole,
    });
    expect(problemsOf(result)).to.deep.equal([':- AS_OF_MISSING']);
    expectOffs(result);
  });

  it('because it lacks all clients is heard where it takes away', async () => {
    const result = await practice.importBoth(CLIENTS, `${CONTACTS}p1;k1;A;;no\np2;k2;B;;yes\n`, whole);
    expect(problemsOf(result)).to.deep.equal(['clients.csv:- EMPTY_SNAPSHOT']);
    expect(result).to.include({ written: false, snapshot: null });
    expect(['p1', 'p2'].map(practice.isOn)).to.deep.equal([false, true]);
  });

  it('because records are missing on its way is heard where it takes away', async () => {
    const lines = [
      '{"asOf":"2026-11-22T06:00:00Z","complete":true,"clients":3,"contacts":0}',
      '{"record":"client","key":"k1","kind":"company","status":"client","links":{"scim":false}}',
      '{"record":"client","key":"k3","kind":"company","status":"client","links":{"scim":true}}',
    ];
    const records = await practice.folder.write('records.ndjson', `${lines.join('\n')}\n`);
    const result = await importFiles({
      intake: practice.intake,
      practiceId: 'jansen',
      records,
      skipInvalid: true,
      now,
    });
    expect(problemsOf(result)).to.deep.equal(['records.ndjson:- ROW_COUNT_DIFFERS']);
    expect(result).to.include({ written: false, snapshot: null });
    expect(['k1', 'k3'].map(practice.isOn)).to.deep.equal([false, undefined]);
  });

  it('as it holds the other kind of record, or no names of columns, is not heard at all', async () => {
    const contacts = `${CONTACTS}k1;k2;A;;no\n`;
    const result = await practice.importBoth(contacts, CONTACTS, whole);
    expect(problemsOf(result)).to.deep.equal(['clients.csv:1 OTHER_KIND']);
    expect(practice.isOn('k1')).to.equal(true);
  });

  it('with the column of keys twice is heard where both hold the same', async () => {
    const rows = 'k1;k1;company;client;no\nk2;k1;company;client;no\n';
    const result = await practice.importBoth(`key;sleutel;kind;status;link:scim\n${rows}`, CONTACTS, whole);
    expect(problemsOf(result)).to.deep.equal(['clients.csv:1 DOUBLE_COLUMN']);
    expect(result).to.include({ written: false, snapshot: null });
    expect(['k1', 'k2'].map(practice.isOn)).to.deep.equal([false, true]);
  });

  it('with a column of a link twice is heard where one of both switches off', async () => {
    const twice = CLIENTS.replace('kvk_number', 'link:scim');
    const result = await practice.importBoth(
      `${twice}k1;company;client;no;yes\nk2;company;client;yes;yes\n`,
      CONTACTS,
    );
    expect(problemsOf(result)).to.deep.equal(['clients.csv:1 DOUBLE_COLUMN']);
    expect(['k1', 'k2'].map(practice.isOn)).to.deep.equal([false, true]);
  });
});
