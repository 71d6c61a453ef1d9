// A practice with one connection to a CaseWare Cloud and clients that are linked to it, straight into the database.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { credentialsContext } from '../../src/app/open-portals.ts';
import type { Store } from '../../src/database/open-store.ts';
import { writeConnection } from '../../src/database/portal/connections.ts';
import { addPractice } from '../../src/database/records/practices.ts';
import type { Sealer } from '../../src/secrets/seal.ts';

export interface LinkedPractice {
  readonly id: string;
  readonly url: string;
  readonly clients: number;
  readonly contactsEach: number;
  readonly limits: { readonly concurrency: number; readonly requestsPerSecond: number };
}

/** Its portal counts as listed, and its clients are due. Returns the id of the connection. */
export async function addLinkedPractice(
  { store, sealer }: { readonly store: Store; readonly sealer: Sealer },
  { id: practiceId, url, clients, contactsEach, limits }: LinkedPractice,
): Promise<string> {
  const id = randomUUID();
  const credentials = JSON.stringify(SANDBOX_CREDENTIALS);
  await store.inPractice(practiceId, async (tx) => {
    const unknown = { webhookSecrets: [], source: null };
    await addPractice(tx, { id: practiceId, name: practiceId, linksFrom: 'practice-software', ...unknown });
    await writeConnection(tx, {
      ...{ id, practiceId, name: 'caseware', portal: 'caseware-cloud', baseUrl: url, policy: {} },
      ...{ settings: {}, limits: {}, ...limits, provenTypes: [], documentedTypes: [] },
      credentials: sealer.seal(credentials, credentialsContext({ practiceId, id })),
    });
    await sql`update connection set listed_at = now()`.execute(tx);
    await sql`
      with made as (
        insert into client (practice_id, source_key, number, name, kind, status)
        select ${practiceId}, 'c' || n, n::text, 'Company ' || n, 'company', 'client' from generate_series(1, ${clients}) n
        returning id, source_key
      ), people as (
        insert into contact (practice_id, client_id, source_key, first_name, last_name, email)
        select ${practiceId}, id, source_key || '-' || m, 'Anna', 'Contact ' || m, source_key || '.' || m || '@example.nl'
        from made, generate_series(1, ${contactsEach}) m
        returning id
      ), contact_switch as (
        insert into contact_link (practice_id, connection_id, contact_id, enabled)
        select ${practiceId}, ${id}, id, true from people
      )
      insert into client_link (practice_id, connection_id, client_id, enabled) select ${practiceId}, ${id}, id, true from made`.execute(
      tx,
    );
  });
  return id;
}
