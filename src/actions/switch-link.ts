// Switches links on or off from Koppel (docs/rules.md, "Whose switch it is"). Switching is previewed: what goes out, what
// waits, and by name the accesses that end; what the person then confirms is approved with it (rule 22).
import { writeAudit, type AuditEntry } from '../database/people/audit.ts';
import { approveRevokes, nameAccesses, type AccessName } from '../database/ledger/brake-requests.ts';
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { undoing, writeLinks, type LinkSwitch } from '../database/records/links.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { canNeverGoOut } from '../domain/eligibility.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { accessTypesOf } from '../engine/access-types.ts';
import type { PlannedClient } from '../engine/gate-client.ts';
import { UsageError } from '../errors.ts';
import { assertConfirmed } from './confirmed-accesses.ts';
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
  /** Why it cannot be switched on at all, also where its link stood on before; null: it can. */
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
      const { changed, revokes, outlookById } = await writeAndPlan(tx, context, requests);
      const names = await nameRecords(
        tx,
        [...outlookById.values()].flatMap(({ grants }) => grants),
      );
      const records = requests.map(({ record, enabled }) => {
        const { reason, grants } = outlookById.get(record.id) ?? NOBODY;
        const stands = !changed.has(record.id);
        const waits = enabled ? reason : null;
        return {
          ...{ record, stands, waits },
          refused: waits !== null && canNeverGoOut(waits) ? waits : null,
          grants: enabled && reason === null ? grants.map((id) => nameOf(id, names)) : [],
        };
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
    const { changed, revokes, outlookById, revokesByClient } = await writeAndPlan(tx, context, requests);
    const written = requests.filter(({ record }) => changed.has(record.id));
    for (const { record, enabled } of written)
      if (enabled) assertCanGoOut((outlookById.get(record.id) ?? NOBODY).reason);
    assertConfirmed(revokes, confirmed);
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

interface Outlook {
  /** Why it would not go out; null: it does. */
  readonly reason: ReasonCode | null;
  /** Ids of those who get access. */
  readonly grants: readonly string[];
}

/** A contact of which nothing but its end was ever seen has no client, and no plan. */
const NOBODY: Outlook = { reason: 'CONTACT_DELETED', grants: [] };

interface Written {
  /** Ids of the records whose switch changed. */
  readonly changed: ReadonlySet<string>;
  readonly revokes: readonly string[];
  readonly revokesByClient: ReadonlyMap<string, number>;
  /** By the id of the record, after all of them. */
  readonly outlookById: ReadonlyMap<string, Outlook>;
}

/**
 * Each client is planned once before, where access may end, and once after, however many of its contacts are among them. Of a
 * plan is kept what is asked for: a file may name thousands.
 */
async function writeAndPlan(
  tx: Tx,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): Promise<Written> {
  const losing = requests.filter(({ enabled }) => !enabled);
  const due = new Set<string>();
  for await (const [, { planned }] of planClients(tx, context, losing))
    for (const id of revokesOf(planned, context)) due.add(id);
  const changed = new Set<string>();
  for (const link of toLinks(context, requests)) for (const id of await writeLinks(tx, link)) changed.add(id);
  const outlookById = new Map<string, Outlook>();
  const revokesByClient = new Map<string, number>();
  const revokes: string[] = [];
  for await (const [clientId, { planned, own }] of planClients(tx, context, requests)) {
    for (const { record } of own) outlookById.set(record.id, lookOut(planned, context, record));
    if (own.every(({ enabled }) => enabled)) continue;
    const added = revokesOf(planned, context).filter((id) => !due.has(id));
    revokes.push(...added);
    revokesByClient.set(clientId, added.length);
  }
  return { changed, revokes, revokesByClient, outlookById };
}

interface Planned {
  readonly planned: PlannedClient;
  /** The requests for the client itself and its contacts. */
  readonly own: readonly SwitchRequest[];
}

async function* planClients(
  tx: Tx,
  context: PreviewContext,
  requests: readonly SwitchRequest[],
): AsyncIterable<readonly [string, Planned]> {
  const byClient = groupBy(requests, ({ record }) => record.clientId);
  for (const [clientId, own] of byClient) {
    const planned = clientId === null ? null : await planOf(tx, clientId, context);
    if (clientId !== null && planned !== null) yield [clientId, { planned, own }];
  }
}

function lookOut(planned: PlannedClient, context: PreviewContext, { kind, id }: NamedRecord): Outlook {
  const types = accessTypesOf(context.connectorOf(context.connection.portal));
  const coming = planned.operations.filter(
    ({ action, type, gate, subjects }) =>
      action === 'create' &&
      // What a person does in the portal is a task.
      gate.by === 'koppel' &&
      types.includes(type) &&
      (kind === 'client' || subjects.some((subject) => subject.id === id)),
  );
  const grants = [...new Set(coming.flatMap(({ subjects }) => subjects.map((subject) => subject.id)))];
  return { reason: reasonNotPushed(planned, { kind, id }), grants };
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** One for all that are to stand alike, clients first. */
function toLinks({ connection }: PreviewContext, requests: readonly SwitchRequest[]): readonly LinkSwitch[] {
  const alike = groupBy(requests, ({ record: { kind }, enabled, settings }) =>
    JSON.stringify([kind, enabled, settings]),
  );
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { record, enabled, settings } = first;
    return {
      practiceId: connection.practiceId,
      connectionId: connection.id,
      kind: record.kind,
      recordIds: own.map((one) => one.record.id),
      enabled,
      ...(settings === undefined ? {} : { settings }),
    };
  });
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
