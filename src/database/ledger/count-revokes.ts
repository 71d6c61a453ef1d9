// What the brake (rule 22) counts: for a whole connection at once, so that a run that would take away too much takes away
// nothing. What it asks a person: brake-requests.ts.
import { sql, type RawBuilder } from 'kysely';
import { judgeContact, type ClientFacts } from '../../domain/eligibility.ts';
import type { Absence } from '../../domain/absence.ts';
import type { RevokeDue } from '../../plan/brake.ts';
import type { Tx } from '../open-store.ts';
import { isBeingRevoked, mayStand } from './may-stand.ts';

export interface RevokeCount {
  /** Accesses due to be revoked and not approved, by id. */
  readonly due: readonly RevokeDue[];
  readonly lastDay: number;
  readonly standing: number;
}

interface GrantRow {
  resource_id: string;
  kind: ClientFacts['kind'];
  status: ClientFacts['status'];
  client_deleted: boolean;
  client_linked: boolean;
  contact_deleted: boolean;
  contact_linked: boolean;
  absent_with: number | null;
  absent_of: number | null;
}

/**
 * Counts every revoke due on the connection: those already marked, and those that pending pairs will bring, judged
 * from the records now. `accessTypes`: the types that grant access. `keepsIneligible`: policy `keep`.
 */
export async function countRevokes(
  tx: Tx,
  connectionId: string,
  { accessTypes, keepsIneligible }: { accessTypes: readonly string[]; keepsIneligible: boolean },
): Promise<RevokeCount> {
  const types = [...accessTypes];
  // First what is coming, then what is marked: between the two queries a revoke may turn from the one into the other.
  const coming = (await readGrants(tx, connectionId, types)).filter((row) =>
    willBeRevoked(row, keepsIneligible),
  );
  const marked = await readMarked(tx, connectionId);
  const markedIds = marked.map(({ id }) => id);
  const due = new Map([...coming.map(toDue), ...marked].map((revoke) => [revoke.id, revoke]));
  const totals = await sql<{ standing: number; last_day: number }>`
    select (select count(*)::integer from portal_resource where connection_id = ${connectionId} and type = any(${types}::text[])
        -- A grant that was never answered stands too, once it is due to be revoked.
        and (state in ('present', 'manual', 'uncertain') or id = any(${markedIds}::uuid[]))) as standing,
      -- A revoke that is under way, or had no effect, is due still: it counts once.
      (select count(distinct o.resource_id)::integer from operation o join portal_resource r on r.id = o.resource_id
        where o.connection_id = ${connectionId} and o.counts_for_brake and o.intended_at > now() - interval '24 hours'
          and not (o.resource_id = any(${markedIds}::uuid[]) and o.intended_at >= r.revoke_requested_at)) as last_day`.execute(
    tx,
  );
  return {
    due: [...due.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    lastDay: totals.rows[0]?.last_day ?? 0,
    standing: totals.rows[0]?.standing ?? 0,
  };
}

function toDue({ resource_id: id, absent_with, absent_of }: GrantRow): RevokeDue {
  return { id, absence: toAbsence(absent_with, absent_of), rejected: false };
}

function toAbsence(absentWith: number | null, absentOf: number | null): Absence | null {
  return absentWith === null || absentOf === null ? null : { with: absentWith, of: absentOf };
}

/**
 * Revokes that were marked. A rejection answers for those that were due when it was given, not for later ones of the same
 * accesses, be it that no run saw that they were wanted again in between.
 */
async function readMarked(tx: Tx, connectionId: string): Promise<readonly RevokeDue[]> {
  const { rows } = await sql<{
    id: string;
    rejected: boolean;
    absent_with: number | null;
    absent_of: number | null;
  }>`
    select r.id, a.absent_with, a.absent_of, exists (select from brake_request b where b.connection_id = r.connection_id
        and b.status = 'rejected' and r.id = any(b.resource_ids) and r.revoke_requested_at <= b.decided_at
        and not coalesce(o.off_at > b.decided_at, false)) as rejected
    from portal_resource r left join lateral (${absenceOf(sql`r.id`)}) a on true
      left join lateral (${lastOffOf(sql`r.id`)}) o on true
    where r.connection_id = ${connectionId} and r.revoke_state = 'revoke_pending'
      -- What still waited for somebody to give it is nothing to take away, nor is what was refused: that is looked for.
      and ${mayStand} and not (r.state = 'waiting' and r.portal_id is null) and not coalesce(r.revoke_approved_until > now(), false)`.execute(
    tx,
  );
  return rows.map(({ id, rejected, absent_with, absent_of }) => ({
    id,
    rejected,
    absence: toAbsence(absent_with, absent_of),
  }));
}

/** When a link of those who gave an access up was last switched off, or their record first missing. */
function lastOffOf(resourceId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select max(greatest(k.missing_since, c.missing_since, cl.changed_at, kl.changed_at)) as off_at from claim cm
      left join contact k on cm.subject_kind = 'contact' and k.id = cm.subject_id
      join client c on c.id = cm.client_id
      left join client_link cl on cl.connection_id = cm.connection_id and cl.client_id = cm.client_id and not cl.enabled
      left join contact_link kl on kl.connection_id = cm.connection_id and kl.contact_id = k.id and not kl.enabled
    where cm.resource_id = ${resourceId}`;
}

/** Of those who gave an access up, whose record vanished with the greatest share of its kind. */
function absenceOf(resourceId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select w.absent_with, w.absent_of from claim cm
      left join contact k on cm.subject_kind = 'contact' and k.id = cm.subject_id
      join client c on c.id = cm.client_id
      -- Whoever was shown again, or deleted by name since, is missing no more.
      cross join lateral (values (k.absent_with, k.absent_of, k.missing_since), (c.absent_with, c.absent_of, c.missing_since))
        as w(absent_with, absent_of, missing_since)
    where cm.resource_id = ${resourceId} and w.absent_with is not null and w.missing_since is not null
    order by w.absent_with::float / greatest(w.absent_of, 1) desc limit 1`;
}

/**
 * What pending pairs have been given and not asked back yet. Looked up one by one (`offset 0`), so that a fresh table
 * without statistics cannot turn it into a join of everything.
 */
async function readGrants(
  tx: Tx,
  connectionId: string,
  types: readonly string[],
): Promise<readonly GrantRow[]> {
  const { rows } = await sql<GrantRow>`
    select r.id as resource_id, c.kind, c.status, c.deleted_at is not null as client_deleted,
      coalesce(cl.enabled, false) as client_linked,
      coalesce(k.deleted_at is not null or k.client_id <> cm.client_id, false) as contact_deleted,
      -- What is given for the client itself (a colleague's place in its organisation) hangs on its own link alone.
      cm.subject_kind = 'client' or coalesce(kl.enabled, false) as contact_linked,
      case when c.missing_since is not null then c.absent_with when k.missing_since is not null then k.absent_with end as absent_with,
      case when c.missing_since is not null then c.absent_of when k.missing_since is not null then k.absent_of end as absent_of
    from due_pair d
    join claim cm on cm.connection_id = d.connection_id and cm.client_id = d.client_id and cm.released_at is null
    cross join lateral (select id from portal_resource r where r.id = cm.resource_id and r.type = any(${[...types]}::text[])
      and ${mayStand} and not (r.state = 'waiting' and r.portal_id is null) and ${isBeingRevoked} is not true and not coalesce(r.revoke_approved_until > now(), false) offset 0) r
    cross join lateral (select kind, status, deleted_at, missing_since, absent_with, absent_of from client c where c.id = d.client_id offset 0) c
    left join lateral (select client_id, deleted_at, missing_since, absent_with, absent_of from contact k where k.id = cm.subject_id offset 0) k on true
    left join lateral (select enabled from client_link l where l.connection_id = d.connection_id
      and l.client_id = d.client_id offset 0) cl on true
    left join lateral (select enabled from contact_link l where l.connection_id = d.connection_id
      and l.contact_id = cm.subject_id offset 0) kl on true
    where d.connection_id = ${connectionId} and d.pending`.execute(tx);
  return rows;
}

function willBeRevoked(row: GrantRow, keepsIneligible: boolean): boolean {
  const client = { kind: row.kind, status: row.status, deleted: row.client_deleted };
  const judgement = judgeContact(
    { deleted: row.contact_deleted },
    { enabled: row.contact_linked },
    { client, link: { enabled: row.client_linked } },
  );
  if (judgement.eligible) return false;
  const ownDoing = row.contact_deleted || !row.contact_linked;
  return ownDoing || !keepsIneligible;
}
