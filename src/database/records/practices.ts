// Practices: the tenants, and the secrets of their webhooks.
import { sql } from 'kysely';
import type { LinkOwner, Practice } from '../../domain/practice.ts';
import { json, type Tx } from '../open-store.ts';
import { wantFullReading } from './source-state.ts';

export async function listPracticeIds(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from practice order by id`.execute(tx);
  return rows.map((row) => row.id);
}

export type PracticeLine = Pick<
  StoredPractice,
  'id' | 'name' | 'linksFrom' | 'source' | 'sourceSince' | 'sourceReadAt' | 'sourceAsOf'
>;

export async function listPractices(tx: Tx): Promise<readonly PracticeLine[]> {
  const { rows } = await sql<PracticeLine>`
    select id, name, links_from as "linksFrom", source, source_since as "sourceSince", source_read_at as "sourceReadAt",
      source_as_of as "sourceAsOf"
    from practice order by id`.execute(tx);
  return rows;
}

/** Where a complete snapshot can be read. */
export type SourceSetting = (SourcePlace | SoftwarePlace) & Schedule;
export type SoftwareSetting = SoftwarePlace & Schedule;

interface Schedule {
  /** How often the practice software writes an export, or is looked at. Default: every hour. */
  readonly everyMinutes?: number;
}

type SourcePlace =
  { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'address'; readonly url: string };

interface SoftwarePlace {
  readonly kind: 'software';
  /** Id of the source that reads it. */
  readonly software: string;
  readonly baseUrl: string;
  /** The source's own, without secrets. */
  readonly settings: unknown;
}

export interface StoredPractice extends Practice {
  readonly webhookSecrets: readonly string[];
  readonly source: SourceSetting | null;
  /** Since when the present source is given. */
  readonly sourceSince: Date;
  /** When an export of it was last accepted, or said to be unchanged. */
  readonly sourceReadAt: Date | null;
  /** As of when that export says that it is; null: it does not say. */
  readonly sourceAsOf: Date | null;
  /** Code of what has kept its exports from being accepted since; null when nothing did. */
  readonly sourceProblem: string | null;
  readonly sourceProblemSince: Date | null;
  /** As of when the newest export of everything was, from the source or imported by somebody; null where none was taken in. */
  readonly completeAsOf: Date | null;
}

/** The practice of this transaction; null when there is none of that name. */
export async function readPractice(tx: Tx): Promise<StoredPractice | null> {
  const { rows } = await sql<StoredPractice>`
    select id, name, links_from as "linksFrom", webhook_secrets as "webhookSecrets", source,
      source_since as "sourceSince", source_read_at as "sourceReadAt", source_as_of as "sourceAsOf", source_problem as "sourceProblem",
      source_problem_since as "sourceProblemSince", snapshot_as_of as "completeAsOf" from practice`.execute(
    tx,
  );
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

/** An export of the practice of this transaction was accepted; without one, it is the one that was. */
export async function noteSourceRead(
  tx: Tx,
  accepted?: { readonly etag: string | null; readonly asOf: Date | null },
): Promise<void> {
  await sql`update practice set source_read_at = now()`.execute(tx);
  if (accepted !== undefined)
    await sql`update practice set source_etag = ${accepted.etag}, source_as_of = case when
        ${accepted.asOf}::timestamptz is not null then greatest(source_as_of, ${accepted.asOf}) end`.execute(
      tx,
    );
}

/** What is wrong with the newest export, until another is read: of any other trouble, the next reading shows the end. */
const LASTING = ['EXPORT_REFUSED', 'ROWS_REFUSED'];

/** What is wrong with the source of this practice, by its code; since when stays while it goes on. True: it is new. */
export async function noteSourceProblem(tx: Tx, code: string | null): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`
    with before as (select id, source_problem from practice for update)
    update practice p set source_problem = ${code},
      source_problem_since = case when ${code}::text is not null then coalesce(p.source_problem_since, now()) end
    from before where p.id = before.id
    returning before.source_problem is distinct from ${code} as "isNew"`.execute(tx);
  return rows[0]?.isNew === true;
}

/** Nothing new was found, and nothing kept it from being looked for. */
export async function endSourceTrouble(tx: Tx): Promise<void> {
  await sql`update practice set source_problem = null, source_problem_since = null
    where source_problem <> all(${LASTING}::text[])`.execute(tx);
}

/** What was read so far stays: they were completed, or mean the same place. */
export async function changeSourceSettings(tx: Tx, settings: unknown): Promise<void> {
  await sql`update practice set source = jsonb_set(source, '{settings}', ${json(settings)}::jsonb)
    where source ->> 'kind' = 'software'`.execute(tx);
}

/** Changes the practice of this transaction. What is left out stays. */
export async function changePractice(
  tx: Tx,
  change: Partial<Pick<NewPractice, 'name' | 'linksFrom' | 'source'>>,
): Promise<void> {
  const { name = null, linksFrom = null, source } = change;
  // What the source said of links while they were switched elsewhere was left aside.
  const { rows } = await sql`
    select from practice where links_from <> ${linksFrom}`.execute(tx);
  if (rows.length > 0) await wantFullReading(tx);
  await sql`
    update practice set name = coalesce(${name}, name), links_from = coalesce(${linksFrom}, links_from)`.execute(
    tx,
  );
  if (source === undefined) return;
  const given = sql`${source === null ? null : json(source)}::jsonb`;
  // What was read at the old place says nothing about the new one.
  await sql`
    update practice set source_etag = null, source_since = now(), source_read_at = null, source_as_of = null,
      source_problem = null, source_problem_since = null
    where source - 'everyMinutes' is distinct from ${given} - 'everyMinutes'`.execute(tx);
  await sql`update practice set source = ${given}`.execute(tx);
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
