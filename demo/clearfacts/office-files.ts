// Writes the clients of the office as the two NDJSON files that its practice software would export, and as the data of its
// webhooks. A contact's access profile stands in its link.
import { join } from 'node:path';
import { writeLines, type ExportPlace, type PracticeFiles } from '../import-practice.ts';
import type { PracticeMessage } from '../practice-software.ts';
import { contactsOf, type Office, type OfficeContact } from './office.ts';

export async function writeOfficeFiles(
  { clients }: Office,
  { folder, connection }: ExportPlace,
): Promise<PracticeFiles> {
  const files = { clients: join(folder, 'clients.ndjson'), contacts: join(folder, 'contacts.ndjson') };
  await writeLines(
    files.clients,
    clients.map(({ client }) => ({ ...client, links: { [connection]: true } })),
  );
  await writeLines(
    files.contacts,
    contactsOf(clients).map((contact) => linked(contact, connection)),
  );
  return files;
}

function linked({ profile, ...contact }: OfficeContact, connection: string) {
  const settings = profile === null ? {} : { profile };
  return { ...contact, links: { [connection]: { enabled: true, settings } } };
}

export function contactLinked(contact: OfficeContact, connection: string): PracticeMessage {
  return { type: 'contact.upserted', data: linked(contact, connection) };
}

export function contactUnlinked(contact: OfficeContact, connection: string): PracticeMessage {
  const data = { ...linked(contact, connection), links: { [connection]: false } };
  return { type: 'contact.upserted', data };
}
