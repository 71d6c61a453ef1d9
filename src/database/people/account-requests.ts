// Whom of the practice a request for an account is about: which client's, and which of its contacts.
import { sql } from 'kysely';
import { writeAudit } from './audit.ts';
import { nameRecords, type NamedRecord } from './explain.ts';
import { json, type Tx } from '../open-store.ts';

/** The resource type that requests are made for, on one connection. */
export interface AskableType {
  readonly connectionId: string;
  readonly type: string;
}

/** Keys of what requests can be made for: things of linked clients that stand in the portal. */
export async function readAskable(tx: Tx, { connectionId, type }: AskableType): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    select distinct r.key from portal_resource r join claim c on c.resource_id = r.id and c.released_at is null
    where r.connection_id = ${connectionId} and r.type = ${type} and r.state = 'present' order by r.key`.execute(
    tx,
  );
  return rows.map(({ key }) => key);
}

export interface Asked {
  readonly clientId: string | null;
  readonly client: string | null;
  readonly clientNumber: string | null;
  /** The contact of that client with that e-mail address, if there is one, and whether its link is on. */
  readonly contact: NamedRecord | null;
  readonly linked: boolean;
}

/** In the order of the requests. Shown to people, never logged. */
export async function findAsked(
  tx: Tx,
  { connectionId, type }: AskableType,
  requests: readonly { readonly for: string; readonly email: string }[],
): Promise<readonly Asked[]> {
  const asked = requests.map(({ for: key, email }, n) => ({ n, key, email: email.trim().toLowerCase() }));
  const { rows } = await sql<Omit<Asked, 'contact'> & { contactId: string | null }>`
    select k.id as "clientId", k.name as client, k.number as "clientNumber", c.id as "contactId", coalesce(l.enabled, false) as linked
    from jsonb_to_recordset(${json(asked)}::jsonb) as a(n integer, key text, email text)
    left join lateral (select k.id, k.name, k.number from portal_resource r join claim cm on cm.resource_id = r.id
      join client k on k.id = cm.client_id
      where r.connection_id = ${connectionId} and r.type = ${type} and r.key = a.key and cm.released_at is null limit 1) k on true
    left join lateral (select c.id from contact c
      where c.client_id = k.id and c.email_key = a.email and c.deleted_at is null order by c.created_at, c.id limit 1) c on true
    left join contact_link l on l.contact_id = c.id and l.connection_id = ${connectionId}
    order by a.n`.execute(tx);
  const names = await nameRecords(
    tx,
    rows.flatMap(({ contactId }) => contactId ?? []),
  );
  return rows.map(({ contactId, ...row }) => ({ ...row, contact: names.get(contactId ?? '') ?? null }));
}

/** A person said no in the portal. */
export async function noteRefused(
  tx: Tx,
  refused: { practiceId: string; connectionId: string; clientId: string | null; by: string; request: string },
): Promise<void> {
  const { practiceId, connectionId, clientId, by, request } = refused;
  const about = clientId === null ? {} : { clientId };
  const entry = { practiceId, actor: by, action: 'account-request.refused', connectionId, ...about };
  await writeAudit(tx, [{ ...entry, details: { request } }]);
}
