// Reads a client with its contacts and their links to one connection, as the rules and connectors see them.
import { sql } from 'kysely';
import type { Client } from '../domain/client.ts';
import type { Contact } from '../domain/contact.ts';
import { NO_LINK, type Link } from '../domain/link.ts';
import type { Employee } from '../domain/practice.ts';
import type { Tx } from './open-store.ts';

export interface PairRecords {
  /** Read before the records: a change that commits in between raises it and is noticed. */
  readonly generation: number;
  readonly client: Client;
  readonly clientLink: Link;
  readonly contacts: readonly { readonly contact: Contact; readonly link: Link }[];
  readonly employees: readonly Employee[];
}

/** Null when the client does not exist for this practice. */
export async function readPairRecords(
  tx: Tx,
  connectionId: string,
  clientId: string,
): Promise<PairRecords | null> {
  const ledger = await sql<{ generation: number }>`
    select generation from due_pair where connection_id = ${connectionId} and client_id = ${clientId}`.execute(
    tx,
  );
  const clients = await sql<{ client: Client; link: Link | null }>`
    select ${clientJson} as client,
      (select jsonb_build_object('enabled', l.enabled, 'settings', l.settings) from client_link l
        where l.client_id = c.id and l.connection_id = ${connectionId}) as link
    from client c where c.id = ${clientId}`.execute(tx);
  const row = clients.rows[0];
  if (row === undefined) return null;
  const contacts = await sql<{ contact: Contact; link: Link | null }>`
    select ${contactJson} as contact,
      (select jsonb_build_object('enabled', l.enabled, 'settings', l.settings) from contact_link l
        where l.contact_id = c.id and l.connection_id = ${connectionId}) as link
    from contact c where c.client_id = ${clientId} order by c.created_at, c.id`.execute(tx);
  const employees = await sql<Employee>`
    select id, source_key as "sourceKey", first_name as "firstName", last_name as "lastName", email from employee`.execute(
    tx,
  );
  return {
    generation: ledger.rows[0]?.generation ?? 0,
    client: withDate(row.client),
    clientLink: row.link ?? NO_LINK,
    contacts: contacts.rows.map(({ contact, link }) => ({
      contact: withDate(contact),
      link: link ?? NO_LINK,
    })),
    employees: employees.rows,
  };
}

const clientJson =
  sql.raw(`jsonb_build_object('id', c.id, 'sourceKey', c.source_key, 'number', c.number, 'name', c.name,
  'kind', c.kind, 'status', c.status, 'street', c.street, 'houseNumber', c.house_number,
  'houseNumberAddition', c.house_number_addition, 'building', c.building, 'postalCode', c.postal_code, 'city', c.city,
  'country', c.country, 'phone', c.phone, 'email', c.email, 'website', c.website, 'facebook', c.facebook,
  'twitter', c.twitter, 'linkedin', c.linkedin, 'kvkNumber', c.kvk_number, 'enterpriseNumber', c.enterprise_number,
  'wkCustomerNumber', c.wk_customer_number, 'deleted', c.deleted_at is not null, 'sourceChangedAt', c.source_changed_at)`);

const contactJson =
  sql.raw(`jsonb_build_object('id', c.id, 'clientId', c.client_id, 'sourceKey', c.source_key,
  'personKey', c.person_key, 'firstName', c.first_name, 'infix', c.infix, 'lastName', c.last_name,
  'initials', c.initials, 'email', c.email, 'phone', c.phone, 'mobile', c.mobile, 'deleted', c.deleted_at is not null,
  'sourceChangedAt', c.source_changed_at)`);

/** Times travel through JSON as text. */
function withDate<R extends { readonly sourceChangedAt: Date }>(record: R): R {
  return { ...record, sourceChangedAt: new Date(record.sourceChangedAt) };
}
