// The records of a first load: companies of a file, or invented ones, with two invented contacts each.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

export interface Company {
  readonly kvkNumber: string;
  readonly name: string;
}

const rowsSchema = z.array(z.object({ kvk_number: z.string(), name: z.string() }));

/** `file`: CSV with the columns kvk_number and name; '' for invented ones. `most`: of either. */
export async function readCompanies(file: string, most: number): Promise<readonly Company[]> {
  if (file === '')
    return Array.from({ length: most }, (_, n) => ({
      kvkNumber: String(10_000_000 + n),
      name: `Bedrijf ${n}`,
    }));
  const rows: unknown = parse(await readFile(file, 'utf8'), { columns: true, bom: true });
  return rowsSchema
    .parse(rows)
    .slice(0, most)
    .map(({ kvk_number: kvkNumber, name }) => ({ kvkNumber, name }));
}

export interface RecordFiles {
  readonly clients: string;
  readonly contacts: string;
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** As an export of practice software; `connection`: whose switch is on. */
export async function writeRecordFiles(
  folder: string,
  connection: string,
  companies: readonly Company[],
): Promise<RecordFiles> {
  const clients = companies.map(
    ({ kvkNumber, name }, n) => `c${n},${100_000 + n},${quote(name)},company,client,${kvkNumber},Utrecht,yes`,
  );
  const contacts = companies.flatMap((_, n) =>
    [1, 2].map((m) => `k${n}-${m},c${n},Anna,Contact ${m},contact${n}.${m}@example.nl,yes`),
  );
  const files = { clients: join(folder, 'clients.csv'), contacts: join(folder, 'contacts.csv') };
  const link = `link:${connection}`;
  await writeFile(
    files.clients,
    [`key,number,name,kind,status,kvk_number,city,${link}`, ...clients].join('\n'),
  );
  await writeFile(
    files.contacts,
    [`key,client_key,first_name,last_name,email,${link}`, ...contacts].join('\n'),
  );
  return files;
}
