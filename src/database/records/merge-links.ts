// Switches links as the practice software says, where the switch is its own. Each switch is ordered by itself: what was
// said of it last counts, off wins a tie, and what was said of the record meanwhile is no matter. A connection that a record
// does not name stays as it is (rule 20).
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';
import { byKey, type Batch, type Judged } from './merge-records.ts';

interface NamedLink {
  readonly source_key: string;
  readonly said_at: Date;
  readonly undated: boolean;
  readonly changed_at: Date;
  readonly connection: string;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Keys of records. */
export interface Relinked {
  readonly changed: ReadonlySet<string>;
  /** A switch was said otherwise later, or at the same moment off. */
  readonly outdated: ReadonlySet<string>;
}

/**
 * Of what could not be read, or waits for its client, only what is switched off counts. The records were merged before, in
 * the same transaction, and are locked.
 */
export async function mergeLinks(
  tx: Tx,
  { practiceId, kind, records }: Batch,
  judged: readonly Judged[],
): Promise<Relinked> {
  const counts = new Set(judged.filter((each) => each.counts).map(({ sourceKey }) => sourceKey));
  const named = records.flatMap((record) => nameLinks(record, !counts.has(record.sourceKey)));
  if (named.length === 0) return { changed: new Set(), outdated: new Set() };
  const table = sql.raw(`${kind}_link`);
  const id = sql.raw(`${kind}_id`);
  const isErased = sql.raw(
    kind === 'contact' ? 'r.erase_asked_at is not null and r.deleted_at is not null' : 'false',
  );
  const { rows } = await sql<{ key: string; isWritten: boolean }>`
    with named as (
      select i.source_key, c.id as connection_id, r.id, i.enabled, i.settings, l.enabled as was, l.settings as had,
        -- On again, of an older version than is known: an event that was sent again.
        case when i.enabled and i.undated and least(i.changed_at, i.said_at, now()) < r.newest_version_at
          then least(i.said_at, i.changed_at, now()) else least(i.said_at, now()) end as said_at
      from jsonb_to_recordset(${json(named)}::jsonb) as i(source_key text, said_at timestamptz, undated boolean,
        changed_at timestamptz, connection text, enabled boolean, settings jsonb)
      join lateral ${byKey(kind, 'i.source_key')} r on not (${isErased})
      join connection c on c.name = i.connection
      join practice p on p.links_from = 'practice-software'
      left join lateral (select * from ${table} where ${id} = r.id and connection_id = c.id offset 0) l on true
    ), written as (
      insert into ${table} as l (connection_id, ${id}, practice_id, enabled, settings, said_at)
      select connection_id, id, ${practiceId}, enabled, settings, said_at from named order by source_key, connection_id
      on conflict (connection_id, ${id}) do update
        set enabled = excluded.enabled, settings = excluded.settings, said_at = excluded.said_at,
          changed_at = case when (l.enabled, l.settings) is distinct from (excluded.enabled, excluded.settings)
            then now() else l.changed_at end
      where (excluded.said_at, not excluded.enabled, excluded.settings::text collate "C")
        > (l.said_at, not l.enabled, l.settings::text collate "C")
      returning l.${id} as id, l.connection_id
    )
    select n.source_key as key, w.id is not null as "isWritten" from named n
    left join written w on w.id = n.id and w.connection_id = n.connection_id
    where (n.was, n.had) is distinct from (n.enabled, n.settings)`.execute(tx);
  const keys = (isWritten: boolean): ReadonlySet<string> =>
    new Set(rows.filter((row) => row.isWritten === isWritten).map(({ key }) => key));
  return { changed: keys(true), outdated: keys(false) };
}

function nameLinks(
  { sourceKey, saidAt, undated, changedAt, links }: Batch['records'][number],
  onlyOff: boolean,
): readonly NamedLink[] {
  return Object.entries(links)
    .filter(([, { enabled }]) => !(onlyOff && enabled))
    .map(([connection, { enabled, settings }]) => ({
      source_key: sourceKey,
      said_at: saidAt,
      undated,
      changed_at: changedAt,
      connection,
      enabled,
      settings,
    }));
}
