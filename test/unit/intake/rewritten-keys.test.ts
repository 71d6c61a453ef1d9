// Keys that a spreadsheet wrote anew, so that they are new and mean a record that is known: no second record is made, what is
// certain of the row counts, and whoever may be meant is not taken for absent.
import { expect } from 'chai';
import { memoryIntake } from './memory-intake.ts';
import {
  asOf,
  CLIENTS,
  CONTACTS,
  openKnownPractice,
  problemsOf,
  type KnownPractice,
} from './known-practice.ts';

const clients = (...rows: readonly string[]): string =>
  `${CLIENTS}${rows.map((row) => row.replace(/^([^;]*);/, '$1;company;client;;') + '\n').join('')}`;
const contacts = (...rows: readonly string[]): string =>
  `${CONTACTS}${rows.map((row) => row.replace(/^([^;]*);/, '$1;k1;A;;') + '\n').join('')}`;
const HOME = 'k1;yes';

describe('a key that a spreadsheet wrote anew', () => {
  let practice: KnownPractice;
  beforeEach(async () => {
    practice = await openKnownPractice();
  });
  afterEach(() => practice.folder.remove());

  const whole = { complete: true, skipInvalid: true };
  const keys = () => [...practice.intake.contacts.keys()];

  for (const [known, written] of [
    ['1.001', '1001'],
    ['1001.20', '1001.2'],
    ['1001.20', '1001,2'],
    ['12,00', '12'],
    ['AB  12', 'AB 12'],
    ['P 7', 'p7'],
    ['0-7', '0–7'],
    ["1'001", '1,001.00'],
  ] as const)
    it(`is heard of the one that it means: ${known} as ${written}`, async () => {
      await practice.importBoth(clients(HOME), contacts(`${known};yes`));
      const result = await practice.importBoth(clients(HOME), contacts(`"${written}";no`), whole);
      expect(problemsOf(result)).to.deep.equal(['contacts.csv:2 KEY_WITHOUT_ZEROS']);
      expect(practice.isOn(known)).to.equal(false);
      expect(keys()).to.deep.equal(['p1', 'p2', known]);
      expect(practice.intake.snapshots.at(-1)?.contactKeys).to.include(known);
    });

  it('names a client that lost its separators in the row of a contact as such', async () => {
    await practice.importBoth(clients('1.001;yes'), CONTACTS);
    const result = await practice.importBoth(clients(HOME), `${CONTACTS}p1;1001;A;;no\n`);
    expect(problemsOf(result)).to.deep.equal(['contacts.csv:2 UNKNOWN_CLIENT']);
    expect(result.problems[0]?.text.en).to.include('it looks like the key of a client');
    expect(result.problems[0]?.text.nl).to.include('het lijkt op de sleutel van een klant');
    expect(practice.isOn('p1')).to.equal(false);
  });

  for (const rows of [['123;no'], ['123;no', '123;yes']])
    it(`and that means one of several is heard of none, and takes none of them for absent (${rows.length} rows)`, async () => {
      await practice.importBoth(clients(HOME, '007;yes', '07;yes'), contacts('00123;yes', '0123;yes'));
      const result = await practice.importBoth(clients(HOME, '7;no'), contacts(...rows), whole);
      expect(problemsOf(result)).to.include.members([
        ...['clients.csv:3 KEY_WITHOUT_ZEROS', 'contacts.csv:2 KEY_WITHOUT_ZEROS'],
      ]);
      expect(result).to.include({ written: true });
      expect(['007', '07', '00123', '0123'].map(practice.isOn)).to.deep.equal([true, true, true, true]);
      expect([...practice.intake.clients.keys(), ...keys()]).to.not.include.members(['7', '123']);
      expect(practice.intake.refusals).to.include.members([
        ...['client 007', 'client 07', 'contact 00123', 'contact 0123'],
      ]);
      expect(practice.intake.snapshots.at(-1)?.contactKeys).to.include.members(['00123', '0123']);
      expect(practice.intake.snapshots.at(-1)?.clientKeys).to.include.members(['007', '07']);
    });

  it('and means the one of several that the file lacks', async () => {
    await practice.importBoth(clients(HOME), contacts('00123;yes', '0123;yes'));
    await practice.importBoth(clients(HOME), contacts('0123;yes', '123;no'), whole);
    expect(['00123', '0123'].map(practice.isOn)).to.deep.equal([false, true]);
  });

  it('is that of another known one twice: who may be the second is not taken for absent', async () => {
    await practice.importBoth(clients(HOME), contacts('12.1;yes', '12.10;yes', '12.2;yes'));
    const result = await practice.importBoth(clients(HOME), contacts('12.1;', '12.1;', '12.2;'), whole);
    expect(problemsOf(result)).to.deep.equal(['contacts.csv:3 DUPLICATE_KEY']);
    expect(practice.intake.snapshots.at(-1)?.contactKeys).to.include.members(['12.1', '12.10', '12.2']);
    await practice.importBoth(clients(HOME), contacts('12.1;', '12.2;'), whole);
    expect(practice.intake.snapshots.at(-1)?.contactKeys).to.not.include('12.10');
  });

  it('leaves the right rows of an export in which a wrong one has such a key', async () => {
    await practice.importBoth(clients(HOME), contacts('0077;yes'));
    const rows = `${CONTACTS}77;k1;A;1,0E+09;no\np9;k1;A;;yes\n`;
    expect(await practice.importBoth(CLIENTS, rows, { skipInvalid: true })).to.include({ written: true });
    expect(keys()).to.include('p9');
  });

  describe('as a date', () => {
    for (const rows of [['1-jan;no'], ['1-jan;no', '10-feb;yes'], ['jan-26;no', '10-2-2026;yes']])
      it(`is no new record where the known ones have other keys: ${rows.join(' ')}`, async () => {
        await practice.importBoth(clients(HOME), contacts('1-1;yes', '10-2;yes'));
        const result = await practice.importBoth(clients(HOME), contacts(...rows), whole);
        expect(problemsOf(result)).to.deep.equal(['contacts.csv:2 KEY_IS_DATE']);
        expect(result).to.include({ snapshot: null });
        expect(keys()).to.deep.equal(['p1', 'p2', '1-1', '10-2']);
      });

    it('is one where the known ones have such keys, or nothing is known', async () => {
      const [intake, rows] = [memoryIntake(), contacts('2026-01-01;yes', '2026-01-02;yes')];
      await practice.importBoth(clients(HOME), rows, { intake, asOf });
      const more = contacts('2026-01-03;yes');
      expect(problemsOf(await practice.importBoth(clients(HOME), more, { intake }))).to.deep.equal([]);
      expect([...intake.contacts.keys()]).to.have.length(3);
    });
  });
});
