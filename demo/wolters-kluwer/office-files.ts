// Writes the clients of the office as the two NDJSON files that its practice software would export. The contact who is to
// administer the organisation of its client says so in its link.
import { join } from 'node:path';
import { writeLines, type ExportPlace, type PracticeFiles } from '../import-practice.ts';
import type { PracticeMessage } from '../practice-software.ts';
import type { Office, OfficeClient } from './office.ts';

export async function writeOfficeFiles(
  { clients, unknown }: Office,
  { folder, connection }: ExportPlace,
): Promise<PracticeFiles> {
  const files = { clients: join(folder, 'clients.ndjson'), contacts: join(folder, 'contacts.ndjson') };
  const on = { enabled: true, settings: { role: 'administrator' } };
  await writeLines(
    files.clients,
    clients.map(({ client }) => ({ ...client, links: { [connection]: true } })),
  );
  await writeLines(
    files.contacts,
    unknown.map(({ boss }) => ({ ...boss, links: { [connection]: on } })),
  );
  return files;
}

export function clientUnlinked({ client }: OfficeClient, connection: string): PracticeMessage {
  return { type: 'client.upserted', data: { ...client, links: { [connection]: false } } };
}
