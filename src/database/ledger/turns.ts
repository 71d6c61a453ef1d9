// Things that may not be open beside each other: two requests to one e-mail domain, say. Who goes first is decided here,
// in one place for all processes, and stays decided when one of them dies.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';
import { isMissing, mayHaveLanded } from './may-stand.ts';
import type { PairKey } from './pairs.ts';

export interface Turn {
  readonly resourceId: string;
  readonly key: string;
  /** The lowest goes first; among equals the oldest. */
  readonly priority: number;
}

/**
 * Notes what a client wants to take turns for, and that its wishes are known. Whoever is the last of a first load to tell
 * wakes those that waited for it.
 */
export async function registerTurns(tx: Tx, pair: PairKey, turns: readonly Turn[]): Promise<void> {
  if (turns.length > 0) await noteTurns(tx, turns);
  const { rows } = await sql`
    select from due_pair where connection_id = ${pair.connectionId} and client_id = ${pair.clientId}
      and took_turns_at is null`.execute(tx);
  if (rows.length === 0) return;
  // One at a time, or the last two would each take the other for still to come.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`turns ${pair.connectionId}`}, 0))`.execute(tx);
  await sql`
    update due_pair set took_turns_at = clock_timestamp()
    where connection_id = ${pair.connectionId} and client_id = ${pair.clientId}`.execute(tx);
  await sql`
    select look_again(${pair.connectionId}, array(
      select distinct c.client_id from portal_resource r join claim c on c.resource_id = r.id
      where r.connection_id = ${pair.connectionId} and r.turn_key is not null and not r.turn_taken
        and ${isMissing} and c.released_at is null and c.client_id <> ${pair.clientId}), 1::smallint)
    where not exists (${untold(pair)})`.execute(tx);
}

async function noteTurns(tx: Tx, turns: readonly Turn[]): Promise<void> {
  await sql`
    update portal_resource r set turn_key = t.key, turn_priority = t.priority
    from jsonb_to_recordset(${json(turns)}::jsonb) as t("resourceId" uuid, key text, priority smallint)
    where r.id = t."resourceId" and r.id = any(${turns.map(({ resourceId }) => resourceId)}::uuid[])
      and (r.turn_key, r.turn_priority) is distinct from (t.key, t.priority)`.execute(tx);
}

/** Other clients that have yet to tell. One that failed on something of its own does not keep all others waiting. */
function untold({ connectionId, clientId }: PairKey) {
  return sql`select from due_pair d where d.connection_id = ${connectionId} and d.pending
    and d.took_turns_at is null and d.attempts = 0 and d.client_id <> ${clientId}`;
}

/** Why each of these may not go now: another is open or goes first, or clients of a first load have not told their wishes yet. */
export async function readTurns(
  tx: Tx,
  pair: PairKey,
  turns: readonly (Turn & { readonly type: string })[],
): Promise<ReadonlyMap<string, 'DOMAIN_BUSY' | 'CHANGE_PENDING'>> {
  const { rows } = await sql<{ id: string; unknown: boolean; free: boolean }>`
    with mine as (
      select t."resourceId" as id, ${pair.connectionId}::uuid as connection_id, t.type, t.key as turn_key, t.priority as turn_priority,
        coalesce(r.created_at, 'infinity') as created_at, coalesce(r.turn_taken, false) as turn_taken
      from jsonb_to_recordset(${json(turns)}::jsonb) as t("resourceId" uuid, type text, key text, priority smallint)
        left join portal_resource r on r.id = t."resourceId"
    )
    select m.id, exists (${untold(pair)}) as unknown, ${isNext} as free from mine m`.execute(tx);
  const held = rows.filter((row) => row.unknown || !row.free);
  return new Map(held.map(({ id, unknown }) => [id, unknown ? 'CHANGE_PENDING' : 'DOMAIN_BUSY']));
}

const isNext = sql`not exists (select from portal_resource r where r.connection_id = m.connection_id and r.type = m.type
    and r.turn_key = m.turn_key and r.id <> m.id and (
      (r.turn_taken and (r.state in ('waiting', 'uncertain', 'manual') or (${isMissing} and (
        exists (select from claim c where c.resource_id = r.id and c.released_at is null) or ${mayHaveLanded}))))
      or (not m.turn_taken and ${isMissing} and r.refused is null
        and (r.turn_priority, r.created_at, r.id) < (m.turn_priority, m.created_at, m.id)
        and exists (select from claim c where c.resource_id = r.id and c.released_at is null))))`;

/** What was asked for was refused: the next may go, and is woken. */
export async function endTurns(tx: Tx, resourceIds: readonly string[]): Promise<void> {
  await sql`update portal_resource set turn_taken = false where id = any(${[...resourceIds]}::uuid[]) and turn_taken`.execute(
    tx,
  );
}

/** False where it is another's turn. */
export async function takeTurn(tx: Tx, pair: PairKey, resourceId: string): Promise<boolean> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(type || ' ' || turn_key, 0)) from portal_resource where id = ${resourceId}`.execute(
    tx,
  );
  const { rows } = await sql`
    update portal_resource r set turn_taken = true from portal_resource m
    where m.id = ${resourceId} and r.id = m.id and not exists (${untold(pair)}) and ${isNext} returning r.id`.execute(
    tx,
  );
  return rows.length > 0;
}
