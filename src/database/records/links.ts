// Switches links from Koppel's own side, where the practice lets it. The triggers make the right pairs due.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';

export interface LinkSwitch {
  readonly practiceId: string;
  readonly connectionId: string;
  readonly kind: 'client' | 'contact';
  readonly recordIds: readonly string[];
  readonly enabled: boolean;
  /** Left out: the settings stay as they are. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Returns the ids of those that changed; a link that never was is off. */
export async function writeLinks(tx: Tx, link: LinkSwitch): Promise<readonly string[]> {
  const { practiceId, connectionId, kind, recordIds, enabled, settings } = link;
  const table = sql.raw(`${kind}_link`);
  const id = sql.raw(`${kind}_id`);
  const given = settings === undefined ? null : json(settings);
  const { rows } = await sql<{ id: string }>`
    insert into ${table} as l (connection_id, ${id}, practice_id, enabled, settings)
    select ${connectionId}, r.id, ${practiceId}, ${enabled}, coalesce(${given}::jsonb, '{}')
    from unnest(${[...recordIds]}::uuid[]) as r(id)
    where ${enabled} or ${given}::jsonb is not null
      or exists (select from ${table} o where o.connection_id = ${connectionId} and o.${id} = r.id)
    order by r.id
    on conflict (connection_id, ${id}) do update
      set enabled = excluded.enabled, settings = coalesce(${given}::jsonb, l.settings), changed_at = now(), said_at = now()
    where l.enabled <> excluded.enabled or l.settings <> coalesce(${given}::jsonb, l.settings)
    returning l.${id} as id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Runs `work` and undoes whatever it wrote: a look at what would be. */
export async function undoing<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint looking`.execute(tx);
  const result = await work();
  await sql`rollback to savepoint looking`.execute(tx);
  return result;
}
