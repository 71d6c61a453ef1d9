// What an export says has its place in time: that of the file in which it stands (rule 20).
import { expect } from 'chai';
import { importFiles } from '../../../src/intake/import-files.ts';
import { memoryIntake } from './memory-intake.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-22T09:00:00Z');

describe('rule 20: an export counts as said', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await openTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const at = (time: string): string => `# as-of: ${time}\n`;
  const [seven, eight] = ['2026-11-22T07:00:00Z', '2026-11-22T08:00:00Z'];
  for (const [what, [clients, contacts], option, expected] of [
    ['when each of its files was made', [at(seven), at(eight)], null, [7, 8]],
    ['when one of its files was made, where the other does not say', [at(eight), ''], null, [8, 8]],
    ['when whoever imports it says', [at(seven), at(eight)], '2026-11-22T06:00:00Z', [6, 6]],
    ['when it came, of a file whose time cannot be read', [at(seven), at('vandaag')], null, [7, 9]],
    ['when it came, where a clock is ahead', [at(seven), at('2026-11-22T12:00:00Z')], null, [9, 9]],
    ['when it came at the latest', [at(seven), at('2026-11-22T09:03:00Z')], null, [7, 9]],
  ] as const)
    it(what, async () => {
      const intake = memoryIntake();
      const said = new Map<string, number>();
      const note = (rows: readonly { sourceKey: string; saidAt: Date }[]): void =>
        rows.forEach(({ sourceKey, saidAt }) => said.set(sourceKey, saidAt.getUTCHours()));
      const noting: typeof intake = {
        ...intake,
        upsertClients: (practice, rows) => (note(rows), intake.upsertClients(practice, rows)),
        upsertContacts: (practice, rows) => (note(rows), intake.upsertContacts(practice, rows)),
      };
      const files = {
        'clients.csv': `${clients}key;kind;status;link:scim\nk1;company;client;no\n`,
        'contacts.csv': `${contacts}key;client_key;link:scim\np1;k1;no\n`,
      };
      await importFiles({
        ...{ intake: noting, practiceId: 'jansen', complete: true, skipInvalid: true, now },
        clients: await folder.write('clients.csv', files['clients.csv']),
        contacts: await folder.write('contacts.csv', files['contacts.csv']),
        ...(option === null ? {} : { asOf: new Date(option) }),
      });
      expect([said.get('k1'), said.get('p1')]).to.deep.equal(expected);
      for (const { asOf: time } of intake.snapshots)
        expect(time.getUTCHours()).to.equal(Math.min(...expected));
    });
});
