// What a record of ours looks like in the portal, against what is known of it: drift is noted and put back by the
// client's own run, which also looks at what was not shown, and makes it again where it is gone (rule 8). Writes to the ledger
// only.
import type { PortalRecord } from '../../connectors/connector.ts';
import { writeAudit, type AuditEntry } from '../database/people/audit.ts';
import type { Tx } from '../database/open-store.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import { doubt, doubtBelow, writeFindings, type Finding, type OurRecord } from '../database/portal/verify.ts';
import { isEmpty } from '../plan/attributes.ts';
import { findDrift } from '../plan/drift.ts';
import { sameForms } from '../plan/stored-forms.ts';
import type { Verification } from './verification.ts';

export interface Sighting {
  readonly record: OurRecord;
  /** Null: looked for by itself, and not there. */
  readonly shown: PortalRecord | null;
}

/** More than this at once is no client's own change: it does not push ahead of those (rule 25). */
const MANY = 100;

export async function judgeSightings(
  tx: Tx,
  work: Verification,
  sightings: readonly Sighting[],
): Promise<void> {
  const findings: Finding[] = [];
  const missed: string[] = [];
  const audit: AuditEntry[] = [];
  const clients = new Set<string>();
  for (const { record, shown } of sightings) {
    if (record.state !== 'present') continue;
    if (record.isBusy || record.isNewer) {
      work.found.skipped += 1;
      continue;
    }
    const { finding, fields } = judge(record, shown);
    if (finding !== null) findings.push(finding);
    if (fields === null || record.clientIds.length === 0) continue;
    if (shown === null) missed.push(record.id);
    for (const client of record.clientIds) clients.add(client);
    audit.push(...record.clientIds.map((clientId) => auditOf(work, record, { clientId, fields })));
    work.found[shown === null ? 'gone' : 'drifted'] += 1;
  }
  await writeFindings(tx, findings);
  await doubt(tx, missed);
  await doubtBelow(tx, missed);
  await writeAudit(tx, audit);
  const lane = clients.size > MANY ? 2 : 1;
  await lookAgain(tx, { connectionId: work.connection.id, clientIds: [...clients], lane });
}

interface Judged {
  readonly finding: Finding | null;
  /** Names of what differs; empty when it is not shown at all, null when all is well. */
  readonly fields: readonly string[] | null;
}

function judge(record: OurRecord, shown: PortalRecord | null): Judged {
  if (shown === null) return { finding: judgeMissed(record), fields: [] };
  const managed = record.clientIds.length > 0 ? record.managed : Object.keys(record.attributes);
  const { drift, attributes, stored } = findDrift(shown.attributes, { ...record, managed });
  const { signIn } = shown;
  const seen = {
    ...(signIn !== undefined && signIn !== record.signIn ? { signIn } : {}),
    ...(sameForms(stored, record.stored) ? {} : { stored }),
  };
  if (isEmpty(drift)) {
    return { finding: Object.keys(seen).length > 0 ? { id: record.id, ...seen } : null, fields: null };
  }
  return { finding: { id: record.id, attributes, ...seen }, fields: Object.keys(drift) };
}

/** A run of its client looks whether it is gone: what it proves, and how, is decided there. What nobody claims has no run. */
function judgeMissed({ id, clientIds }: OurRecord): Finding | null {
  return clientIds.length > 0 ? null : { id, isGone: true };
}

function auditOf(
  { connection }: Verification,
  record: OurRecord,
  { clientId, fields }: { clientId: string; fields: readonly string[] },
): AuditEntry {
  const what = fields.length === 0 ? 'gone' : 'changed';
  return {
    practiceId: connection.practiceId,
    actor: 'koppel',
    action: 'drift.found',
    connectionId: connection.id,
    clientId,
    details: { type: record.type, resource: record.id, what, fields },
  };
}
