// A wrong row of an export costs its own data: what takes access away gets through, from it and from the others (rule 22).
import { expect } from 'chai';
import { importFiles } from '../../../src/intake/import-files.ts';
import { memoryIntake } from './memory-intake.ts';
import {
  asOf,
  CLIENTS,
  CONTACTS,
  now,
  openKnownPractice,
  problemsOf,
  type KnownPractice,
} from './known-practice.ts';

describe('an export with wrong rows', () => {
  let practice: KnownPractice;
  beforeEach(async () => {
    practice = await openKnownPractice();
  });
  afterEach(() => practice.folder.remove());

  for (const skipInvalid of [false, true]) {
    describe(skipInvalid ? 'that are left out' : 'that are refused', () => {
      it('is heard where it switches off, in the wrong row and in the others', async () => {
        const clients = `${CLIENTS}k1;company;client;1234567;no\nk2;winkel;client;;yes\n`;
        const result = await practice.importBoth(clients, `${CONTACTS}p1;k1;A;;yes\np2;k2;B;1,0E+09;no\n`, {
          skipInvalid,
        });
        expect(problemsOf(result)).to.deep.equal([
          ...['clients.csv:2 BAD_KVK_NUMBER', 'clients.csv:3 BAD_KIND', 'contacts.csv:3 SPREADSHEET_NUMBER'],
        ]);
        expect(['k1', 'k2', 'p1', 'p2'].map(practice.isOn)).to.deep.equal([false, true, true, false]);
        expect(result.written).to.equal(skipInvalid);
      });

      it('is heard where a client is private or suspect, in the wrong row, in one of another width and in the others', async () => {
        const rows = [
          'k1;company;Suspect;1234567;',
          'k2;company;suspect;;;;yes',
          'k3;particulier;client;;yes',
        ];
        await practice.importBoth(
          `${CLIENTS}k1;company;client;;yes\nk2;company;client;;yes\nk3;company;client;;yes\n`,
          CONTACTS,
        );
        await practice.importBoth(`${CLIENTS}${rows.join('\n')}\n`, `${CONTACTS}p1;k1;A;;\n`, {
          skipInvalid,
        });
        const facts = ['k1', 'k2', 'k3'].map((key) => practice.intake.clients.get(key)?.data);
        expect(facts.map((data) => `${data?.kind} ${data?.status}`)).to.deep.equal([
          ...['company suspect', 'company suspect', 'person client'],
        ]);
        expect(['k1', 'k2'].map(practice.isOn)).to.deep.equal([true, true]);
      });

      it('counts as a snapshot for all that it holds', async () => {
        const clients = `${CLIENTS}k1;winkel;client;;\n`;
        const result = await practice.importBoth(clients, `${CONTACTS}p1;k1;A;;\n`, {
          skipInvalid,
          complete: true,
        });
        expect(practice.intake.snapshots).to.deep.equal([{ asOf, clientKeys: ['k1'], contactKeys: ['p1'] }]);
        expect(result.snapshot).to.include({ absent: 2 });
      });

      it('switches off whoever of two rows of one key says so, and takes neither for the data', async () => {
        const contacts = `${CONTACTS}p1;k1;Other;;yes\np1;k1;Another;;no\np2;k2;B;;\n`;
        const result = await practice.importBoth(
          `${CLIENTS}k1;company;client;;\nk2;company;client;;\n`,
          contacts,
          {
            skipInvalid,
          },
        );
        expect(problemsOf(result)).to.deep.equal(['contacts.csv:3 DUPLICATE_KEY']);
        expect(practice.isOn('p1')).to.equal(false);
        expect(practice.intake.contacts.get('p1')?.data).to.include({ lastName: 'A' });
      });

      for (const key of ['1.001', '1,001', '1 001', '1\u00a0001', '1001,00', '1.001,0', '１００１'])
        it(`hears whom it switches off though a spreadsheet wrote its key as ${key}`, async () => {
          await practice.importBoth(
            `${CLIENTS}A-1;company;client;;yes\n`,
            `${CONTACTS}01001;A-1;A;;yes\np2;A-1;B;;yes\n`,
          );
          const contacts = `${CONTACTS}"${key}";A-1;A;;no\np2;A-1;B;;yes\n`;
          const result = await practice.importBoth(`${CLIENTS}A–1;company;client;;no\n`, contacts, {
            skipInvalid,
          });
          expect(problemsOf(result).slice(0, 2)).to.deep.equal(
            ['clients.csv:2', 'contacts.csv:2'].map((place) => `${place} KEY_WITHOUT_ZEROS`),
          );
          expect(['A-1', '01001', 'p2'].map(practice.isOn)).to.deep.equal([false, false, true]);
          expect(practice.intake.contacts.get(key.normalize('NFKC'))).to.equal(undefined);
        });

      it('takes keys that a spreadsheet could have made of known ones for what they are, where both are given', async () => {
        const rows = `${CONTACTS}1001;k1;A;;yes\n1.001;k2;B;;no\n`;
        await practice.importBoth(`${CLIENTS}k1;company;client;;yes\nk2;company;client;;yes\n`, rows, {
          skipInvalid,
        });
        expect(['1001', '1.001'].map(practice.isOn)).to.deep.equal([true, false]);
      });

      it('hears whom it switches off though the key of the record itself lost its zeros, and makes no second one', async () => {
        await practice.importBoth(
          `${CLIENTS}0012;company;client;;yes\nC-2;company;client;;yes\n`,
          `${CONTACTS}0077;0012;A;;yes\nP-8;C-2;B;;yes\n`,
        );
        const result = await practice.importBoth(
          `${CLIENTS}12;company;client;;no\nC-2;company;client;;yes\n`,
          `${CONTACTS}77;0012;A;;no\np-8;C-2;B;;no\nP9;C-2;C;;\n`,
          { skipInvalid, complete: true },
        );
        expect(problemsOf(result).filter((problem) => problem.endsWith('ZEROS'))).to.deep.equal(
          ['clients.csv:2', 'contacts.csv:2', 'contacts.csv:3'].map((place) => `${place} KEY_WITHOUT_ZEROS`),
        );
        expect(['0012', 'C-2', '0077', 'P-8'].map(practice.isOn)).to.deep.equal([false, true, false, false]);
        expect([
          ...practice.intake.clients.keys(),
          ...practice.intake.contacts.keys(),
        ]).to.not.include.members(['12', '77']);
        const [snapshot] = practice.intake.snapshots;
        expect(snapshot?.contactKeys).to.include.members(['0077', 'P-8', 'P9']);
        expect(snapshot?.clientKeys).to.include.members(['0012', 'C-2']);
      });
    });
  }

  it('is refused as a whole where not one row is right, and heard all the same', async () => {
    const result = await practice.importBoth(`${CLIENTS}k1;winkel;client;;no\n`, CONTACTS, {
      skipInvalid: true,
    });
    expect(result).to.include({ written: false });
    expect(practice.isOn('k1')).to.equal(false);
  });

  it('by a clock that is ahead is heard where it switches off, as said now, and tells nothing by absence', async () => {
    const ahead = { asOf: new Date('2026-11-22T11:00:00Z'), complete: true, skipInvalid: true };
    const result = await practice.importBoth(
      `${CLIENTS}k1;company;client;;no\nk3;company;client;;yes\n`,
      CONTACTS,
      ahead,
    );
    expect(problemsOf(result)).to.deep.equal([':- DATE_IN_FUTURE']);
    expect(result).to.include({ written: false, snapshot: null });
    expect([practice.isOn('k1'), practice.isOn('k3')]).to.deep.equal([false, undefined]);
  });

  it('because nothing tells its time is told so once, and heard where it switches off', async () => {
    const clients = await practice.folder.write(
      'clients.csv',
      `${CLIENTS}k1;company;client;;no\nk2;company;client;;yes\n`,
    );
    const result = await importFiles({
      intake: practice.intake,
      practiceId: 'jansen',
      clients,
      skipInvalid: false,
      now,
    });
    expect(problemsOf(result)).to.deep.equal(['clients.csv:2 CHANGED_AT_MISSING']);
    expect([practice.isOn('k1'), practice.isOn('k2')]).to.deep.equal([false, true]);
  });

  for (const [what, contacts] of [
    ['has other separators', `${CONTACTS}p1,k1,A,,yes\np2;k2;B;;yes\n`],
    ['has one too many before its key', 'last_name;key;client_key;link:scim\nA;Jr;p1;k1;yes\nB;p2;k2;yes\n'],
    [
      'has one too few before its key',
      'last_name;phone;key;client_key;link:scim\nA;p1;k1;yes\nB;;p2;k2;yes\n',
    ],
  ] as const)
    it(`takes nobody for absent where a row ${what}: whose it is nobody can tell`, async () => {
      const clients = `${CLIENTS}k1;company;client;;yes\nk2;company;client;;yes\n`;
      const result = await practice.importBoth(clients, contacts, { complete: true, skipInvalid: true });
      expect(problemsOf(result)).to.deep.equal(['contacts.csv:2 WRONG_CELL_COUNT']);
      expect(result).to.include({ written: true, snapshot: null });
      expect([...practice.intake.contacts.keys()]).to.deep.equal(['p1', 'p2']);
    });

  describe('with a quote that does not fit', () => {
    for (const [what, row] of [
      ['never closes', 'p1;k1;"A;020;no'],
      ['never closes, in its key', '"p1;k1;A;020;no'],
      ['ends too early', 'p1;k1;"De" A;020;no'],
      ['never closes, behind a text with a separator', 'p1;k1;"A; B";"020;no'],
    ] as const)
      it(`that ${what} is heard where it switches off`, async () => {
        const result = await practice.importBoth(
          `${CLIENTS}k1;company;client;;\nk2;company;client;;\n`,
          `${CONTACTS}${row}\np2;k2;B;;yes\n`,
          { skipInvalid: true },
        );
        expect(problemsOf(result)).to.deep.equal(['contacts.csv:2 BAD_CSV']);
        expect(['p1', 'p2'].map(practice.isOn)).to.deep.equal([false, true]);
      });

    it('is heard where the client is suspect', async () => {
      await practice.importBoth(`${CLIENTS}"k1;company;suspect;;yes\nk2;company;client;;yes\n`, CONTACTS);
      expect(practice.intake.clients.get('k1')?.data?.status).to.equal('suspect');
    });
  });

  it('takes a client for there that it lacks, and that a contact in it names', async () => {
    const contacts = `${CONTACTS}p1;k1;A;;\np2;k2;B;;\n`;
    const result = await practice.importBoth(`${CLIENTS}k1;company;client;;\n`, contacts, { complete: true });
    expect(problemsOf(result)).to.deep.equal(['contacts.csv:3 UNKNOWN_CLIENT']);
    expect(practice.intake.snapshots).to.deep.equal([
      { asOf, clientKeys: ['k1', 'k2'], contactKeys: ['p1', 'p2'] },
    ]);
  });

  it('hears lines of a list, takes a kind with a capital, and takes nothing from either of two keys', async () => {
    const line = (record: string, key: string, off = '"links":{"scim":false}'): string =>
      `{"record":"${record}","key":${key},"kind":"company","status":"client",${off}}`;
    const lines = [`${line('Client', '"k1"')},`, line('client', '"k2","name":"","name":"","key":"k3"')];
    const records = await practice.folder.write('records.ndjson', `${lines.join('\n')}\n`);
    const result = await importFiles({
      intake: practice.intake,
      practiceId: 'jansen',
      records,
      asOf,
      skipInvalid: false,
      now,
    });
    expect(problemsOf(result)).to.deep.equal([
      ...['records.ndjson:1 BAD_JSON', 'records.ndjson:2 DOUBLE_NAME', 'records.ndjson:2 DOUBLE_NAME'],
    ]);
    expect(['k1', 'k2'].map(practice.isOn)).to.deep.equal([false, true]);
  });

  for (const [what, heading] of [
    ['two times', '# as-of: 2026-11-22T06:00:00Z\n# as-of: 2026-11-21T06:00:00Z\n'],
    ['yes and no', '# complete: no\n# complete: yes\n'],
  ] as const)
    it(`is refused where its heading says ${what}`, async () => {
      const result = await practice.importBoth(`${heading}${CLIENTS}k1;company;client;;\n`, CONTACTS);
      expect(result.problems.map(({ code }) => code)).to.deep.equal(['BAD_HEADING']);
      expect(practice.intake.snapshots).to.deep.equal([]);
    });

  it('takes a new key that is a date, where most are none, for none, and tells it once', async () => {
    const rows = ['k1', '3-jan', 'mrt-24', '2026-03-01', 'k2', 'k4', 'k5'];
    const clients = `${CLIENTS}${rows.map((key) => `${key};company;client;;\n`).join('')}`;
    const result = await practice.importBoth(clients, `${CONTACTS}p1;k1;A;;\n`, {
      skipInvalid: true,
      complete: true,
    });
    expect(problemsOf(result)).to.deep.equal(['clients.csv:3 KEY_IS_DATE']);
    expect([...practice.intake.clients.keys()].sort()).to.deep.equal(['k1', 'k2', 'k4', 'k5']);
    expect(practice.intake.snapshots).to.deep.equal([]);
    const all = `${CLIENTS}2026-03-01;company;client;;\n2026-03-02;company;client;;\n`;
    const intake = memoryIntake();
    expect(problemsOf(await practice.importBoth(all, CONTACTS, { intake }))).to.deep.equal([]);
    const more = `${all}k1;company;client;;\nk2;company;client;;\n`;
    expect(problemsOf(await practice.importBoth(more, CONTACTS, { intake }))).to.deep.equal([]);
  });

  it('takes two keys of which one is the other without its zeros for two where it gives both', async () => {
    await practice.importBoth(`${CLIENTS}0012;company;client;;yes\n`, CONTACTS);
    const result = await practice.importBoth(
      `${CLIENTS}0012;company;client;;yes\n12;company;client;;no\n`,
      CONTACTS,
    );
    expect(problemsOf(result)).to.deep.equal([]);
    expect(['0012', '12'].map(practice.isOn)).to.deep.equal([true, false]);
  });

  it('names the row of every contact whose client lost zeros or capitals, and says so', async () => {
    await practice.importBoth(
      `${CLIENTS}00123;company;client;;\nC-2;company;client;;\n`,
      `${CONTACTS}p3;00123;C;;yes\n`,
    );
    const contacts = `${CONTACTS}p3;123;C;;no\np4;c-2;D;;yes\np5;123;E;;yes\np6;77;F;;yes\n`;
    const paths = { contacts: await practice.folder.write('contacts.csv', contacts) };
    const rest = { intake: practice.intake, practiceId: 'jansen', asOf, skipInvalid: false, now };
    const { problems } = await importFiles({ ...rest, ...paths });
    expect(problems.map(({ line, field, code }) => `${line ?? '-'} ${field} ${code}`)).to.deep.equal(
      [2, 3, 4, 5].map((line) => `${line} client_key UNKNOWN_CLIENT`),
    );
    expect(problems.map(({ text }) => text.en.includes('lost its leading zeros'))).to.deep.equal([
      ...[true, true, true, false],
    ]);
    expect(practice.isOn('p3')).to.equal(false);
    const whole = await practice.importBoth(`${CLIENTS}00123;company;client;;\n`, contacts, {
      complete: true,
    });
    expect(problemsOf(whole)).to.have.length(4);
    expect(whole.problems[0]?.text.en).to.include('lost its leading zeros');
  });
});
