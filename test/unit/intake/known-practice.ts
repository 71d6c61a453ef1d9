// A practice of two clients with a contact each, all linked, as an export of 06:00 told of them: what a later one changes is
// looked at by tests.
import { importFiles, type ImportRequest, type ImportResult } from '../../../src/intake/import-files.ts';
import { memoryIntake, type MemoryIntake } from './memory-intake.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

export const now = new Date('2026-11-22T09:00:00Z');
export const asOf = new Date('2026-11-22T06:00:00Z');
export const CLIENTS = 'key;kind;status;kvk_number;link:scim\n';
export const CONTACTS = 'key;client_key;last_name;phone;link:scim\n';

export interface KnownPractice {
  readonly folder: TemporaryFolder;
  readonly intake: MemoryIntake;
  /** The texts of both files, headings included. */
  readonly importBoth: (
    clients: string,
    contacts: string,
    options?: Partial<ImportRequest>,
  ) => Promise<ImportResult>;
  /** Whether the link of a client or contact is on; undefined: nobody has said. */
  readonly isOn: (key: string) => boolean | undefined;
}

export async function openKnownPractice(): Promise<KnownPractice> {
  const folder = await openTemporaryFolder();
  const intake = memoryIntake();
  const practice: KnownPractice = {
    folder,
    intake,
    importBoth: async (clients, contacts, options) => {
      const paths = {
        clients: await folder.write('clients.csv', clients),
        contacts: await folder.write('contacts.csv', contacts),
      };
      const request = { intake, practiceId: 'jansen', ...paths, asOf, skipInvalid: false, now, ...options };
      return importFiles(request);
    },
    isOn: (key) => (intake.clients.get(key) ?? intake.contacts.get(key))?.links['scim']?.enabled,
  };
  await practice.importBoth(
    `${CLIENTS}k1;company;client;;yes\nk2;company;client;;yes\n`,
    `${CONTACTS}p1;k1;A;;yes\np2;k2;B;;yes\n`,
  );
  return practice;
}

/** Where each is, and its code. */
export function problemsOf({ problems }: ImportResult): string[] {
  return problems.map(({ file, line, code }) => `${file ?? ''}:${line ?? '-'} ${code}`);
}
