// One reader at a time per practice, over all processes, and what is known of its source.
import { sql } from 'kysely';
import { TransientError } from '../../errors.ts';
import { json, type Tx } from '../open-store.ts';
import type { SourceSetting } from './practices.ts';

const LEASE = '60 seconds';

/** Practices whose records can be read somewhere. For the program itself. */
export async function listSources(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from practice where source is not null order by source_read_at nulls first, id`.execute(tx);
  return rows.map((row) => row.id);
}

export interface SourceTurn {
  readonly source: SourceSetting;
  /** Its end, by which whoever has the turn is told from whoever had it. */
  readonly lease: string;
  /** Null: the export is wanted as a whole, also where it has not changed. */
  readonly etag: string | null;
}

/**
 * Whether the next complete export tells more than "unchanged" could: it is the second that lacks a record (rule 20), or
 * the first that may lack one that came or changed after the last, or the one that a restored database waits for.
 */
const WANTS_EXPORT = sql`(
  exists (select from client where deleted_at is null and (missing_since is not null or said_at > snapshot_as_of))
  or exists (select from contact where deleted_at is null and (missing_since is not null or said_at > snapshot_as_of))
  or exists (select from connection where restored_at is not null and (snapshot_as_of >= restored_at) is not true))`;

/** Takes the turn of the practice of this transaction. Null when somebody else has it, or there is nothing to read. */
export async function beginReading(tx: Tx): Promise<SourceTurn | null> {
  const { rows } = await sql<SourceTurn>`
    update practice set source_lease_until = clock_timestamp() + ${LEASE}::interval
    where source is not null and source_lease_until <= clock_timestamp()
    returning source, source_lease_until::text as lease,
      case when ${WANTS_EXPORT} then null else source_etag end as etag`.execute(tx);
  return rows[0] ?? null;
}

/** Returns the new end; null: the turn is another's by now, or was taken back. */
export async function renewReading(tx: Tx, lease: string): Promise<string | null> {
  const { rows } = await sql<{ lease: string }>`
    update practice set source_lease_until = clock_timestamp() + ${LEASE}::interval
    where source_lease_until = ${lease}::timestamptz returning source_lease_until::text as lease`.execute(tx);
  return rows[0]?.lease ?? null;
}

/** Does nothing to the turn of another. */
export async function endReading(tx: Tx, lease: string): Promise<void> {
  await sql`update practice set source_lease_until = '-infinity'
    where source_lease_until = ${lease}::timestamptz`.execute(tx);
}

/**
 * Until the end of the transaction the source stays as it was when the turn was taken; what a reader writes after it became
 * another, or none, would tell of the wrong place. Throws TransientError then.
 */
export async function holdSource(tx: Tx, source: SourceSetting): Promise<void> {
  const { rows } = await sql`
    select from practice where source - 'everyMinutes' = ${json(source)}::jsonb - 'everyMinutes' for no key update`.execute(
    tx,
  );
  if (rows.length === 0) throw sourceChanged();
}

export const SOURCE_CHANGED = 'SOURCE_CHANGED';

export function sourceChanged(): TransientError {
  return new TransientError(
    { en: 'The source was changed while it was read.', nl: 'De bron is gewijzigd terwijl die werd gelezen.' },
    { code: SOURCE_CHANGED, mayHaveLanded: false },
  );
}
