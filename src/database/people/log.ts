// The audit trail of a practice for people to read, newest first, a page at a time.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';
import { orderByIndex } from './page.ts';

export interface LogFilter {
  /** Of this client and its contacts, or of this contact. */
  readonly record: { readonly kind: 'client' | 'contact'; readonly id: string } | null;
  readonly connectionId: string | null;
  /** An action (`link.off`), or the first word of several (`link`). */
  readonly action: string | null;
  /** As it stands in the trail: `koppel`, `webhook`, `user:<name>`; or a name alone. */
  readonly actor: string | null;
  readonly since: Date | null;
}

export interface LogLine {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly connection: string | null;
  readonly clientId: string | null;
  readonly subjectId: string | null;
  readonly type: string | null;
  readonly fields: readonly string[];
  readonly outcome: string | null;
  /** Ids, codes and counts. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** `before`: the id of the last line of the page before. */
export async function readLogLines(
  tx: Tx,
  filter: LogFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<readonly LogLine[]> {
  const { record, connectionId, action, actor, since } = filter;
  const about =
    record?.kind === 'client' ? sql`and a.client_id = ${record.id}` : sql`and a.subject_id = ${record?.id}`;
  await orderByIndex(tx, true);
  const { rows } = await sql<LogLine>`
    select a.id, a.at, a.actor, a.action, p.name as connection, a.client_id as "clientId", a.subject_id as "subjectId",
      a.details ->> 'type' as type, case when jsonb_typeof(a.details -> 'fields') = 'array' then a.details -> 'fields' else '[]' end as fields,
      a.details ->> 'outcome' as outcome, a.details
    from audit a left join connection p on p.id = a.connection_id
    where a.id < coalesce(${before}::bigint, ${Number.MAX_SAFE_INTEGER}) ${record === null ? sql`` : about}
      and (${connectionId}::uuid is null or a.connection_id = ${connectionId})
      and (${action}::text is null or a.action = ${action} or starts_with(a.action, ${action} || '.'))
      and (${actor}::text is null or a.actor in (${actor}, 'user:' || ${actor})) and (${since}::timestamptz is null or a.at >= ${since})
    order by a.id desc limit ${limit}`.execute(tx);
  await orderByIndex(tx, false);
  return rows;
}
