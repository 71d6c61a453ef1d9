// Practices: the tenants, and the secrets of their webhooks.
import { sql } from 'kysely';
import type { LinkOwner, Practice } from '../../domain/practice.ts';
import { json, type Tx } from '../open-store.ts';

export async function listPracticeIds(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from practice order by id`.execute(tx);
  return rows.map((row) => row.id);
}

export type PracticeLine = Pick<StoredPractice, 'id' | 'name' | 'linksFrom' | 'source' | 'sourceReadAt'>;

export async function listPractices(tx: Tx): Promise<readonly PracticeLine[]> {
  const { rows } = await sql<PracticeLine>`
    select id, name, links_from as "linksFrom", source, source_read_at as "sourceReadAt" from practice order by id`.execute(
    tx,
  );
  return rows;
}

/** Where a complete snapshot can be read. */
export type SourceSetting =
  { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'address'; readonly url: string };

export interface StoredPractice extends Practice {
  readonly webhookSecrets: readonly string[];
  readonly source: SourceSetting | null;
  readonly sourceEtag: string | null;
  readonly sourceReadAt: Date | null;
}

/** The practice of this transaction; null when there is none of that name. */
export async function readPractice(tx: Tx): Promise<StoredPractice | null> {
  const { rows } = await sql<StoredPractice>`
    select id, name, links_from as "linksFrom", webhook_secrets as "webhookSecrets", source, source_etag as "sourceEtag",
      source_read_at as "sourceReadAt" from practice`.execute(tx);
  return rows[0] ?? null;
}

export interface NewPractice {
  readonly id: string;
  readonly name: string;
  readonly linksFrom: LinkOwner;
  /** Sealed. */
  readonly webhookSecrets: readonly string[];
  readonly source: SourceSetting | null;
}

/** False when it exists already. */
export async function addPractice(tx: Tx, practice: NewPractice): Promise<boolean> {
  const { rows } = await sql`
    insert into practice (id, name, links_from, webhook_secrets, source)
    values (${practice.id}, ${practice.name}, ${practice.linksFrom}, ${[...practice.webhookSecrets]}::text[],
      ${practice.source === null ? null : json(practice.source)}::jsonb)
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export async function noteSourceRead(tx: Tx, { at, etag }: { at: Date; etag: string | null }): Promise<void> {
  await sql`update practice set source_read_at = ${at}, source_etag = coalesce(${etag}, source_etag)`.execute(
    tx,
  );
}

/** Changes the practice of this transaction. What is left out stays. */
export async function changePractice(
  tx: Tx,
  change: Partial<Pick<NewPractice, 'name' | 'linksFrom' | 'source'>>,
): Promise<void> {
  const { name = null, linksFrom = null, source } = change;
  await sql`
    update practice set name = coalesce(${name}, name), links_from = coalesce(${linksFrom}, links_from)`.execute(
    tx,
  );
  // What was read at the old place says nothing about the new one.
  if (source !== undefined)
    await sql`update practice set source = ${source === null ? null : json(source)}::jsonb, source_etag = null`.execute(
      tx,
    );
}

/** Replaces the webhook secrets of the practice of this transaction by what `change` makes of them. */
export async function changeWebhookSecrets(
  tx: Tx,
  change: (sealed: readonly string[]) => readonly string[],
): Promise<void> {
  const { rows } = await sql<{ secrets: readonly string[] }>`
    select webhook_secrets as secrets from practice for update`.execute(tx);
  const before = rows[0]?.secrets ?? [];
  await sql`update practice set webhook_secrets = ${[...change(before)]}::text[]`.execute(tx);
}
