// Whom a portal has mailed a link to sign in with that is not used yet. Ids only.
import { sql } from 'kysely';
import { isMissing } from '../ledger/may-stand.ts';
import type { Tx } from '../open-store.ts';
import { orderByIndex } from './page.ts';

export interface Mailed {
  readonly resourceId: string;
  readonly contactId: string;
  /** As text, to the microsecond: where a page goes on. */
  readonly mailedAt: string;
}

interface MailedRequest {
  readonly connectionId: string;
  /** Mailed before then. */
  readonly before: Date;
  readonly after: Mailed | null;
  readonly limit: number;
}

/** The longest ago first. Some may have signed in by another record of theirs: only a look at all of them tells. */
export async function listMailed(
  tx: Tx,
  { connectionId, before, after, limit }: MailedRequest,
): Promise<readonly Mailed[]> {
  await orderByIndex(tx, true);
  const { rows } = await sql<Mailed>`
    select r.id as "resourceId", m.subject_id as "contactId", r.created_at::text as "mailedAt" from (
      select r.id, r.created_at from portal_resource r
      where r.connection_id = ${connectionId} and r.sign_in = 'mail-sent' and r.created_at < ${before} and not ${isMissing}
        and (r.created_at, r.id) > (${after?.mailedAt ?? '-infinity'}::timestamptz, ${after?.resourceId ?? NO_ID}::uuid)
      order by r.created_at, r.id) r
    cross join lateral (select m.subject_id from claim m
      where m.resource_id = r.id and m.subject_kind = 'contact' and m.released_at is null offset 0) m
    limit ${limit}`.execute(tx);
  await orderByIndex(tx, false);
  return rows;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** How many contacts were first mailed since then, on any connection; at most so many are counted. */
export async function countMailedSince(
  tx: Tx,
  { since, most }: { readonly since: Date; readonly most: number },
): Promise<number> {
  const { rows } = await sql<{ contacts: number }>`
    select count(*)::integer as contacts from (
      select distinct m.subject_id from connection p
      cross join lateral (select r.id from portal_resource r where r.connection_id = p.id and r.sign_in = 'mail-sent'
        and r.created_at >= ${since} and not ${isMissing} limit ${2 * most}) r
      cross join lateral (select m.subject_id from claim m
        where m.resource_id = r.id and m.subject_kind = 'contact' and m.released_at is null offset 0) m
      where not exists (select from claim o cross join lateral (select from portal_resource r
          where r.id = o.resource_id and r.connection_id = p.id and not ${isMissing}
            and (r.sign_in = 'active' or r.sign_in = 'mail-sent' and r.created_at < ${since}) offset 0) r
        where o.subject_id = m.subject_id and o.released_at is null offset 0)
      limit ${most}) f`.execute(tx);
  return rows[0]?.contacts ?? 0;
}
