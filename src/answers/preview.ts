// What a run would do for a client, without doing it: the plan that a real run would carry out, with the names behind it
// and what the brake would say. Makes no portal request and writes nothing.
import { countRevokes } from '../database/ledger/brake.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import { listPendingClients, nameRecords, type NamedRecord } from '../database/people/explain.ts';
import type { Store, Tx } from '../database/open-store.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import type { Attributes } from '../plan/attributes.ts';
import { decideBrake } from '../plan/brake.ts';
import type { KnownResource } from '../plan/known.ts';
import type { Operation } from '../plan/make-plan.ts';
import { accessTypesOf, type ConnectorOf } from '../engine/access-types.ts';
import { isLeftToPerson } from '../engine/left-to-person.ts';
import { planClient, type PlannedClient } from '../engine/plan-client.ts';

export interface PreviewContext {
  readonly connection: StoredConnection;
  readonly connectorOf: ConnectorOf;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface PlannedOperation {
  readonly action: Operation['action'];
  readonly type: string;
  /** Whom it is about: contacts by name and address, the client itself by name. */
  readonly about: readonly string[];
  readonly fields: readonly {
    readonly field: string;
    readonly before: Attributes[string];
    readonly after: Attributes[string];
  }[];
  /** Null where the brake has no say: it only holds back access that is taken away. */
  readonly brake: 'passes' | 'held' | 'approved' | null;
  /** person: Koppel opens a task, and sends nothing. */
  readonly by: 'koppel' | 'person';
}

export interface ClientPreview {
  readonly client: NamedRecord;
  readonly operations: readonly PlannedOperation[];
  /** Whose data the portal cannot take, and whose key another record has. */
  readonly notPushed: readonly { readonly about: string; readonly reason: ReasonCode }[];
  /** Resources whose access the plan takes away. */
  readonly revokes: readonly string[];
}

/** Null when there is no such client. */
export async function previewClient(
  tx: Tx,
  clientId: string,
  context: PreviewContext,
): Promise<ClientPreview | null> {
  const { connection, connectorOf, now, newId } = context;
  const connector = connectorOf(connection.portal);
  const planned = await planClient(
    tx,
    { practiceId: connection.practiceId, connectionId: connection.id, clientId },
    { connector, connection, now: now(), newId, write: false },
  );
  if (planned === null) return null;
  const accessTypes = accessTypesOf(connector);
  const names = await nameRecords(tx, idsOf(planned));
  const client = names.get(clientId);
  if (client === undefined) return null;
  const removals = planned.operations.filter(
    ({ action, type }) => action === 'remove' && accessTypes.includes(type),
  );
  const held = removals.length > 0 ? await wouldBrake(tx, context, removals) : new Set<string>();
  const resourceById = new Map(planned.resources.map((resource) => [resource.id, resource]));
  return {
    client,
    operations: planned.operations.map((operation) => ({
      ...describeOperation(operation, names),
      brake: removals.includes(operation) ? verdict(operation.resourceId, resourceById, held) : null,
      by: isLeftToPerson({ connector, connection }, operation) ? 'person' : 'koppel',
    })),
    notPushed: notPushed(planned, names),
    revokes: removals.map(({ resourceId }) => resourceId),
  };
}

/** Why a client or contact would not go out as its records are now; null: nothing keeps it. */
export async function reasonNotPushed(
  tx: Tx,
  { clientId, subject }: { readonly clientId: string; readonly subject: Subject },
  { connection, connectorOf, now, newId }: PreviewContext,
): Promise<ReasonCode | null> {
  const planned = await planClient(
    tx,
    { practiceId: connection.practiceId, connectionId: connection.id, clientId },
    { connector: connectorOf(connection.portal), connection, now: now(), newId, write: false },
  );
  if (planned === null) return null;
  const contact = planned.contacts.find(({ id }) => subject.kind === 'contact' && id === subject.id);
  const judged = contact?.judgement ?? planned.client;
  const isMine = (other: { readonly subject: Subject }) => subjectKey(other.subject) === subjectKey(subject);
  return (
    judged.reason ??
    planned.wanted.refusals.find(isMine)?.reason ??
    planned.conflicts.find(isMine)?.reason ??
    null
  );
}

const PAGE = 100;

/** Every client with something due, one at a time and in few transactions: memory does not grow with the practice. */
export async function* previewPending(store: Store, context: PreviewContext): AsyncIterable<ClientPreview> {
  const { id: connectionId, practiceId } = context.connection;
  for (let after: string | null = null; ;) {
    const page: { clientIds: readonly string[]; previews: readonly ClientPreview[] } = await store.inPractice(
      practiceId,
      async (tx) => {
        const clientIds = await listPendingClients(tx, { connectionId, after, limit: PAGE });
        const previews: ClientPreview[] = [];
        for (const clientId of clientIds) {
          const preview = await previewClient(tx, clientId, context);
          if (preview !== null) previews.push(preview);
        }
        return { clientIds, previews };
      },
    );
    yield* page.previews;
    after = page.clientIds.at(-1) ?? null;
    if (after === null) return;
  }
}

/** Rule 22, as the run would ask it: what would be held of what is due on the whole connection, and what this plan adds to it. */
async function wouldBrake(
  tx: Tx,
  { connection, connectorOf }: PreviewContext,
  removals: readonly Operation[],
): Promise<ReadonlySet<string>> {
  const { policy } = connection;
  const { due, lastDay, standing } = await countRevokes(tx, connection.id, {
    accessTypes: accessTypesOf(connectorOf(connection.portal)),
    keepsIneligible: policy.onClientIneligible === 'keep',
  });
  const counted = new Set(due.map(({ id }) => id));
  const added = removals
    .filter(({ resourceId }) => !counted.has(resourceId))
    .map(({ resourceId: id }) => ({ id, absence: null, rejected: false }));
  return decideBrake({ due: [...due, ...added], lastDay, standing, settings: policy.brake }).held;
}

function verdict(
  resourceId: string,
  resourceById: ReadonlyMap<string, KnownResource>,
  held: ReadonlySet<string>,
): 'passes' | 'held' | 'approved' {
  if (resourceById.get(resourceId)?.revokeApproved === true) return 'approved';
  return held.has(resourceId) ? 'held' : 'passes';
}

type Names = ReadonlyMap<string, NamedRecord>;

function describeOperation(
  { action, type, before, changes, subjects }: Operation,
  names: Names,
): Omit<PlannedOperation, 'brake' | 'by'> {
  return {
    action,
    type,
    about: [...new Set(subjects.map(({ id }) => nameOf(id, names)))],
    fields: Object.entries(changes).map(([field, after]) => ({
      field,
      before: before[field] ?? null,
      after,
    })),
  };
}

function nameOf(id: string, names: Names): string {
  const record = names.get(id);
  if (record === undefined) return id;
  const name = record.name ?? record.key;
  return record.kind === 'contact' && record.email !== null ? `${name} <${record.email}>` : name;
}

function notPushed({ wanted, conflicts }: PlannedClient, names: Names): ClientPreview['notPushed'] {
  return [...wanted.refusals, ...conflicts].map(({ subject, reason }) => ({
    about: nameOf(subject.id, names),
    reason,
  }));
}

function idsOf({ records, operations, wanted, conflicts }: PlannedClient): readonly string[] {
  const subjects = [
    ...operations.flatMap((operation) => operation.subjects),
    ...wanted.refusals.map(({ subject }) => subject),
    ...conflicts.map(({ subject }) => subject),
  ];
  return [records.client.id, ...subjects.map(({ id }) => id)];
}
