// The pair of tokens of a practice's software, and the right to replace it: one process at a time, and never sooner after
// the last try than the software allows. The refresh token of a pair is dead once it was used, so that a pair is written
// before it is used, and a try counts from when it leaves, answered or not.
import { sql } from 'kysely';
import type { Store, Tx } from '../open-store.ts';

/** Longer than a token request may take. */
const LEASE = '40 seconds';

export type TakenTokens =
  /** Good for so long. */
  | { readonly is: 'fresh'; readonly sealed: string; readonly goodForMs: number }
  /** The caller is to replace it, and has the right to for a while. */
  | { readonly is: 'refresh'; readonly sealed: string }
  /** Somebody else is about to. */
  | { readonly is: 'wait' }
  /** It may be replaced only so much later. */
  | { readonly is: 'too-young'; readonly waitMs: number }
  /** A person must sign in. */
  | { readonly is: 'reconnect' };

export interface TokensPlace {
  readonly store: Store;
  readonly practiceId: string;
}

/** `unfit`: the sealed pair whose token was refused; it is replaced as soon as that may be. */
export async function takeTokens(
  { store, practiceId }: TokensPlace,
  { minAgeMs, unfit }: { readonly minAgeMs: number; readonly unfit: string | null },
): Promise<TakenTokens> {
  const { rows } = await store.inPractice(practiceId, (tx) =>
    sql<{
      sealed: string | null;
      dead: boolean;
      goodMs: number;
      youngMs: number;
      taken: boolean;
      ours: boolean;
    }>`
      with known as (
        select practice_id, tokens, reconnect_needed, refreshing_until > clock_timestamp() as taken,
          case when tokens is distinct from ${unfit}::text then token_expires_at - clock_timestamp() else '0' end as good,
          token_asked_at + ${minAgeMs} * interval '1 ms' - clock_timestamp() as young
        from source_state for update
      ), claimed as (
        update source_state s set refreshing_until = clock_timestamp() + ${LEASE}::interval, token_asked_at = clock_timestamp()
        from known k where s.practice_id = k.practice_id and k.tokens is not null and not k.reconnect_needed and not k.taken
          and k.young <= '0' returning s.practice_id
      )
      select tokens as sealed, reconnect_needed as dead, taken, exists (select from claimed) as ours,
        least(extract(epoch from good), 86400)::float8 * 1000 as "goodMs",
        greatest(extract(epoch from young), 0)::float8 * 1000 as "youngMs" from known`.execute(tx),
  );
  const [row] = rows;
  if (row === undefined || row.sealed === null || row.dead) return { is: 'reconnect' };
  if (row.ours) return { is: 'refresh', sealed: row.sealed };
  if (row.goodMs > 0) return { is: 'fresh', sealed: row.sealed, goodForMs: row.goodMs };
  return row.taken ? { is: 'wait' } : { is: 'too-young', waitMs: row.youngMs };
}

/** Writes only while the pair stands that the software was asked with. False: another stands since, or none. */
export function replaceTokens(
  { store, practiceId }: TokensPlace,
  isStanding: (sealed: string) => boolean,
  write: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  return store.inPractice(practiceId, async (tx) => {
    const { rows } = await sql<{
      tokens: string | null;
    }>`select tokens from source_state for update`.execute(tx);
    const sealed = rows[0]?.tokens ?? null;
    if (sealed === null || !isStanding(sealed)) return false;
    await write(tx);
    return true;
  });
}

/** Written before any of it is used. */
export async function keepTokens(tx: Tx, sealed: string, expiresInMs: number): Promise<void> {
  await sql`
    update source_state set tokens = ${sealed}, token_expires_at = clock_timestamp() + ${expiresInMs} * interval '1 ms',
      refreshing_until = '-infinity', reconnect_needed = false`.execute(tx);
}

/** A person signs in: counts as having asked for a token. */
export async function noteTokenAsked(tx: Tx): Promise<void> {
  await sql`update source_state set token_asked_at = clock_timestamp()`.execute(tx);
}

/** `left`: the request may have reached the software. If not, the same may be tried at once. */
export async function leaveTokens(tx: Tx, { left }: { readonly left: boolean }): Promise<void> {
  await sql`update source_state set refreshing_until = '-infinity',
    token_asked_at = case when ${left} then token_asked_at else '-infinity' end`.execute(tx);
}

export async function loseTokens(tx: Tx): Promise<void> {
  await sql`update source_state set reconnect_needed = true, refreshing_until = '-infinity'`.execute(tx);
}
