// Reads a client with its contacts and their links to one connection, as the rules and connectors see them.
import { sql } from 'kysely';
import type { Client } from '../../domain/client.ts';
import type { Contact } from '../../domain/contact.ts';
import { NO_LINK, type Link } from '../../domain/link.ts';
import type { Employee } from '../../domain/practice.ts';
import type { Tx } from '../open-store.ts';
import { CLIENT_COLUMNS, CONTACT_COLUMNS, jsonMembers } from './record-columns.ts';

export interface PairRecords {
  /** Of the same moment as the records: a change since then has raised it. */
  readonly generation: number;
  readonly client: Client;
  readonly clientLink: Link;
  readonly contacts: readonly { readonly contact: Contact; readonly link: Link }[];
  readonly employees: readonly Employee[];
}

/** Null when the client does not exist for this practice. One statement, so one moment. */
export async function readPairRecords(
  tx: Tx,
  connectionId: string,
  clientId: string,
): Promise<PairRecords | null> {
  const { rows } = await sql<RecordsRow>`
    select coalesce((select generation from due_pair d where d.connection_id = ${connectionId} and d.client_id = c.id), 0) as generation,
      ${clientJson} as client,
      (select jsonb_build_object('enabled', l.enabled, 'settings', l.settings) from client_link l
        where l.client_id = c.id and l.connection_id = ${connectionId}) as "clientLink",
      coalesce((select jsonb_agg(jsonb_build_object('contact', ${contactJson}, 'link',
          case when l.contact_id is not null then jsonb_build_object('enabled', l.enabled, 'settings', l.settings) end)
          order by k.created_at, k.id)
        from contact k left join lateral (select contact_id, enabled, settings from contact_link
          where contact_id = k.id and connection_id = ${connectionId} offset 0) l on true
        where k.client_id = c.id), '[]') as contacts,
      coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'sourceKey', e.source_key, 'firstName', e.first_name,
        'lastName', e.last_name, 'email', e.email)) from employee e), '[]') as employees
    from client c where c.id = ${clientId}`.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    generation: row.generation,
    client: withDate(row.client),
    clientLink: row.clientLink ?? NO_LINK,
    contacts: row.contacts.map(({ contact, link }) => ({
      contact: withDate(contact),
      link: link ?? NO_LINK,
    })),
    employees: row.employees,
  };
}

interface RecordsRow {
  readonly generation: number;
  readonly client: Client;
  readonly clientLink: Link | null;
  readonly contacts: readonly { readonly contact: Contact; readonly link: Link | null }[];
  readonly employees: readonly Employee[];
}

const clientJson = sql.raw(`jsonb_build_object('id', c.id, 'sourceKey', c.source_key,
  ${jsonMembers(CLIENT_COLUMNS, 'c')}, 'deleted', c.deleted_at is not null, 'sourceChangedAt', c.source_changed_at)`);

const contactJson =
  sql.raw(`jsonb_build_object('id', k.id, 'clientId', k.client_id, 'sourceKey', k.source_key,
  ${jsonMembers(CONTACT_COLUMNS, 'k')}, 'deleted', k.deleted_at is not null, 'sourceChangedAt', k.source_changed_at)`);

/** Times travel through JSON as text. */
function withDate<R extends { readonly sourceChangedAt: Date }>(record: R): R {
  return { ...record, sourceChangedAt: new Date(record.sourceChangedAt) };
}
