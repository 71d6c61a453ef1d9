// Where the reading of a practice's software stands: what it signs in with, its cursor, when it was read.
import { sql } from 'kysely';
import { json, type Tx } from '../open-store.ts';

export interface SourceState {
  /** Sealed. Null: it was never given. */
  readonly credentials: string | null;
  /** It was signed in to, and nothing says that this is over. */
  readonly isConnected: boolean;
  readonly reconnectNeeded: boolean;
  readonly redirectUri: string | null;
  readonly cursor: Readonly<Record<string, unknown>> | null;
  readonly lookedAt: Date | null;
  readonly fullAt: Date | null;
  readonly fullWanted: boolean;
  /** A record was missing from the last reading of everything, or the database was restored: the next one tells more. */
  readonly fullTellsMore: boolean;
  readonly tendedAt: Date | null;
  readonly listening: boolean;
  readonly problems: readonly string[];
  /** Requests of this day (UTC), and of a day as the software told; null: it did not. */
  readonly usedToday: number;
  readonly dayLimit: number | null;
  /** By the clock of the database. */
  readonly now: Date;
}

const TELLS_MORE = sql`(
  exists (select from client where deleted_at is null and missing_since is not null)
  or exists (select from contact where deleted_at is null and missing_since is not null)
  or exists (select from connection c join practice p on p.id = c.practice_id
    where c.restored_at is not null and (p.snapshot_as_of >= c.restored_at) is not true))`;

/** Null where no software was ever connected. */
export async function readSourceState(tx: Tx): Promise<SourceState | null> {
  const { rows } = await sql<SourceState>`
    select credentials, tokens is not null and not reconnect_needed as "isConnected", reconnect_needed as "reconnectNeeded",
      redirect_uri as "redirectUri", cursor, looked_at as "lookedAt", full_at as "fullAt",
      full_wanted as "fullWanted", ${TELLS_MORE} as "fullTellsMore", tended_at as "tendedAt", listening, problems,
      case when day_at = date_trunc('day', clock_timestamp(), 'UTC') then day_used else 0 end as "usedToday",
      day_limit as "dayLimit", clock_timestamp() as now from source_state`.execute(tx);
  return rows[0] ?? null;
}

/** What it signs in with, sealed. Other credentials, or another place, make what was read of before mean nothing. */
export async function writeSourceCredentials(
  tx: Tx,
  given: {
    readonly practiceId: string;
    readonly credentials: string;
    readonly redirectUri: string | null;
    readonly startAnew: boolean;
  },
): Promise<void> {
  const { practiceId, credentials, redirectUri, startAnew } = given;
  await sql`
    insert into source_state (practice_id, credentials, redirect_uri) values (${practiceId}, ${credentials}, ${redirectUri})
    on conflict (practice_id) do update set credentials = excluded.credentials, redirect_uri = excluded.redirect_uri`.execute(
    tx,
  );
  if (startAnew) await startSourceAnew(tx);
}

/** How far it was read, what it is signed in with, what is to be looked at and was refused. */
async function startSourceAnew(tx: Tx): Promise<void> {
  await sql`update source_state set tokens = null, reconnect_needed = false, cursor = null, looked_at = null, full_at = null,
    full_begun_at = null, full_wanted = true, counted = null, taken = 0, tended_at = null, listening = false,
    problems = '{}', token_asked_at = '-infinity', token_expires_at = '-infinity', refusals = '{}',
    refreshing_until = '-infinity', minute_limit = null, day_limit = null`.execute(tx);
  await sql`delete from source_hint`.execute(tx);
  await sql`delete from source_refusal`.execute(tx);
}

/** The software is read no more, and nothing is kept of the way to it; what was taken in stays. False: none was read. */
export async function forgetSource(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    update practice set source = null, source_etag = null, source_since = now(), source_read_at = null, source_as_of = null,
      source_problem = null, source_problem_since = null
    where source ->> 'kind' = 'software' returning id`.execute(tx);
  if (rows.length === 0) return false;
  await sql`update source_state set credentials = null, redirect_uri = null, connect_state = null`.execute(
    tx,
  );
  await startSourceAnew(tx);
  return true;
}

export async function resealSource(
  tx: Tx,
  change: (sealed: string, of: 'credentials' | 'tokens' | 'hint') => string,
): Promise<void> {
  const { rows } = await sql<{ credentials: string | null; tokens: string | null; hint: string | null }>`
    select credentials, tokens, hint_secret as hint from source_state for update`.execute(tx);
  const [row] = rows;
  if (row === undefined) return;
  const again = (of: 'credentials' | 'tokens' | 'hint'): string | null => {
    const sealed = row[of];
    return sealed === null ? null : change(sealed, of);
  };
  await sql`update source_state set credentials = ${again('credentials')}, tokens = ${again('tokens')},
    hint_secret = ${again('hint')}`.execute(tx);
}

/** All that the source says is news again, also where it has not changed since it was read. */
export async function wantFullReading(tx: Tx): Promise<void> {
  await sql`update practice set source_etag = null where source_etag is not null`.execute(tx);
  await sql`update source_state set full_wanted = true`.execute(tx);
}

/** Everything is read from here on, from its beginning. */
export async function beginFull(tx: Tx, counted: number | null): Promise<void> {
  await sql`update source_state set full_begun_at = clock_timestamp(), full_wanted = true, counted = ${counted}, taken = 0`.execute(
    tx,
  );
}

/** Read to the end; `at`: when it began. */
export async function noteLooked(tx: Tx, at: Date, { isFull }: { readonly isFull: boolean }): Promise<void> {
  await sql`update source_state set looked_at = ${at},
    full_at = case when ${isFull} then ${at} else full_at end, full_wanted = full_wanted and not ${isFull},
    full_begun_at = case when not ${isFull} then full_begun_at end`.execute(tx);
}

export interface FullReading {
  /** Records that were looked at, those included that are no client or contact here. */
  readonly records: number;
  /** As the software told beforehand; null: it did not. */
  readonly of: number | null;
}

/** The reading of everything that is under way, or broke off and is begun again. Null: there is none. */
export async function readFullReading(tx: Tx): Promise<FullReading | null> {
  const { rows } = await sql<FullReading>`
    select least(taken, counted) as records, counted as "of" from source_state
    where full_wanted and full_begun_at is not null`.execute(tx);
  return rows[0] ?? null;
}

export async function noteTended(tx: Tx, { listening }: { readonly listening: boolean }): Promise<void> {
  await sql`update source_state set tended_at = clock_timestamp(), listening = ${listening}`.execute(tx);
}

/** Until then `begin` may come back with this digest of its state, once. */
export async function beginConnect(tx: Tx, digest: string): Promise<void> {
  await sql`update source_state set connect_state = ${digest}, connect_until = clock_timestamp() + interval '15 minutes'`.execute(
    tx,
  );
}

/** True once, for the state that was begun last. */
export async function endConnect(tx: Tx, digest: string): Promise<boolean> {
  const { rows } = await sql`
    update source_state set connect_state = null
    where connect_state = ${digest} and connect_until > clock_timestamp() returning practice_id`.execute(tx);
  return rows.length > 0;
}

export interface HintForm {
  readonly header: string;
  /** secret: the header holds it. hmac: it holds the signature of the body. */
  readonly by: 'secret' | 'hmac';
  readonly algorithm: 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** Stands before it in the header, such as `sha256=`. */
  readonly prefix: string;
  /** Where in the JSON of the body the key is (RFC 6901). Null: nowhere. */
  readonly pointer: string | null;
  readonly kind: 'client' | 'contact' | 'any';
}

export async function readHintForm(tx: Tx): Promise<{ form: HintForm; secret: string } | null> {
  const { rows } = await sql<{ form: HintForm; secret: string }>`
    select hint_form as form, hint_secret as secret from source_state where hint_secret is not null`.execute(
    tx,
  );
  return rows[0] ?? null;
}

export async function writeHintForm(
  tx: Tx,
  { practiceId, form, secret }: { practiceId: string; form: HintForm; secret: string },
): Promise<void> {
  await sql`
    insert into source_state (practice_id, hint_form, hint_secret) values (${practiceId}, ${json(form)}::jsonb, ${secret})
    on conflict (practice_id) do update set hint_form = excluded.hint_form, hint_secret = excluded.hint_secret`.execute(
    tx,
  );
}
