// Writes the invented practice as the two CSV files that its practice software would export.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENT_COLUMNS, CONTACT_COLUMNS } from '../src/intake/files/columns.ts';
import type { ExportPlace, PracticeFiles } from './import-practice.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { InventedClient, InventedContact, Switched } from './invented-records.ts';

const CLIENT_FIELDS = [
  ...(['key', 'number', 'name', 'kind', 'status', 'street', 'houseNumber', 'postalCode', 'city'] as const),
  ...(['country', 'phone', 'email', 'website', 'kvkNumber', 'enterpriseNumber'] as const),
] satisfies readonly (keyof InventedClient)[];

const CONTACT_FIELDS = [
  ...(['key', 'clientKey', 'personKey', 'firstName', 'infix', 'lastName'] as const),
  ...(['initials', 'email', 'phone', 'mobile'] as const),
] satisfies readonly (keyof InventedContact)[];

export async function writePracticeFiles(
  practice: InventedPractice,
  { folder, connection, asOf }: ExportPlace,
): Promise<PracticeFiles> {
  const files = { clients: join(folder, 'clients.csv'), contacts: join(folder, 'contacts.csv') };
  const link = `link:${connection}`;
  await writeCsv(files.clients, asOf, [
    [...CLIENT_FIELDS.map((field) => CLIENT_COLUMNS[field][0]), link],
    ...practice.clients.map((client) => [
      ...CLIENT_FIELDS.map((field) => client.record[field]),
      switchOf(client),
    ]),
  ]);
  await writeCsv(files.contacts, asOf, [
    [...CONTACT_FIELDS.map((field) => CONTACT_COLUMNS[field][0]), link],
    ...practice.contacts.map((contact) => [
      ...CONTACT_FIELDS.map((field) => contact.record[field]),
      switchOf(contact),
    ]),
  ]);
  return files;
}

function switchOf({ linked }: Switched<unknown>): string {
  return linked ? 'yes' : 'no';
}

async function writeCsv(
  path: string,
  asOf: Date,
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const lines = rows.map((cells) => cells.map((cell) => quote(cell ?? '')).join(';'));
  await writeFile(path, `# as-of: ${asOf.toISOString()}\n${lines.join('\n')}\n`);
}

function quote(cell: string): string {
  return /[;"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
