// Switches links from Koppel's own side, where the practice lets it. The triggers make the right pairs due.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';

export interface LinkSwitch {
  readonly practiceId: string;
  readonly connectionId: string;
  readonly kind: 'client' | 'contact';
  readonly recordId: string;
  readonly enabled: boolean;
  /** Left out: the settings stay as they are. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Returns whether anything changed. */
export async function writeLink(tx: Tx, link: LinkSwitch): Promise<boolean> {
  const { practiceId, connectionId, kind, recordId, enabled, settings } = link;
  const table = sql.raw(`${kind}_link`);
  const id = sql.raw(`${kind}_id`);
  const given = settings === undefined ? null : json(settings);
  const { rows } = await sql`
    insert into ${table} as l (connection_id, ${id}, practice_id, enabled, settings)
    values (${connectionId}, ${recordId}, ${practiceId}, ${enabled}, coalesce(${given}::jsonb, '{}'))
    on conflict (connection_id, ${id}) do update
      set enabled = excluded.enabled, settings = coalesce(${given}::jsonb, l.settings), changed_at = now(), said_at = now()
    where l.enabled <> excluded.enabled or l.settings <> coalesce(${given}::jsonb, l.settings)
    returning l.enabled`.execute(tx);
  return rows.length > 0;
}

export async function readLinked(
  tx: Tx,
  { connectionId, kind, recordId }: Pick<LinkSwitch, 'connectionId' | 'kind' | 'recordId'>,
): Promise<boolean> {
  const { rows } = await sql<{ enabled: boolean }>`
    select enabled from ${sql.raw(`${kind}_link`)}
    where connection_id = ${connectionId} and ${sql.raw(`${kind}_id`)} = ${recordId}`.execute(tx);
  return rows[0]?.enabled ?? false;
}

/** Runs `work` and undoes whatever it wrote: a look at what would be. */
export async function undoing<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint looking`.execute(tx);
  const result = await work();
  await sql`rollback to savepoint looking`.execute(tx);
  return result;
}
