// Writes the clients of the office as the two NDJSON files that its practice software would export, and as the data of
// its webhooks. A contact who manages the environment of its client says so in its link.
import { join } from 'node:path';
import { writeLines, type ExportPlace, type PracticeFiles } from '../import-practice.ts';
import type { PracticeMessage } from '../practice-software.ts';
import type { Office, OfficeClient, OfficeContact } from './office.ts';

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
    clients.flatMap(({ manager, others }) => [
      { ...manager, links: { [connection]: { enabled: true, settings: { manager: true } } } },
      ...others.map((contact) => ({ ...contact, links: { [connection]: true } })),
    ]),
  );
  return files;
}

export function clientUnlinked({ client }: OfficeClient, connection: string): PracticeMessage {
  return { type: 'client.upserted', data: { ...client, links: { [connection]: false } } };
}

/** The link stays as it is. */
export function telephoneChanged({ client }: OfficeClient, phone: string): PracticeMessage {
  return { type: 'client.upserted', data: { ...client, phone } };
}

export function contactLinked(contact: OfficeContact, connection: string): PracticeMessage {
  return { type: 'contact.upserted', data: { ...contact, links: { [connection]: true } } };
}
