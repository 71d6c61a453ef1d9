// Asking for the erasure of a contact as a person does on the command line, and looking for what is left afterwards.
import pg from 'pg';
import { nameRecords, type NamedRecord } from '../../src/database/people/explain.ts';
import { connectorOf } from '../../src/app/portals.ts';
import { askToErase, previewErasure } from '../../src/actions/erase-contact.ts';
import type { Engine } from './engine.ts';

export const BY = 'user:olga';

export async function nameContact(engine: Engine, contactId: string): Promise<NamedRecord> {
  const names = await engine.store.inPractice(engine.practiceId, (tx) => nameRecords(tx, [contactId]));
  const found = names.get(contactId);
  if (found === undefined) throw new Error('the contact is gone');
  return found;
}

/** `confirmed`: default all the access that is shown. */
export async function askErasureOf(engine: Engine, contactId: string, confirmed?: readonly string[]) {
  const contact = await nameContact(engine, contactId);
  const request = { practiceId: engine.practiceId, contact, by: BY };
  const { revokes } = await previewErasure(engine.store, connectorOf, request);
  return askToErase(engine.store, connectorOf, {
    ...request,
    confirmed: confirmed ?? revokes.map(({ resourceId }) => resourceId),
  });
}

/** In which tables the words stand, as the owner of the database sees them: `koppel.contact: jan`. */
export async function tracesOf(databaseUrl: string, words: readonly string[]): Promise<readonly string[]> {
  return [...(await dump(databaseUrl))].flatMap(([table, rows]) =>
    words.filter((word) => rows.includes(word)).map((word) => `${table}: ${word}`),
  );
}

/** Every value of every table, in lower case; by table. */
async function dump(databaseUrl: string): Promise<ReadonlyMap<string, string>> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  // Ended by the server, it says so to whoever waits for an answer; nobody else need hear of it.
  owner.on('error', () => undefined);
  await owner.connect();
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('koppel', 'bullmq')",
  );
  const found = new Map<string, string>();
  for (const { name } of tables)
    found.set(name, JSON.stringify((await owner.query(`select * from ${name}`)).rows).toLowerCase());
  await owner.end();
  return found;
}
