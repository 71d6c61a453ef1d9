// The audit trail: everything a person does and everything Koppel does to a portal. Append-only, enforced by the database.
import { sql, type RawBuilder } from 'kysely';
import { json, type Tx } from '../open-store.ts';

export interface AuditEntry {
  readonly practiceId: string;
  /** `koppel`, `webhook`, or `user:<name>`. */
  readonly actor: string;
  readonly action: string;
  readonly connectionId?: string;
  readonly clientId?: string;
  readonly subjectId?: string;
  /** Ids, codes and field names. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export async function writeAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length > 0) await insertAudit(entries).execute(tx);
}

/** As part of a larger statement. */
export function insertAudit(entries: readonly AuditEntry[]): RawBuilder<unknown> {
  const rows = entries.map((entry) => ({
    practice_id: entry.practiceId,
    actor: entry.actor,
    action: entry.action,
    connection_id: entry.connectionId ?? null,
    client_id: entry.clientId ?? null,
    subject_id: entry.subjectId ?? null,
    details: entry.details ?? {},
  }));
  return sql`
    insert into audit (practice_id, actor, action, connection_id, client_id, subject_id, details)
    select practice_id, actor, action, connection_id, client_id, subject_id, details
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(practice_id text, actor text, action text, connection_id uuid,
      client_id uuid, subject_id uuid, details jsonb)`;
}

/** What a signed-in person does on the dashboard, which belongs to no practice. */
export async function writeOperatorAction(
  tx: Tx,
  entry: { actor: string; action: string; details: unknown },
): Promise<void> {
  await sql`insert into operator_action (actor, action, details)
    values (${entry.actor}, ${entry.action}, ${json(entry.details)}::jsonb)`.execute(tx);
}
