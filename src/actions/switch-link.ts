// Switches links on or off from Koppel (docs/rules.md, "Whose switch it is"). Switching is previewed: what goes out, what
// waits, and by name the accesses that end; what the person then confirms is approved with it (rule 22).
import { writeAudit, type AuditEntry } from '../database/people/audit.ts';
import { approveRevokes, nameAccesses, type AccessName } from '../database/ledger/brake.ts';
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { readLinked, undoing, writeLink, type LinkSwitch } from '../database/records/links.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { canNeverGoOut } from '../domain/eligibility.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { accessTypesOf } from '../engine/access-types.ts';
import type { PlannedClient } from '../engine/gate-client.ts';
import { UsageError } from '../errors.ts';
import { nameOf, planOf, reasonNotPushed, revokesOf, type PreviewContext } from '../answers/preview.ts';

export interface SwitchRequest {
  readonly record: NamedRecord;
  readonly enabled: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface SwitchPreview {
  readonly record: NamedRecord;
  /** The switch stands there already; nothing would be written. */
  readonly stands: boolean;
  /** Why it cannot be switched on at all; null: it can. */
  readonly refused: ReasonCode | null;
  /** Why a record that is switched on does not go out yet; null: nothing keeps it. */
  readonly waits: ReasonCode | null;
  /** Who gets access with it, by name and address: the portal may mail them. */
  readonly grants: readonly string[];
}

export interface SwitchesPreview {
  /** In the order of the requests. */
  readonly records: readonly SwitchPreview[];
  /** Access that ends. What was to end before is no part of the question. */
  readonly revokes: readonly AccessName[];
}

/** What will happen once all of them are switched. Writes nothing. */
export async function previewSwitches(
  store: Store,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): Promise<SwitchesPreview> {
  return store.inPractice(context.connection.practiceId, (tx) =>
    undoing(tx, async () => {
      const { changed, revokes, planById } = await writeAndPlan(tx, context, requests);
      const granted = requests.map(({ record, enabled }) =>
        enabled ? grantsOf(planById.get(record.clientId ?? ''), { context, record }) : [],
      );
      const names = await nameRecords(tx, granted.flat());
      const records = requests.map(({ record, enabled }, index) => {
        const reason = enabled ? reasonOf(record, planById) : null;
        const stands = !changed.has(record.id);
        const refused = !stands && reason !== null && canNeverGoOut(reason) ? reason : null;
        const grants = reason === null ? (granted[index] ?? []).map((id) => nameOf(id, names)) : [];
        return { record, stands, refused, waits: reason, grants };
      });
      return { records, revokes: await nameAccesses(tx, revokes) };
    }),
  );
}

interface Confirmed {
  readonly requests: readonly SwitchRequest[];
  /** The resources whose access the person agreed to take away. */
  readonly confirmed: readonly string[];
}

/**
 * Switches all of them, or none: where other accesses would end than those confirmed, and where one is switched on that can
 * never go out, it throws UsageError. Returns the ids of those whose switch changed.
 */
export async function applySwitches(
  store: Store,
  context: PreviewContext,
  { requests, confirmed }: Confirmed,
): Promise<ReadonlySet<string>> {
  return store.inPractice(context.connection.practiceId, async (tx) => {
    const { changed, revokes, planById, revokesByClient } = await writeAndPlan(tx, context, requests);
    const written = requests.filter(({ record }) => changed.has(record.id));
    for (const { record, enabled } of written) if (enabled) assertCanGoOut(reasonOf(record, planById));
    if (revokes.some((id) => !confirmed.includes(id)))
      throw new UsageError({
        en: 'Other accesses have come to it since they were shown; nothing was changed. Try again.',
        nl: 'Er zijn toegangen bij gekomen sinds ze zijn getoond; er is niets gewijzigd. Probeer het opnieuw.',
      });
    if (revokes.length > 0) await approveRevokes(tx, revokes, context.connection.policy.brake.approvalHours);
    await writeAudit(
      tx,
      written.map((request) =>
        auditOf(context, request, revokesByClient.get(request.record.clientId ?? '') ?? 0),
      ),
    );
    return changed;
  });
}

/** Safety (docs/rules.md, rule 2): whoever switches, a private client and a suspect stay off. */
function assertCanGoOut(reason: ReasonCode | null): void {
  if (reason !== null && canNeverGoOut(reason))
    throw new UsageError({
      en: `One of these can never go out (${reason}): its link stays off. Nothing was changed.`,
      nl: `Een hiervan kan nooit worden doorgezet (${reason}): de koppeling blijft uit. Er is niets gewijzigd.`,
    });
}

interface Written {
  /** Ids of the records whose switch changed. */
  readonly changed: ReadonlySet<string>;
  readonly revokes: readonly string[];
  readonly revokesByClient: ReadonlyMap<string, number>;
  /** By the id of the client, after all of them. */
  readonly planById: ReadonlyMap<string, PlannedClient>;
}

/** Each client is planned once before and once after, however many of its contacts are among them. */
async function writeAndPlan(
  tx: Tx,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): Promise<Written> {
  const losing = requests.filter(({ enabled }) => !enabled);
  const before = await planClients(tx, context, losing);
  const due = new Set([...before.values()].flatMap((planned) => revokesOf(planned, context)));
  const changed = new Set<string>();
  for (const request of requests) {
    const link = toLink(context, request);
    const stands = request.settings === undefined && (await readLinked(tx, link)) === request.enabled;
    if (!stands && (await writeLink(tx, link))) changed.add(request.record.id);
  }
  const planById = await planClients(tx, context, requests);
  const revokesByClient = new Map<string, number>();
  const revokes: string[] = [];
  for (const [clientId, planned] of planById) {
    if (!before.has(clientId)) continue;
    const added = revokesOf(planned, context).filter((id) => !due.has(id));
    revokes.push(...added);
    revokesByClient.set(clientId, added.length);
  }
  return { changed, revokes, revokesByClient, planById };
}

async function planClients(
  tx: Tx,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): Promise<ReadonlyMap<string, PlannedClient>> {
  const plans = new Map<string, PlannedClient>();
  for (const clientId of new Set(requests.map(({ record }) => record.clientId))) {
    const planned = clientId === null ? null : await planOf(tx, clientId, context);
    if (clientId !== null && planned !== null) plans.set(clientId, planned);
  }
  return plans;
}

/** A contact of which nothing but its end was ever seen has no client. */
function reasonOf({ clientId, kind, id }: NamedRecord, planById: Written['planById']): ReasonCode | null {
  const planned = planById.get(clientId ?? '');
  return planned === undefined ? 'CONTACT_DELETED' : reasonNotPushed(planned, { kind, id });
}

/** By Koppel, that is: what a person does in the portal is a task. */
function grantsOf(
  planned: PlannedClient | undefined,
  { context, record }: { readonly context: PreviewContext; readonly record: NamedRecord },
): readonly string[] {
  const types = accessTypesOf(context.connectorOf(context.connection.portal));
  const coming = (planned?.operations ?? []).filter(
    ({ action, type, gate, subjects }) =>
      action === 'create' &&
      gate.by === 'koppel' &&
      types.includes(type) &&
      (record.kind === 'client' || subjects.some(({ id }) => id === record.id)),
  );
  return [...new Set(coming.flatMap(({ subjects }) => subjects.map(({ id }) => id)))];
}

function toLink({ connection }: PreviewContext, { record, enabled, settings }: SwitchRequest): LinkSwitch {
  return {
    practiceId: connection.practiceId,
    connectionId: connection.id,
    kind: record.kind,
    recordId: record.id,
    enabled,
    ...(settings === undefined ? {} : { settings }),
  };
}

/** `revokes`: of its client, by all that was switched with it. */
function auditOf(
  { connection }: PreviewContext,
  { record, enabled, settings, by }: SwitchRequest,
  revokes: number,
): AuditEntry {
  return {
    practiceId: connection.practiceId,
    actor: by,
    action: enabled ? 'link.on' : 'link.off',
    connectionId: connection.id,
    ...(record.clientId === null ? {} : { clientId: record.clientId }),
    subjectId: record.id,
    details: { kind: record.kind, revokes, settings: Object.keys(settings ?? {}) },
  };
}
