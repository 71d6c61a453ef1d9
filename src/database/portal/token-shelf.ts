// Where the processes of a connection share its token: sealed, with the right to sign in given to one of them at a time.
import { sql } from 'kysely';
import type { Store } from '../open-store.ts';

/** Longer than a sign-in may take; a process that died in it holds the others up for so long. */
const SIGN_IN_LEASE = '40 seconds';

export interface TokenPlace {
  readonly store: Store;
  readonly practiceId: string;
  readonly connectionId: string;
  /** '' for the portal itself. */
  readonly service: string;
  /** Digest of what the token is signed in with. */
  readonly made: string;
}

export interface ShelvedToken {
  readonly sealed: string;
  readonly expiresInMs: number;
}

/** `sign-in`: the caller is to bring one. `wait`: another process is about to. `unfit`: not good enough any more. */
export async function takeToken(
  { store, practiceId, connectionId, service, made }: TokenPlace,
  unfit: { readonly sealed: string | null; readonly all: boolean },
): Promise<ShelvedToken | 'sign-in' | 'wait'> {
  const { rows } = await store.inPractice(practiceId, async (tx) => {
    await sql`insert into connection_token (connection_id, practice_id, service)
      values (${connectionId}, ${practiceId}, ${service})
      on conflict do nothing`.execute(tx);
    return sql<{ ours: boolean; sealed: string | null; expiresInMs: number }>`
      with fit as (
        select connection_id, case when made = ${made} and expires_at > clock_timestamp() and not ${unfit.all}::boolean
          and sealed is distinct from ${unfit.sealed}::text then sealed end as sealed, expires_at
        from connection_token where connection_id = ${connectionId} and service = ${service} for update
      ), claimed as (
        update connection_token t set signing_in_until = clock_timestamp() + ${SIGN_IN_LEASE}::interval from fit
        where t.connection_id = fit.connection_id and t.service = ${service} and fit.sealed is null and t.signing_in_until <= clock_timestamp()
        returning t.connection_id
      )
      select exists (select from claimed) as ours, sealed,
        case when sealed is null then 0 else extract(epoch from expires_at - clock_timestamp())::double precision * 1000 end
          as "expiresInMs"
      from fit`.execute(tx);
  });
  const [row] = rows;
  if (row?.ours === true) return 'sign-in';
  if (row === undefined || row.sealed === null) return 'wait';
  return { sealed: row.sealed, expiresInMs: row.expiresInMs };
}

export async function putToken(place: TokenPlace, { sealed, expiresInMs }: ShelvedToken): Promise<void> {
  await place.store.inPractice(place.practiceId, (tx) =>
    sql`update connection_token set sealed = ${sealed}, made = ${place.made}, signing_in_until = '-infinity',
        expires_at = clock_timestamp() + ${expiresInMs} * interval '1 ms'
      where connection_id = ${place.connectionId} and service = ${place.service}`.execute(tx),
  );
}

/** The sign-in failed: whoever waits may try. */
export async function leaveToken(place: TokenPlace): Promise<void> {
  await place.store.inPractice(place.practiceId, (tx) =>
    sql`update connection_token set signing_in_until = '-infinity'
      where connection_id = ${place.connectionId} and service = ${place.service}`.execute(tx),
  );
}
