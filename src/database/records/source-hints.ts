// What is to be looked at in the software of a practice, and from when on. A hint is a key and no more.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';

type HintKind = 'client' | 'contact' | 'contacts-of' | 'any';

export interface DueHint {
  readonly kind: HintKind;
  /** '' of `any`. */
  readonly key: string;
  /** Nobody touched it: its own date has come. */
  readonly byDate: boolean;
}

const MOST = 200;

export async function listDueHints(tx: Tx): Promise<readonly DueHint[]> {
  const { rows } = await sql<DueHint>`
    select kind, key, by_date as "byDate" from source_hint where due_at <= clock_timestamp()
    order by due_at limit ${MOST}`.execute(tx);
  return rows;
}

/** `dueAt`: left out, now. What is due sooner stays so. */
export async function addHints(
  tx: Tx,
  practiceId: string,
  hints: readonly (DueHint & { readonly dueAt?: Date })[],
): Promise<void> {
  if (hints.length === 0) return;
  const rows = hints.map(({ kind, key, byDate, dueAt }) => ({
    ...{ kind, key, by_date: byDate, due_at: dueAt ?? null },
  }));
  await sql`
    insert into source_hint (practice_id, kind, key, by_date, due_at)
    select distinct on (h.kind, h.key, h.by_date) ${practiceId}, h.kind, h.key, h.by_date, coalesce(h.due_at, clock_timestamp())
    from jsonb_to_recordset(${json(rows)}::jsonb) as h(kind text, key text, by_date boolean, due_at timestamptz)
    order by h.kind, h.key, h.by_date
    on conflict (practice_id, kind, key, by_date) do update
      set due_at = case when excluded.by_date then excluded.due_at else least(source_hint.due_at, excluded.due_at) end`.execute(
    tx,
  );
}

/** Those that were due when it was asked: one that came since is looked at once more. */
export async function endHints(tx: Tx, hints: readonly DueHint[], askedAt: Date): Promise<void> {
  if (hints.length === 0) return;
  await sql`
    delete from source_hint s using jsonb_to_recordset(${json(hints)}::jsonb) as h(kind text, key text, "byDate" boolean)
    where s.kind = h.kind and s.key = h.key and s.by_date = h."byDate" and s.due_at <= ${askedAt}`.execute(
    tx,
  );
}

export async function endDueHints(tx: Tx): Promise<void> {
  await sql`delete from source_hint where due_at <= clock_timestamp()`.execute(tx);
}

/** Nothing can be looked at now, and asking every few minutes would not help. */
export async function postponeHints(tx: Tx): Promise<void> {
  await sql`update source_hint set due_at = clock_timestamp() + interval '30 minutes'
    where due_at <= clock_timestamp()`.execute(tx);
}

/** Records that changed, which a look at what changed shows by itself. */
export async function postponeChanged(tx: Tx): Promise<void> {
  await sql`update source_hint set due_at = clock_timestamp() + interval '30 minutes'
    where due_at <= clock_timestamp() and not by_date and kind in ('client', 'contact')`.execute(tx);
}

/** Practices of which something is to be looked at now. For the program itself. */
export async function listHinted(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct h.practice_id as id from source_hint h join practice p on p.id = h.practice_id
    where h.due_at <= clock_timestamp() and p.source is not null order by 1`.execute(tx);
  return rows.map(({ id }) => id);
}
