// A database that was restored from a backup: marks everything it says about portals as old, and tells whether a
// practice's records have been whole again since.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/** The stop reason of a connection that is held until the records are whole again. */
export const RESTORED = 'RESTORED';

/** Lifts fences and operation numbers above anything ever handed out. Returns the fence. For the program itself. */
export async function raiseFences(tx: Tx): Promise<number> {
  const { rows } = await sql<{ fence: number }>`select raise_fences() as fence`.execute(tx);
  const fence = rows[0]?.fence;
  if (fence === undefined) throw new Error('the database gave no fence');
  return fence;
}

export interface Distrusted {
  /** Connections that are held now. */
  readonly held: readonly string[];
  /** Resources that are looked at before anything is done with them. */
  readonly resources: number;
  /** Clients that are looked at again. */
  readonly clients: number;
}

/** Marks what the practice of this transaction is thought to have in its portals as old, and holds its connections. */
export async function distrustPractice(tx: Tx, fence: number): Promise<Distrusted> {
  const resources = await doubtResources(tx, fence);
  await takeBackLeases(tx, fence);
  const held = await holdConnections(tx);
  await forgetReadings(tx);
  return { held, resources, clients: await lookAtEverybody(tx) };
}

/**
 * What waits for a person's word (manual, uncertain) stays: the person is asked again. A wish to ask somebody once more
 * may have been carried out already, and is forgotten: nobody is mailed twice.
 */
async function doubtResources(tx: Tx, fence: number): Promise<number> {
  const { rows } = await sql<{ doubtful: number }>`
    with marked as (
      update portal_resource set fence = ${fence}, lease_until = '-infinity', asked = null,
        doubtful = doubtful or state in ('present', 'waiting', 'declined', 'absent')
      returning doubtful
    ) select count(*) filter (where doubtful)::integer as doubtful from marked`.execute(tx);
  return rows[0]?.doubtful ?? 0;
}

/** A process that still works on the strength of a lease from before sends nothing more, and its answers are overtaken. */
async function takeBackLeases(tx: Tx, fence: number): Promise<void> {
  await sql`update due_pair set fence = ${fence}, lease_until = '-infinity', dispatched_until = '-infinity',
    -- The queue may remember jobs of numbers that would be given again, and would not take those.
    dispatch_no = greatest(dispatch_no, ${fence})`.execute(tx);
}

/** What a person paused stays as it is. What would go on by itself, as soon as its portal answers, is held as well. */
async function holdConnections(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string; held: boolean }>`
    update connection set restored_at = clock_timestamp(), listed_at = null, verify_due_at = clock_timestamp(),
      verify_asked_until = '-infinity', verify_lease_until = '-infinity',
      stop_reason = case when state in ('active', 'quarantined', 'stopped') then ${RESTORED} else stop_reason end,
      state_since = case when state in ('active', 'quarantined', 'stopped') then clock_timestamp() else state_since end,
      state = case when state in ('active', 'quarantined') then 'stopped' else state end, probe_at = null
    returning name, state = 'stopped' and stop_reason = ${RESTORED} as held`.execute(tx);
  return rows
    .filter(({ held }) => held)
    .map(({ name }) => name)
    .sort();
}

/** The source is read anew, also where it says that nothing has changed since the last time. */
async function forgetReadings(tx: Tx): Promise<void> {
  await sql`update practice set source_etag = null, source_lease_until = '-infinity'`.execute(tx);
}

/** Every client that ever mattered, behind all changes and revokes. */
async function lookAtEverybody(tx: Tx): Promise<number> {
  const { rows } = await sql<{ clients: number }>`
    with everybody as (
      select connection_id, array_agg(client_id) as clients from due_pair group by connection_id
    ), asked as (
      select look_again(connection_id, clients, 2::smallint) from everybody
    )
    select coalesce(sum(cardinality(clients)), 0)::integer as clients, (select count(*) from asked) from everybody`.execute(
    tx,
  );
  return rows[0]?.clients ?? 0;
}

export interface Wholeness {
  /** Switches are set in Koppel: those since the backup are lost, and no source brings them back. */
  readonly linksFromKoppel: boolean;
  readonly hasSource: boolean;
  readonly snapshotAsOf: Date | null;
  /** Records that the last complete snapshot lacked, and that only the next one can call deleted (rule 20). */
  readonly missing: number;
}

/** How whole the records of the practice of this transaction are. */
export async function readWholeness(tx: Tx): Promise<Wholeness> {
  const { rows } = await sql<Wholeness>`
    select links_from = 'koppel' as "linksFromKoppel", source is not null as "hasSource", snapshot_as_of as "snapshotAsOf",
      (select count(*) from client where missing_since is not null and deleted_at is null)
      + (select count(*) from contact where missing_since is not null and deleted_at is null) as missing
    from practice`.execute(tx);
  const [found] = rows;
  if (found === undefined) throw new Error('there is no such practice');
  return found;
}
